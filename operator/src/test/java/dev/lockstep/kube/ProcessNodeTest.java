package dev.lockstep.kube;

import static dev.lockstep.kube.ProbeJob.condition;
import static dev.lockstep.kube.ProbeJob.isReady;
import static dev.lockstep.kube.ProbeJob.spec;
import static dev.lockstep.kube.ProbeJob.status;
import static dev.lockstep.kube.ProbeJob.terminated;
import static dev.lockstep.kube.ProbeJob.waitingReason;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.testing.Await;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@KubernetesTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ProcessNodeTest {
  private static final Duration LIMIT = Duration.ofSeconds(40);

  private final ProcessNode node;
  private final KubernetesClient client;

  ProcessNodeTest(KubeCluster cluster, KubernetesClient client) {
    this.node = ProbeJob.startNode(cluster);
    this.client = client;
  }

  @AfterAll
  void stop() {
    node.close();
  }

  @Test
  void aJobSucceedsAndItsLogIsKept(TestNamespace namespace) throws IOException {
    var job = new ProbeJob(node, namespace);
    job.run(spec("print=hello"));

    job.awaitJob(it -> condition(it, "Complete"));

    var pod = job.pod();
    assertThat(pod.getStatus().getPhase()).isEqualTo("Succeeded");
    assertThat(terminated(pod).getReason()).isEqualTo("Completed");
    assertThat(job.log(pod)).isEqualTo("hello\n");
  }

  @Test
  void aFailureHasItsExitCodeAndTheLastBytesOfItsMessage(TestNamespace namespace) {
    var job = new ProbeJob(node, namespace);
    job.run(spec("message=/dev/termination-log=" + "x".repeat(5000) + "end", "exit=12"));

    job.awaitJob(it -> condition(it, "Failed"));

    var end = terminated(job.pod());
    assertThat(end.getExitCode()).isEqualTo(12);
    assertThat(end.getReason()).isEqualTo("Error");
    assertThat(end.getMessage()).hasSize(4096).endsWith("xend");
    assertThat(end.getStartedAt()).isLessThanOrEqualTo(end.getFinishedAt());
  }

  @Test
  void aKilledProcessFailsItsPodWith137(TestNamespace namespace) {
    var job = new ProbeJob(node, namespace);
    job.run(spec("wait"));
    var pod = job.awaitPod(ProbeJob::isReady);

    node.kill(namespace.name(), pod.getMetadata().getName());

    job.awaitJob(it -> condition(it, "Failed"));
    assertThat(terminated(job.pod()).getExitCode()).isEqualTo(137);
    assertThat(terminated(job.pod()).getReason()).isEqualTo("Error");
  }

  @Test
  void aDeletedPodGetsSigtermAndItsLastStatusIsSeen(TestNamespace namespace) {
    var job = new ProbeJob(node, namespace);
    job.run(spec("print=up", "wait"));
    var pod = job.awaitPod(p -> isReady(p) && job.hasLogged(p));
    var last = new LastStatus();

    try (var _ = client.resource(pod).watch(last)) {
      client.resource(pod).delete();
      Await.until("pod is gone", LIMIT, last::isDeleted);
    }

    assertThat(last.exitCode()).isEqualTo(15);
  }

  @Test
  void aPodThatIgnoresSigtermIsKilledAfterItsGracePeriod(TestNamespace namespace) {
    var job = new ProbeJob(node, namespace);
    job.run(spec("print=up", "stubborn"));
    var pod = job.awaitPod(p -> isReady(p) && job.hasLogged(p));
    var last = new LastStatus();

    try (var _ = client.resource(pod).watch(last)) {
      client.resource(pod).withGracePeriod(1).delete();
      Await.until("pod is gone", LIMIT, last::isDeleted);
    }

    assertThat(last.exitCode()).isEqualTo(137);
  }

  @Test
  void aPodDeadlineEndsIt(TestNamespace namespace) {
    var job = new ProbeJob(node, namespace);
    job.run(new PodSpecBuilder(spec("wait")).withActiveDeadlineSeconds(1L).build());

    job.awaitJob(it -> condition(it, "Failed"));

    assertThat(job.pod().getStatus().getReason()).isEqualTo("DeadlineExceeded");
  }

  @Test
  void aSidecarKeepsThePodRunningAfterTheProgramHasEnded(TestNamespace namespace) {
    var job = new ProbeJob(node, namespace);
    job.run(
        new PodSpecBuilder(spec("exit=0"))
            .addNewContainer()
            .withName("proxy")
            .withImage("proxy")
            .endContainer()
            .build());

    var pod = job.awaitPod(p -> status(p) != null && terminated(p) != null);

    assertThat(pod.getStatus().getPhase()).isEqualTo("Running");
  }

  @Test
  void aNativeSidecarEndsWithTheProgram(TestNamespace namespace) {
    var job = new ProbeJob(node, namespace);
    job.run(
        new PodSpecBuilder(spec("exit=0"))
            .addNewInitContainer()
            .withName("proxy")
            .withImage("proxy")
            .withRestartPolicy("Always")
            .endInitContainer()
            .addNewInitContainer()
            .withName("before")
            .withImage("before")
            .endInitContainer()
            .build());

    job.awaitJob(it -> condition(it, "Complete"));

    assertThat(job.pod().getStatus().getInitContainerStatuses())
        .allMatch(status -> status.getState().getTerminated().getExitCode() == 0);
  }

  @Test
  void podsOfOtherImagesAreReadyAndGoWhenDeleted(TestNamespace namespace) {
    var job = new ProbeJob(node, namespace);
    job.run(
        new PodSpecBuilder(spec()).editFirstContainer().withImage("nginx").endContainer().build());
    var pod = job.awaitPod(ProbeJob::isReady);

    client.resource(pod).delete();

    client.resource(pod).waitUntilCondition(found -> found == null, 40, TimeUnit.SECONDS);
  }

  @Test
  void anImageThatCannotBePulledHoldsThePodUntilItCan(TestNamespace namespace) {
    var job = new ProbeJob(node, namespace);
    node.refuseImage("lockstep:absent");
    job.run(
        new PodSpecBuilder(spec("exit=0"))
            .editFirstContainer()
            .withImage("lockstep:absent")
            .endContainer()
            .build());
    job.awaitPod(pod -> "ImagePullBackOff".equals(waitingReason(pod)));

    node.acceptImage("lockstep:absent");

    job.awaitJob(it -> condition(it, "Complete"));
  }

  @Test
  void heldStartsWaitForTheirRelease(TestNamespace namespace) {
    var job = new ProbeJob(node, namespace);
    node.holdStarts();
    job.run(spec("exit=0"));
    job.awaitPod(pod -> "ContainerCreating".equals(waitingReason(pod)));

    node.releaseStarts();

    job.awaitJob(it -> condition(it, "Complete"));
  }

  @Test
  void aSilentNodeAnswersNoDeletionUntilItIsBack(TestNamespace namespace) {
    var job = new ProbeJob(node, namespace);
    job.run(spec("wait"));
    var pod = job.awaitPod(ProbeJob::isReady);
    node.goSilent();
    client.resource(pod).withGracePeriod(1).delete();
    assertThat(client.resource(pod).get().getMetadata().getDeletionTimestamp()).isNotNull();
    node.kill(namespace.name(), pod.getMetadata().getName());
    assertThat(client.resource(pod).get().getStatus().getPhase()).isEqualTo("Running");

    node.resume();

    client.resource(pod).waitUntilCondition(found -> found == null, 40, TimeUnit.SECONDS);
  }

  @Test
  void aNodeThatLostPowerReportsTheLossWhenItIsBack(TestNamespace namespace) {
    var job = new ProbeJob(node, namespace);
    job.run(spec("wait"));
    job.awaitPod(ProbeJob::isReady);
    node.crash();
    Await.until("process is gone", LIMIT, () -> node.pids().toFile().list().length == 0);
    assertThat(job.pod().getStatus().getPhase()).isEqualTo("Running");

    node.resume();

    job.awaitJob(it -> condition(it, "Failed"));
    assertThat(terminated(job.pod()).getExitCode()).isEqualTo(137);
  }

  @Test
  void aRestartOfTheApiServerIsSurvived(KubeCluster cluster, TestNamespace namespace) {
    var job = new ProbeJob(node, namespace);
    job.run(spec("wait"));
    var pod = job.awaitPod(ProbeJob::isReady);
    cluster.stop(KubeCluster.Component.APISERVER);
    node.kill(namespace.name(), pod.getMetadata().getName());

    cluster.start(KubeCluster.Component.APISERVER);

    job.awaitJob(it -> condition(it, "Failed"));
    assertThat(terminated(job.pod()).getExitCode()).isEqualTo(137);
  }

  /// Remembers the last status that a watcher saw before its pod was gone.
  private static final class LastStatus implements Watcher<Pod> {
    private volatile @Nullable Pod last;
    private volatile boolean deleted;

    boolean isDeleted() {
      return deleted;
    }

    int exitCode() {
      return terminated(requireNonNull(last)).getExitCode();
    }

    @Override
    public void eventReceived(Action action, Pod pod) {
      last = pod;
      deleted = action == Action.DELETED;
    }

    @Override
    public void onClose(WatcherException cause) {
      // The test's own limit tells.
    }
  }
}
