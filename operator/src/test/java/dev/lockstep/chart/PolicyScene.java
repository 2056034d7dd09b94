package dev.lockstep.chart;

import dev.lockstep.kube.KubeCluster;
import dev.lockstep.kube.TestNamespace;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;

/// A namespace in which the admission policies of the chart hold, one in which they do not, and the
/// operator's service account.
final class PolicyScene implements AutoCloseable {
  private final KubeCluster cluster;
  private final TestNamespace inside;
  private final TestNamespace outside;
  private final ChartInstaller chart;
  private final KubernetesClient account;

  private PolicyScene(
      KubeCluster cluster,
      TestNamespace inside,
      TestNamespace outside,
      ChartInstaller chart,
      KubernetesClient account) {
    this.cluster = cluster;
    this.inside = inside;
    this.outside = outside;
    this.chart = chart;
    this.account = account;
  }

  /// Installs the chart and waits until its policies are in force.
  ///
  /// @param before what is in the watched namespace already, as YAML without a namespace
  static PolicyScene install(KubeCluster cluster, String... before) {
    cluster.installCrds();
    TestNamespace inside = cluster.newNamespace("watched");
    TestNamespace outside = cluster.newNamespace("unwatched");
    new PolicyProbe(cluster, inside.name()).awaitGone();
    for (String object : before) {
      inside.client().resource(object(object)).create();
    }
    var chart = new ChartInstaller(cluster);
    String name = chart.installAccess(inside.name(), List.of(inside.name()));
    KubernetesClient account = cluster.clientFor(inside.name(), name);
    new PolicyProbe(cluster, inside.name()).awaitInForce();
    return new PolicyScene(cluster, inside, outside, chart, account);
  }

  /// The watched namespace.
  String namespace() {
    return inside.name();
  }

  /// The administrator's client in the watched namespace.
  KubernetesClient client() {
    return inside.client();
  }

  /// The administrator's client in the other namespace.
  KubernetesClient outside() {
    return outside.client();
  }

  /// A client of the operator's service account.
  KubernetesClient account() {
    return account;
  }

  /// Whether the API server can inject the gate.
  boolean injects() {
    return cluster.mutatingAdmissionVersion().isPresent();
  }

  /// A new object that can own others.
  ConfigMap owner() {
    var owner =
        new ConfigMapBuilder().withNewMetadata().withGenerateName("owner-").endMetadata().build();
    return client().resource(owner).create();
  }

  /// Makes an object look as if a controller had made it.
  static <T extends HasMetadata> T ownedBy(HasMetadata owner, T object) {
    object.getMetadata().setNamespace(owner.getMetadata().getNamespace());
    object.addOwnerReference(owner).setController(true);
    return object;
  }

  /// What the API server would make of an object.
  static <T extends HasMetadata> T tried(KubernetesClient client, T object) {
    return client.resource(object).dryRun().create();
  }

  /// The words with which the API server refuses an object, empty when it takes it.
  static String refusal(KubernetesClient client, HasMetadata object) {
    try {
      client.resource(object).dryRun().create();
      return "";
    } catch (KubernetesClientException e) {
      return words(e);
    }
  }

  /// What the API server said, without what the client puts around it.
  static String words(KubernetesClientException e) {
    return e.getStatus() == null ? String.valueOf(e.getMessage()) : e.getStatus().getMessage();
  }

  /// An object of any kind.
  static HasMetadata object(String yaml) {
    return Serialization.unmarshal(yaml, GenericKubernetesResource.class);
  }

  @Override
  public void close() {
    chart.removePolicies();
    cluster.delete(inside);
    cluster.delete(outside);
  }
}
