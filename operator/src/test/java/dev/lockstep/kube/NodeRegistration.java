package dev.lockstep.kube;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeConditionBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;

/// Keeps the Node object and its Lease fresh. Without it the node is NotReady and tainted within 80
/// seconds.
final class NodeRegistration {
  private static final String LEASES = "kube-node-lease";
  private static final int LEASE_SECONDS = 40;

  private final KubernetesClient client;
  private final String version;
  private final String name;
  private final Clock clock;
  private final List<Taint> taints;

  NodeRegistration(KubernetesClient client, String name, Clock clock, List<Taint> taints) {
    this.client = client;
    this.version = client.getKubernetesVersion().getGitVersion();
    this.name = name;
    this.clock = clock;
    this.taints = List.copyOf(taints);
  }

  /// Creates what is missing and renews the rest.
  void renew() {
    if (client.nodes().withName(name).get() == null) {
      client.nodes().resource(node()).create();
    }
    client.nodes().withName(name).editStatus(this::ready);
    var now = ZonedDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
    var lease =
        new LeaseBuilder()
            .withNewMetadata()
            .withName(name)
            .withNamespace(LEASES)
            .endMetadata()
            .withNewSpec()
            .withHolderIdentity(name)
            .withLeaseDurationSeconds(LEASE_SECONDS)
            .withRenewTime(now)
            .endSpec()
            .build();
    client.leases().inNamespace(LEASES).resource(lease).forceConflicts().serverSideApply();
  }

  void remove() {
    client.nodes().withName(name).delete();
    client.leases().inNamespace(LEASES).withName(name).delete();
  }

  private Node node() {
    return new NodeBuilder()
        .withNewMetadata()
        .withName(name)
        .withLabels(
            Map.of(
                "kubernetes.io/hostname", name,
                "kubernetes.io/os", "linux",
                "kubernetes.io/arch", "amd64"))
        .endMetadata()
        .withNewSpec()
        .withTaints(taints)
        .endSpec()
        .build();
  }

  private Node ready(Node node) {
    var now = clock.instant().toString();
    var room =
        Map.of(
            "cpu", new Quantity("64"),
            "memory", new Quantity("256Gi"),
            "ephemeral-storage", new Quantity("256Gi"),
            "pods", new Quantity("1000"));
    var since =
        node.getStatus().getConditions().stream()
            .filter(old -> old.getType().equals("Ready") && old.getStatus().equals("True"))
            .map(old -> old.getLastTransitionTime())
            .findFirst()
            .orElse(now);
    var condition =
        new NodeConditionBuilder()
            .withType("Ready")
            .withStatus("True")
            .withReason("KubeletReady")
            .withMessage("a process table is posting ready status")
            .withLastHeartbeatTime(now)
            .withLastTransitionTime(since)
            .build();
    return new NodeBuilder(node)
        .editOrNewStatus()
        .withCapacity(room)
        .withAllocatable(room)
        .withConditions(condition)
        .withAddresses()
        .addNewAddress(ProcessNode.ADDRESS, "InternalIP")
        .addNewAddress(name, "Hostname")
        .editOrNewNodeInfo()
        .withKubeletVersion(version)
        .withOperatingSystem("linux")
        .withArchitecture("amd64")
        .endNodeInfo()
        .endStatus()
        .build();
  }
}
