package dev.lockstep.kube;

import static java.util.Objects.requireNonNull;

import dev.lockstep.testing.Await;
import dev.lockstep.testing.Checkout;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Runs [Probe] as a Job in one namespace, on one node, and tells what became of it.
final class ProbeJob {
  private static final Duration LIMIT = Duration.ofSeconds(40);
  private static final String JOB =
      """
      apiVersion: batch/v1
      kind: Job
      metadata: { name: probe }
      spec:
        backoffLimit: 0
        template:
          spec:
            restartPolicy: Never
            terminationGracePeriodSeconds: 30
            nodeSelector: { kubernetes.io/hostname: probe-node }
            automountServiceAccountToken: false
            containers: [ { name: probe, image: "registry.example/team/lockstep:1.2@sha256:abc" } ]
      """;

  private final ProcessNode node;
  private final TestNamespace namespace;

  ProbeJob(ProcessNode node, TestNamespace namespace) {
    this.node = node;
    this.namespace = namespace;
  }

  /// A node that runs [Probe] in place of the program.
  static ProcessNode startNode(KubeCluster cluster) {
    var classes = Checkout.target().resolve("test-classes").toString();
    return ProcessNode.start(
        cluster.client(),
        new Program(classes, Probe.class.getName()),
        "probe-node",
        cluster.folder().resolve("nodes").resolve("probe-node"));
  }

  static PodSpec spec(String... args) {
    return new PodSpecBuilder(
            Serialization.unmarshal(JOB, Job.class).getSpec().getTemplate().getSpec())
        .editFirstContainer()
        .withArgs(args)
        .endContainer()
        .build();
  }

  void run(PodSpec spec) {
    var job = Serialization.unmarshal(JOB, Job.class);
    namespace
        .client()
        .resource(
            new JobBuilder(job)
                .editSpec()
                .editTemplate()
                .withSpec(spec)
                .endTemplate()
                .endSpec()
                .build())
        .create();
  }

  Pod pod() {
    return namespace.client().pods().list().getItems().getFirst();
  }

  Pod awaitPod(Predicate<Pod> condition) {
    var job = namespace.client().pods().withLabel("job-name", "probe");
    Await.until("pod", LIMIT, () -> job.list().getItems().stream().anyMatch(condition));
    return pod();
  }

  void awaitJob(Predicate<Job> condition) {
    namespace
        .client()
        .batch()
        .v1()
        .jobs()
        .withName("probe")
        .waitUntilCondition(job -> job != null && condition.test(job), 40, TimeUnit.SECONDS);
  }

  static boolean condition(Job job, String type) {
    return job.getStatus().getConditions().stream()
        .anyMatch(found -> found.getType().equals(type) && found.getStatus().equals("True"));
  }

  static boolean isReady(Pod pod) {
    return pod.getStatus().getConditions().stream()
        .anyMatch(found -> found.getType().equals("Ready") && found.getStatus().equals("True"));
  }

  static @Nullable ContainerStatus status(Pod pod) {
    return pod.getStatus().getContainerStatuses().stream()
        .filter(found -> found.getName().equals("probe"))
        .findFirst()
        .orElse(null);
  }

  static ContainerStateTerminated terminated(Pod pod) {
    return requireNonNull(status(pod)).getState().getTerminated();
  }

  static String waitingReason(Pod pod) {
    var status = status(pod);
    return status == null || status.getState().getWaiting() == null
        ? ""
        : status.getState().getWaiting().getReason();
  }

  boolean hasLogged(Pod pod) {
    try {
      return !log(pod).isEmpty();
    } catch (IOException _) {
      return false;
    }
  }

  String log(Pod pod) throws IOException {
    return Files.readString(node.log(namespace.name(), pod.getMetadata().getName(), "probe"));
  }
}
