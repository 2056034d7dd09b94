package dev.lockstep.operator.migration.observation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.operator.kube.Labels;
import dev.lockstep.operator.migration.decision.Run;
import dev.lockstep.operator.migration.decision.Run.End;
import dev.lockstep.operator.migration.decision.Run.Obstacle;
import dev.lockstep.operator.migration.decision.Run.State;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureClass;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.schema.RunReport;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RunReaderTest {
  private static final String REPORT =
      """
      {"exitCode":0,"version":"3","databaseRead":true,"appliedCount":3,"pendingCount":0,"appliedNow":3}""";
  private static final String RUNNING = "running: {startedAt: '2026-01-01T12:00:05Z'}";
  private static final Instant FINISHED = Instant.parse("2026-01-01T12:00:09Z");

  @Test
  void readsWhatAJobWasMadeFor() {
    Run run = read(job("suspend: true", ""), null);

    assertThat(run.job()).isEqualTo("orders-0123456789");
    assertThat(run.attempt()).isEqualTo(7);
    assertThat(run.purpose()).isEqualTo(Run.Purpose.MIGRATE);
    assertThat(run.created()).isEqualTo(Instant.parse("2026-01-01T12:00:00Z"));
    assertThat(run.inputs().digest()).isEqualTo("sha256:in");
    assertThat(run.inputs().template()).isEqualTo("sha256:te");
    assertThat(run.inputs().database()).isEqualTo("sha256:db");
    assertThat(run.inputs().scriptsDigest()).isEqualTo("sha256:sc");
    assertThat(run.inputs().target())
        .hasValueSatisfying(target -> assertThat(target.text()).isEqualTo("3"));
  }

  @Test
  void takesAJobWithoutAPurposeForNoneOfOurs() {
    Job job = job("suspend: true", "");
    job.getMetadata().getLabels().remove(Labels.PURPOSE);

    assertThat(RunReader.read(job, Optional.empty(), Optional.empty())).isEmpty();
  }

  @Test
  void aSuspendedJobIsHeld() {
    assertThat(state(job("suspend: true", ""), null)).isEqualTo(new State.AwaitingRelease());
  }

  @Test
  void aJobWithoutAPodCarriesTheWordsOfTheController() {
    Job job = job("suspend: false", "");

    assertThat(state(job, null)).isEqualTo(new State.NoPod(Optional.empty()));
    assertThat(RunReader.read(job, Optional.empty(), Optional.of("exceeded quota")))
        .map(Run::state)
        .hasValue(new State.NoPod(Optional.of("exceeded quota")));
  }

  @Test
  void aJobThatWasHeldCountsFromItsRelease() {
    Job job = job("suspend: false", "");
    job.getMetadata().getAnnotations().put(Labels.RELEASED, "2026-01-01T12:05:00.5Z");

    assertThat(read(job, null).created()).isEqualTo(Instant.parse("2026-01-01T12:05:00.5Z"));
  }

  @Test
  void aJobThatIsBeingDeletedIsDeletedWhateverItsPodDoes() {
    Job job = job("suspend: false", "");
    job.getMetadata().setDeletionTimestamp("2026-01-01T12:00:07Z");

    assertThat(state(job, pod("Running", runner(RUNNING), ""))).isEqualTo(new State.Deleted());
  }

  @ParameterizedTest
  @ValueSource(strings = {"ContainerCreating", "PodInitializing"})
  void aPodOnItsWayIsStartingWithoutAnObstacle(String reason) {
    Pod pod = pod("Pending", runner("waiting: {reason: %s}".formatted(reason)), "");

    assertThat(state(pod)).isEqualTo(new State.Starting(Optional.empty()));
  }

  @Test
  void aPodThatTheKubeletHasNotSeenIsStarting() {
    assertThat(state(pod("Pending", "", ""))).isEqualTo(new State.Starting(Optional.empty()));
  }

  @Test
  void aPodWithoutANodeSaysWhatTheSchedulerSays() {
    Pod pod =
        pod(
            "Pending",
            "",
            "{type: PodScheduled, status: 'False', reason: Unschedulable, message: 0/3 nodes}");

    assertThat(obstacle(pod).kind()).isEqualTo(Obstacle.Kind.UNSCHEDULABLE);
    assertThat(obstacle(pod).message()).contains("orders-pod", "0/3 nodes");
  }

  @Test
  void aPodWithoutItsImageSaysWhatTheKubeletSays() {
    Pod pod = pod("Pending", runner("waiting: {reason: ErrImagePull, message: not found}"), "");

    assertThat(obstacle(pod).kind()).isEqualTo(Obstacle.Kind.CONTAINER);
    assertThat(obstacle(pod).message())
        .contains("lockstep", "orders-pod", "ErrImagePull: not found");
  }

  @Test
  void aRunnerThatWorksIsRunning() {
    assertThat(state(pod("Running", runner(RUNNING), "")))
        .isEqualTo(new State.Running(Instant.parse("2026-01-01T12:00:05Z")));
  }

  @Test
  void aPodThatIsBeingDeletedIsGivenUpAMinuteAfterItsGrace() {
    Pod pod = pod("Running", runner(RUNNING), "");
    pod.getMetadata().setDeletionTimestamp("2026-01-01T12:01:00Z");

    assertThat(state(pod)).isEqualTo(new State.Terminating(Instant.parse("2026-01-01T12:02:00Z")));
  }

  @Test
  void aRunnerThatEndedWithAReportIsEndedAlthoughASidecarRuns() {
    Pod pod =
        pod(
            "Running",
            "[{name: injected, state: {%s}}, {name: lockstep, state: {%s}}]"
                .formatted(RUNNING, terminated(0, "Completed", REPORT)),
            "");

    State.Ended ended = ended(pod);
    assertThat(ended.at()).isEqualTo(FINISHED);
    assertThat(report(ended).version()).isEqualTo("3");
  }

  @Test
  void aReportCountsAlsoInAPodThatIsBeingDeleted() {
    Pod pod = pod("Running", runner(terminated(0, "Completed", REPORT)), "");
    pod.getMetadata().setDeletionTimestamp("2026-01-01T12:01:00Z");

    assertThat(report(ended(pod)).appliedCount()).isEqualTo(3);
  }

  @Test
  void theFailureInAReportIsReadAsItWasWritten() {
    String failure =
        """
        {"exitCode":12,"failure":{"kind":"ScriptFailed","class":"permanent","script":"V2.sql","statement":3,"line":14,"sqlState":"42703","message":"no column"}}""";

    RunReport report = report(ended(pod("Failed", runner(terminated(12, "Error", failure)), "")));

    assertThat(report.failure())
        .isEqualTo(
            new Failure(
                FailureKind.SCRIPT_FAILED,
                FailureClass.PERMANENT,
                "V2.sql",
                3,
                14,
                "42703",
                "no column",
                null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Exception in thread main",
        "{",
        "null",
        "[]",
        "7",
        "{}",
        "{\"exitCode\":\"x\"}",
        "{\"exitCode\":12,\"failure\":{}}",
        "{\"exitCode\":12,\"failure\":{\"kind\":\"OfANewerRelease\",\"class\":\"permanent\",\"message\":\"x\"}}",
        " "
      })
  void aMessageThatIsNoReportIsADeath(String message) {
    Pod pod = pod("Failed", runner(terminated(1, "Error", message)), "");

    assertThat(ended(pod).end())
        .isInstanceOfSatisfying(
            End.Died.class, died -> assertThat(died.message()).contains("exit code 1 (Error)"));
  }

  @Test
  void aRunnerThatRanOutOfMemoryDied() {
    Pod pod = pod("Failed", runner(terminated(137, "OOMKilled", "")), "");

    assertThat(ended(pod).end())
        .isInstanceOfSatisfying(
            End.Died.class, died -> assertThat(died.message()).contains("137", "OOMKilled"));
  }

  @Test
  void aRunnerThatADrainKilledWasDisrupted() {
    Pod pod =
        pod(
            "Failed",
            runner(terminated(137, "Error", "")),
            "{type: DisruptionTarget, status: 'True', reason: EvictionByEvictionAPI}");

    assertThat(ended(pod).end()).isInstanceOf(End.Disrupted.class);
  }

  @Test
  void aRunnerThatWasKilledWithItsDeletedPodWasDisrupted() {
    Pod pod = pod("Running", runner(terminated(137, "Error", "")), "");
    pod.getMetadata().setDeletionTimestamp("2026-01-01T12:01:00Z");

    assertThat(ended(pod).end()).isInstanceOf(End.Disrupted.class);
  }

  @Test
  void aPodWhoseInitContainerFailedDied() {
    Pod pod = pod("Failed", runner("waiting: {reason: PodInitializing}"), "");
    pod.getStatus()
        .setInitContainerStatuses(
            pod("Failed", "[{name: proxy, state: {%s}}]".formatted(terminated(3, "Error", "")), "")
                .getStatus()
                .getContainerStatuses());

    assertThat(ended(pod).end())
        .isInstanceOfSatisfying(
            End.Died.class,
            died -> assertThat(died.message()).contains("init container proxy", "code 3"));
  }

  @Test
  void aPodThatItsNodeEvictedBeforeTheRunnerStartedWasDisrupted() {
    Pod pod = pod("Failed", "", "");
    pod.getStatus().setReason("Evicted");
    pod.getStatus().setMessage("The node was low on memory.");

    assertThat(ended(pod).end())
        .isInstanceOfSatisfying(
            End.Disrupted.class, end -> assertThat(end.message()).contains("low on memory"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Failed", "FailureTarget"})
  void theDeadlineEndsARunWhateverItsPodSays(String type) {
    Job job = job("suspend: false", condition(type, "DeadlineExceeded"));
    Pod pod = pod("Failed", runner(terminated(15, "Error", REPORT)), "");

    assertThat(state(job, pod))
        .isEqualTo(
            new State.Ended(new End.DeadlineExceeded(), Instant.parse("2026-01-01T12:00:08Z")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Complete", "Failed"})
  void aFinishedJobWhosePodIsGoneWasDisrupted(String type) {
    assertThat(state(job("suspend: false", condition(type, "SomeReason")), null))
        .isInstanceOfSatisfying(
            State.Ended.class, end -> assertThat(end.end()).isInstanceOf(End.Disrupted.class));
  }

  private static State state(Pod pod) {
    return state(job("suspend: false", ""), pod);
  }

  private static State state(Job job, @Nullable Pod pod) {
    return read(job, pod).state();
  }

  private static Run read(Job job, @Nullable Pod pod) {
    return RunReader.read(job, Optional.ofNullable(pod), Optional.empty()).orElseThrow();
  }

  private static State.Ended ended(Pod pod) {
    return (State.Ended) state(pod);
  }

  private static RunReport report(State.Ended ended) {
    return ((End.Reported) ended.end()).report();
  }

  private static Obstacle obstacle(Pod pod) {
    return ((State.Starting) state(pod)).obstacle().orElseThrow();
  }

  private static String condition(String type, String reason) {
    return "{type: %s, status: 'True', reason: %s, lastTransitionTime: '2026-01-01T12:00:08Z'}"
        .formatted(type, reason);
  }

  private static String runner(String state) {
    return "[{name: lockstep, state: {%s}}]".formatted(state);
  }

  private static String terminated(int exitCode, String reason, String message) {
    return "terminated: {exitCode: %d, reason: %s, finishedAt: '%s', message: '%s'}"
        .formatted(exitCode, reason, FINISHED, message);
  }

  private static Job job(String spec, String condition) {
    return Serialization.unmarshal(
        """
        metadata:
          name: orders-0123456789
          creationTimestamp: '2026-01-01T12:00:00Z'
          labels: {lockstep.dev/purpose: migrate, lockstep.dev/attempt: '7'}
          annotations:
            lockstep.dev/inputs: sha256:in
            lockstep.dev/template: sha256:te
            lockstep.dev/database: sha256:db
            lockstep.dev/scripts: sha256:sc
            lockstep.dev/target: '3'
        spec: {%s}
        status: {conditions: [%s]}
        """
            .formatted(spec, condition),
        Job.class);
  }

  private static Pod pod(String phase, String containers, String condition) {
    return Serialization.unmarshal(
        """
        metadata: {name: orders-pod}
        spec: {}
        status:
          phase: %s
          startTime: '2026-01-01T12:00:02Z'
          containerStatuses: %s
          conditions: [%s]
        """
            .formatted(phase, containers.isEmpty() ? "[]" : containers, condition),
        Pod.class);
  }
}
