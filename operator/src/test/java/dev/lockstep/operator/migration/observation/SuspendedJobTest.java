package dev.lockstep.operator.migration.observation;

import static dev.lockstep.operator.migration.decision.DecisionAssert.assertThat;
import static dev.lockstep.operator.migration.decision.Observations.NOW;
import static dev.lockstep.operator.migration.decision.Observations.fresh;
import static dev.lockstep.operator.migration.decision.Observations.runInputs;
import static dev.lockstep.operator.migration.decision.Observations.running;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.api.v1alpha1.status.ConditionReason;
import dev.lockstep.operator.migration.decision.Decider;
import dev.lockstep.operator.migration.decision.Decision;
import dev.lockstep.operator.migration.decision.Observation;
import dev.lockstep.operator.migration.decision.Observations;
import dev.lockstep.operator.migration.decision.Run;
import dev.lockstep.operator.migration.decision.Workload;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// O14: something other than the operator suspends a Job after its release.
final class SuspendedJobTest {
  private static final Instant RELEASED = Instant.parse("2026-01-01T12:00:03.5Z");
  private static final String INTERRUPTED =
      "{\"exitCode\":15,\"failure\":{\"kind\":\"INTERRUPTED\",\"class\":\"interrupted\",\"message\":\"x\"}}";
  private static final String DONE =
      "{\"exitCode\":0,\"version\":\"3\",\"databaseRead\":true,\"appliedCount\":3,\"pendingCount\":0}";

  private final Decider decider = new Decider();

  @Test
  void itIsToldFromAJobThatWasNeverReleased() {
    assertThat(state(job("suspend: true", "", "", ""))).isEqualTo(new Run.State.AwaitingRelease());
    assertThat(state(job("suspend: true", released(""), "", "")))
        .isEqualTo(new Run.State.SuspendedByOthers(RELEASED, 1, Optional.empty()));
    assertThat(state(job("suspend: true", released("lockstep.dev/releases: '7'"), "", "")))
        .isEqualTo(new Run.State.SuspendedByOthers(RELEASED, 7, Optional.empty()));
    assertThat(
            state(job("suspend: true", released(""), ", kueue.x-k8s.io/queue-name: nightly", "")))
        .isEqualTo(new Run.State.SuspendedByOthers(RELEASED, 1, Optional.of("nightly")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {INTERRUPTED + " | true", "'' | true", DONE + " | false"})
  void aRunnerThatTheSuspensionEndedIsNoEndOfTheRun(String report, boolean suspendedByOthers) {
    Job job = job("suspend: true", released(""), "", "");

    Run.State state =
        RunReader.read(job, Optional.of(pod(report)), Optional.empty()).orElseThrow().state();

    assertThat(state instanceof Run.State.SuspendedByOthers).isEqualTo(suspendedByOthers);
    assertThat(state instanceof Run.State.Ended).isNotEqualTo(suspendedByOthers);
  }

  @Test
  void aFinishedJobIsFinished() {
    Job job =
        job("suspend: true", released(""), "", "conditions: [{type: Complete, status: 'True'}]");

    assertThat(state(job)).isInstanceOf(Run.State.Ended.class);
  }

  @Test
  void whenItIsLetGoAgainThePatienceForItsPodBeginsAnew() {
    Job letGo =
        job(
            "suspend: false",
            released(""),
            "",
            "conditions: [{type: Suspended, status: 'True', lastTransitionTime: '2026-01-01T12:30:00Z'}]");
    Job takenUp =
        job(
            "suspend: false",
            released(""),
            "",
            "conditions: [{type: Suspended, status: 'False', lastTransitionTime: '2026-01-01T13:00:00Z'}]");

    assertThat(state(letGo)).isEqualTo(new Run.State.Starting(Optional.empty()));
    assertThat(state(takenUp)).isEqualTo(new Run.State.NoPod(Optional.empty()));
    assertThat(RunReader.read(takenUp, Optional.empty(), Optional.empty()).orElseThrow().created())
        .isEqualTo(Instant.parse("2026-01-01T13:00:00Z"));
  }

  @Test
  void anOwnReleaseThatTheJobControllerHasNotTakenUpYetIsWaitedForAsEver() {
    Job job =
        job(
            "suspend: false",
            released(""),
            "",
            "conditions: [{type: Suspended, status: 'True', lastTransitionTime: '2026-01-01T12:00:03Z'}]");

    assertThat(state(job)).isEqualTo(new Run.State.NoPod(Optional.empty()));
  }

  @ParameterizedTest
  @CsvSource({"1, 5", "2, 10", "3, 20", "6, 160", "30, 300"})
  void itIsLetGoAgainLaterEachTime(int releases, int seconds) {
    Instant since = NOW.minusSeconds(1);
    Observation observation =
        fresh().recorded(running()).run(1, suspendedByOthers(since, releases)).build();

    Decision decision = decider.decide(observation);

    assertThat(decision)
        .takesNoAction()
        .isWorking(ConditionReason.JOB_SUSPENDED)
        .message()
        .contains("suspended by something other than Lockstep");
    Duration wait = Duration.between(since, decision.wakeAt().orElseThrow());
    assertThat(wait).isBetween(Duration.ofMillis(seconds * 800L), Duration.ofSeconds(seconds));
    assertThat(
            decider.decide(
                fresh()
                    .recorded(decision.recorded())
                    .run(1, suspendedByOthers(since, releases))
                    .at(decision.wakeAt().orElseThrow())
                    .build()))
        .releasesAJob()
        .hasReason(ConditionReason.JOB_SUSPENDED);
  }

  @Test
  void oneThatWorkedForLongerThanTheWaitIsLetGoAtOnce() {
    Decision decision =
        decider.decide(
            fresh()
                .recorded(running())
                .run(1, suspendedByOthers(NOW.minusSeconds(600), 1))
                .build());

    assertThat(decision).releasesAJob();
  }

  @Test
  void aQueueThatTheJobNamesLetsItGo() {
    var queued =
        new Run.State.SuspendedByOthers(NOW.minusSeconds(86_400), 1, Optional.of("nightly"));

    Decision decision = decider.decide(fresh().recorded(running()).run(1, queued).build());

    assertThat(decision)
        .takesNoAction()
        .waitsForAnEvent()
        .hasReason(ConditionReason.JOB_SUSPENDED)
        .message()
        .contains("the queue nightly");
  }

  @Test
  void itGivesWayToWhatIsAskedForMeanwhile() {
    for (Observations meanwhile :
        new Observations[] {
          fresh().recorded(running()).inputs("inputs-2"), fresh().recorded(running()).suspended()
        }) {
      Decision decision = decider.decide(meanwhile.run(1, suspendedByOthers(NOW, 1)).build());

      assertThat(decision).deletesAJob();
      assertThat(decision.recorded().lastRun().orElseThrow().underWay()).isFalse();
    }
  }

  @Test
  void podsThatCameMeanwhileStillCount() {
    var window =
        ((dev.lockstep.schema.Requirements) dev.lockstep.schema.Requirements.parse("orders <3"))
            .named("orders")
            .orElseThrow()
            .window()
            .orElseThrow();

    Decision decision =
        decider.decide(
            fresh()
                .recorded(running())
                .run(1, suspendedByOthers(NOW.minusSeconds(600), 1), runInputs("inputs-1"))
                .workload(new Workload("web-1", "Deployment/web", Workload.Stage.LIVE, window, NOW))
                .build());

    assertThat(decision).deletesAJob();
  }

  private static Run.State suspendedByOthers(Instant since, int releases) {
    return new Run.State.SuspendedByOthers(since, releases, Optional.empty());
  }

  private static Run.State state(Job job) {
    return RunReader.read(job, Optional.empty(), Optional.empty()).orElseThrow().state();
  }

  private static String released(String more) {
    return "lockstep.dev/released: '%s', %s".formatted(RELEASED, more);
  }

  private static Job job(String spec, String annotations, String labels, String status) {
    return Serialization.unmarshal(
        """
        metadata:
          name: orders-0123456789
          creationTimestamp: '2026-01-01T12:00:00Z'
          labels: {lockstep.dev/purpose: migrate%s}
          annotations: {%s}
        spec: {%s}
        status: {%s}
        """
            .formatted(labels, annotations, spec, status),
        Job.class);
  }

  private static Pod pod(String report) {
    return Serialization.unmarshal(
        """
        metadata: {name: orders-pod, deletionTimestamp: '2026-01-01T12:00:08Z'}
        spec: {}
        status:
          phase: Failed
          containerStatuses: [{name: lockstep, state: {terminated: {exitCode: 15, finishedAt: '2026-01-01T12:00:09Z', message: '%s'}}}]
        """
            .formatted(report),
        Pod.class);
  }
}
