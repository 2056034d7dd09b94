package dev.lockstep.chart;

import dev.lockstep.kube.KubeCluster;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Installs of the chart what an operator needs that runs outside of a pod: its service account
/// with exactly the rights that users give it, and the admission policies.
public final class ChartInstaller {
  private final KubeCluster cluster;
  private final List<HasMetadata> policies = new ArrayList<>();

  public ChartInstaller(KubeCluster cluster) {
    this.cluster = cluster;
  }

  /// Installs service account, rights and policies. The API server heeds policies some time after
  /// they are there: [PolicyProbe] waits for that.
  ///
  /// @param namespace where the operator and its Lease are
  /// @param watched the namespaces that it looks after, all when empty
  /// @return the name of the service account, for [KubeCluster#clientFor]
  public String installAccess(String namespace, List<String> watched) {
    var objects = objects(namespace, watched);
    objects.stream()
        .filter(object -> !(object instanceof Deployment))
        .forEach(object -> cluster.client().resource(object).serverSideApply());
    objects.stream()
        .filter(object -> object.getApiVersion().startsWith("admissionregistration.k8s.io/"))
        .forEach(policies::add);
    return objects.stream()
        .filter(ServiceAccount.class::isInstance)
        .map(account -> account.getMetadata().getName())
        .findFirst()
        .orElseThrow();
  }

  /// Takes away what [#installAccess] installed.
  public void removeAccess(String namespace, List<String> watched) {
    objects(namespace, watched).forEach(object -> cluster.client().resource(object).delete());
  }

  /// Takes away the policies alone.
  public void removePolicies() {
    policies.forEach(policy -> cluster.client().resource(policy).delete());
  }

  /// Puts back what [#removePolicies] took away.
  public void restorePolicies() {
    policies.forEach(policy -> cluster.client().resource(policy).serverSideApply());
  }

  private List<HasMetadata> objects(String namespace, List<String> watched) {
    return Chart.objects(render(namespace, watched));
  }

  /// The release's name is the namespace's own, because roles of the cluster are named after it.
  private String render(String namespace, List<String> watched) {
    try {
      Path values = Files.createTempFile("values", ".yaml");
      Files.writeString(
          values,
          """
          crds: {install: false}
          admissionPolicies: {injectGate: %s}
          watchNamespaces: [%s]
          jobs: {image: registry.test/lockstep:test, allowedImages: ["registry.test/*", "lockstep:demo"]}
          """
              .formatted(
                  cluster.mutatingAdmissionVersion().orElse("never"), String.join(", ", watched)));
      String rendered =
          HelmProgram.run(
              "template",
              "lockstep-%08x".formatted(namespace.hashCode()),
              namespace,
              values.toString());
      Files.delete(values);
      return rendered;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
