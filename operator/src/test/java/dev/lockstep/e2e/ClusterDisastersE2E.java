package dev.lockstep.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.e2e.DisasterTable.Row;
import dev.lockstep.kube.KubeCluster.Component;
import dev.lockstep.operator.HostileObjects;
import dev.lockstep.testing.Await;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What happens to a run when the cluster round it fails, or does not want it.
final class ClusterDisastersE2E extends NodeScenario {
  @Test
  @Disaster(
      value = "API server and etcd restart",
      done = "Both are killed during a run, which finishes while they are down.")
  void theControlPlaneRestarts(Row row) {
    startSlowRun("");

    row.strikes();
    cluster.stop(Component.APISERVER);
    cluster.stop(Component.ETCD);
    letGo();
    Await.until("the run is over", PATIENCE, () -> applied().contains(SLOW));
    cluster.start(Component.ETCD);
    cluster.start(Component.APISERVER);
    awaitHealed(row);
    row.seen(message());
    assertThat(attempt()).isEqualTo(1);
  }

  @Test
  @Disaster(
      value = "The operator is killed",
      done = "SIGKILL to the active operator during a run; the other replica takes over.")
  void theOperatorIsKilled(Row row) {
    startSlowRun("");
    Pod leader = leader();

    row.strikes();
    platform.machineOf(leader).signal(leader, "operator", "SIGKILL");
    letGo();
    awaitHealed(row);
    row.seen(message());
    assertThat(attempt()).isEqualTo(1);
  }

  @Test
  @Disaster(
      value = "A namespace is hostile",
      done =
          "900,000 files in 30 ConfigMaps, and 30 pods of which every second one requires 20,000 schemas, are created in another namespace; then the active operator is killed, and a script is added to the resource.")
  void aNamespaceMeansHarm(Row row) {
    letGo();
    secret();
    scripts(Map.of("V1__orders.sql", slowScripts().getOrDefault("V1__orders.sql", "")));
    migration();
    awaitReady("1");
    Pod leader = leader();
    int restarts = restarts();

    row.strikes();
    HostileObjects.make(client, namespace + "-hostile");
    try {
      platform.machineOf(leader).signal(leader, "operator", "SIGKILL");
      scripts(slowScripts());
      awaitHealed(row);
      row.seen(message());
      Await.until(
          "all operators are ready again",
          PATIENCE,
          () ->
              restarts() > restarts
                  && platform.operators().stream().allMatch(Readiness::isPodReady));
      assertThat(restarts()).as("none but the killed one").isEqualTo(restarts + 1);
    } finally {
      client.namespaces().withName(namespace + "-hostile").delete();
    }
  }

  private int restarts() {
    return platform.operators().stream()
        .flatMap(pod -> pod.getStatus().getContainerStatuses().stream())
        .mapToInt(ContainerStatus::getRestartCount)
        .sum();
  }

  @Test
  @Disaster(
      value = "No operator is running",
      done =
          "All replicas are removed during a run, and the Job's time to live expires before they are back.")
  void theJobIsGoneBeforeTheOperatorLooks(Row row) {
    startSlowRun("");
    Job job = jobs().getLast();

    row.strikes();
    scaleOperator(0);
    kubectl(
        "-n",
        namespace,
        "patch",
        "job",
        job.getMetadata().getName(),
        "-p",
        "{\"spec\":{\"ttlSecondsAfterFinished\":1}}");
    letGo();
    Await.until("the Job is gone", PATIENCE, () -> jobs().isEmpty());
    scaleOperator(2);
    awaitHealed(row);
    row.seen(message());
  }

  @Test
  @Disaster(value = "Two operators without leader election", done = "Both are active during a run.")
  void twoOperatorsWork(Row row) {
    platform
        .release()
        .install(Platform.values() + "leaderElection: {enabled: false}\nreplicas: 1\n");
    try {
      scaleOperator(2);
      row.strikes();
      startSlowRun("");
      letGo();
      awaitHealed(row);
      row.seen(message());
      assertThat(jobs()).hasSize(1);
    } finally {
      platform.install();
    }
  }

  @Test
  @Disaster(
      value = "The image cannot be pulled",
      done = "`spec.job.image` names an image that no registry has; then it is corrected.")
  void theImageCannotBePulled(Row row) {
    row.strikes();
    startRun("job: {image: localhost/nothing:1}\n");
    awaitReason("PodNotStarted");
    row.seen(message());
    migration();
    awaitHealed(row);
  }

  @Test
  @Disaster(
      value = "The quota is used up",
      done = "A ResourceQuota allows no more pods; then it is deleted.")
  void theQuotaIsUsedUp(Row row) {
    kubectl("-n", namespace, "create", "quota", "few", "--hard=pods=1");

    row.strikes();
    startRun("");
    awaitReason("PodNotCreated");
    row.seen(message());
    assertThat(message()).contains("exceeded quota: few");
    kubectl("-n", namespace, "delete", "quota", "few");
    awaitHealed(row);
  }

  @Test
  @Disaster(
      value = "A LimitRange forbids the pod",
      done = "Its maximum is below the limit of the Job; then `spec.job.resources` is lowered.")
  void aLimitRangeForbidsThePod(Row row) {
    apply(
        """
        apiVersion: v1
        kind: LimitRange
        metadata: {name: small, namespace: %s}
        spec: {limits: [{type: Container, max: {memory: 256Mi}, min: {memory: 16Mi}}]}
        """
            .formatted(namespace));

    row.strikes();
    startRun("");
    awaitReason("PodNotCreated");
    row.seen(message());
    assertThat(message()).contains("maximum memory usage per Container is 256Mi");
    migration("job: {resources: {requests: {memory: 128Mi}, limits: {memory: 256Mi}}}\n");
    awaitHealed(row);
  }

  @Test
  @Disaster(
      value = "A sidecar is injected",
      done = "A MutatingAdmissionPolicy adds a container that never terminates to every pod.")
  void aSidecarIsInjected(Row row) {
    apply(sidecarPolicy());
    try {
      secret();
      Await.until("sidecars are injected", PATIENCE, this::injects);
      row.strikes();
      scripts(slowScripts());
      letGo();
      migration();
      awaitReady("2");
      row.healed();
      row.seen(message());

      assertThat(runnerPods().getFirst().getSpec().getContainers()).hasSize(2);
      assertAppliedOnce();
    } finally {
      kubectl("delete", "mutatingadmissionpolicy,mutatingadmissionpolicybinding", namespace);
    }
  }

  private boolean injects() {
    var pod =
        cluster
            .kubectl()
            .run(
                "-n",
                namespace,
                "run",
                "probe",
                "--image=localhost/lockstep-tools:1",
                "--dry-run=server",
                "-o",
                "jsonpath={.spec.containers[*].name}",
                "--overrides",
                "{\"spec\":{\"securityContext\":{\"runAsNonRoot\":true,\"runAsUser\":70,\"seccompProfile\":{\"type\":\"RuntimeDefault\"}},\"containers\":[{\"name\":\"probe\",\"image\":\"localhost/lockstep-tools:1\",\"securityContext\":{\"allowPrivilegeEscalation\":false,\"capabilities\":{\"drop\":[\"ALL\"]}}}]}}");
    return pod.output().contains("sidecar");
  }

  private String sidecarPolicy() {
    return """
    apiVersion: admissionregistration.k8s.io/v1
    kind: MutatingAdmissionPolicy
    metadata: {name: %1$s}
    spec:
      matchConstraints:
        namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: %1$s}}
        resourceRules:
          - {apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods]}
      failurePolicy: Fail
      reinvocationPolicy: Never
      mutations:
        - patchType: JSONPatch
          jsonPatch:
            expression: >
              [JSONPatch{op: "add", path: "/spec/containers/-", value: Object.spec.containers{
                name: "sidecar", image: "localhost/lockstep-tools:1", command: ["sleep", "infinity"],
                securityContext: Object.spec.containers.securityContext{
                  runAsUser: 70, allowPrivilegeEscalation: false,
                  capabilities: Object.spec.containers.securityContext.capabilities{drop: ["ALL"]}}}}]
    ---
    apiVersion: admissionregistration.k8s.io/v1
    kind: MutatingAdmissionPolicyBinding
    metadata: {name: %1$s}
    spec: {policyName: %1$s}
    """
        .formatted(namespace);
  }

  private Pod leader() {
    String name = platform.leader();
    return platform.operators().stream()
        .filter(pod -> name.startsWith(pod.getMetadata().getName()))
        .findFirst()
        .orElseThrow();
  }

  private void scaleOperator(int replicas) {
    kubectl("-n", Platform.SYSTEM, "scale", "deployment/lockstep", "--replicas=" + replicas);
    Await.until(
        replicas + " operators",
        PATIENCE,
        () -> {
          List<Pod> pods = platform.operators();
          return pods.size() == replicas && pods.stream().allMatch(NodeScenario::runs);
        });
  }
}
