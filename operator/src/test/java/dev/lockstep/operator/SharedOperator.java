package dev.lockstep.operator;

import dev.lockstep.chart.ChartInstaller;
import dev.lockstep.kube.KubeCluster;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives tests the one [OperatorProcess] that they share: it watches all namespaces, with the
/// rights that the chart gives it. One that a test killed is started again for the next. It ends
/// with each class, because others test what the cluster does without an operator.
final class SharedOperator implements ParameterResolver, AfterAllCallback {
  /// Where the operator's own things are.
  static final String NAMESPACE = "lockstep-system";

  private static final Namespace STORE = Namespace.create(SharedOperator.class);

  @Override
  public void afterAll(ExtensionContext context) {
    var access = context.getRoot().getStore(STORE).get(Access.class, Access.class);
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
    return context
        .getRoot()
        .getStore(STORE)
        .computeIfAbsent(Access.class, _ -> new Access(), Access.class);
  }

  /// The way to the shared operator.
  static final class Access implements AutoCloseable {
    private @Nullable OperatorProcess operator;
    private @Nullable KubernetesClient account;

    /// A client of the operator's service account, with the rights that the chart gives it.
    synchronized KubernetesClient account(KubeCluster cluster) {
      KubernetesClient known = account;
      if (known == null) {
        cluster.installCrds();
        var namespace =
            new NamespaceBuilder().withNewMetadata().withName(NAMESPACE).endMetadata().build();
        cluster.client().resource(namespace).serverSideApply();
        String name = new ChartInstaller(cluster).installAccess(NAMESPACE, List.of());
        known = cluster.clientFor(NAMESPACE, name);
        account = known;
      }
      return known;
    }

    /// The operator, running.
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
    }
  }
}
