package dev.lockstep.operator;

import dev.lockstep.chart.ChartInstaller;
import dev.lockstep.chart.PolicyProbe;
import dev.lockstep.kube.KubeCluster;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Provides the [OperatorProcess] that tests share. It watches all namespaces with the permissions
/// that the chart grants. If a test killed it, it is started again for the next. It ends with each
/// test class, and so do the admission policies, because other tests need the cluster without them.
final class SharedOperator implements ParameterResolver, AfterAllCallback {
  /// The operator's own namespace.
  static final String NAMESPACE = "lockstep-system";

  private static final Namespace STORE = Namespace.create(SharedOperator.class);

  @Override
  public void afterAll(ExtensionContext context) {
    var access = store(context).get(Access.class, Access.class);
    if (access != null) {
      access.close();
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Access.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return store(context).computeIfAbsent(Access.class, _ -> new Access(), Access.class);
  }

  private static Store store(ExtensionContext context) {
    return context.getStore(StoreScope.LAUNCHER_SESSION, STORE);
  }

  private enum Policies {
    ABSENT,
    IN_FORCE
  }

  /// Access to the shared operator.
  static final class Access implements AutoCloseable {
    private @Nullable OperatorProcess operator;
    private @Nullable KubernetesClient account;
    private @Nullable ChartInstaller chart;
    private Policies policies = Policies.ABSENT;

    /// Returns a client with the operator's service account and the permissions that the chart
    /// grants. The chart's admission policies are in force.
    synchronized KubernetesClient account(KubeCluster cluster) {
      KubernetesClient known = account;
      if (known == null) {
        cluster.installCrds();
        var namespace =
            new NamespaceBuilder().withNewMetadata().withName(NAMESPACE).endMetadata().build();
        cluster.client().resource(namespace).serverSideApply();
        chart = new ChartInstaller(cluster);
        known = cluster.clientFor(NAMESPACE, chart.installAccess(NAMESPACE, List.of()));
        account = known;
      } else if (policies == Policies.ABSENT) {
        Objects.requireNonNull(chart).restorePolicies();
      }
      if (policies == Policies.ABSENT) {
        new PolicyProbe(cluster, NAMESPACE).awaitInForce();
        policies = Policies.IN_FORCE;
      }
      return known;
    }

    /// Returns the operator, after starting it if necessary.
    synchronized OperatorProcess running(KubeCluster cluster) {
      OperatorProcess known = operator;
      if (known == null) {
        known =
            OperatorProcess.start(cluster, "shared", account(cluster), "--leader-election=false");
        operator = known;
      } else if (!known.isAlive()) {
        known.restart();
      }
      return known;
    }

    @Override
    public synchronized void close() {
      if (operator != null) {
        operator.close();
      }
      if (policies == Policies.IN_FORCE) {
        Objects.requireNonNull(chart).removePolicies();
        policies = Policies.ABSENT;
      }
    }
  }
}
