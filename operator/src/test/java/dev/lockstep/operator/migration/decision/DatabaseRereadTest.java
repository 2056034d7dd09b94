package dev.lockstep.operator.migration.decision;

import static dev.lockstep.operator.migration.decision.DecisionAssert.assertThat;
import static dev.lockstep.operator.migration.decision.Observations.NOW;
import static dev.lockstep.operator.migration.decision.Observations.fresh;
import static dev.lockstep.operator.migration.decision.Observations.lost;
import static dev.lockstep.operator.migration.decision.Observations.recordedVersion;
import static dev.lockstep.operator.migration.decision.Observations.reported;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.api.v1alpha1.status.ConditionReason;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.schema.Requirements;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The database is read again after a run that may have changed it without a report, if no other
/// run follows. The set goes to version 3, version 1 was recorded, and a run to version 3 was lost.
/// O1
final class DatabaseRereadTest {
  private static final String INPUTS = "inputs-to-3";
  private static final Instant LATER = NOW.plus(Duration.ofMinutes(10));

  private final Decider decider = new Decider();

  @Test
  void anAttemptThatFollowsReadsItItself() {
    Decision waiting = decider.decide(observation(lostOnce()).build());
    Decision next = decider.decide(observation(lostOnce()).at(LATER).build());

    assertThat(waiting).takesNoAction();
    assertThat(start(next).plan().purpose()).isEqualTo(Run.Purpose.MIGRATE);
  }

  @Test
  void aSuspendedResourceIsReadAnew() {
    Decision.Start check = start(decider.decide(suspended(lostOnce()).at(LATER).build()));

    assertThat(check.plan().purpose()).isEqualTo(Run.Purpose.VERIFY);
    assertThat(check).hasReason(ConditionReason.SUSPENDED);
    assertThat(check.recorded().snapshot().flatMap(RecordedState.Snapshot::possible)).isPresent();
  }

  @Test
  void aStalledOneIsReadAnewAtOnce() {
    RecordedState begun = begun(lostTwice());
    Decision.Start check =
        start(
            decider.decide(
                observation(begun)
                    .run(
                        4,
                        new Run.State.Ended(new Run.End.Died("killed"), NOW),
                        Observations.runInputs(INPUTS))
                    .build()));

    assertThat(check.plan().purpose()).isEqualTo(Run.Purpose.VERIFY);
    assertThat(check).hasReason(ConditionReason.RETRIES_EXHAUSTED);
    assertThat(check.recorded().nextRetryAt()).isEmpty();
  }

  @Test
  void oneThatWaitsForPodsIsReadAnew() {
    var old =
        new Workload(
            "web-1",
            "Deployment/web",
            Workload.Stage.LIVE,
            ((Requirements) Requirements.parse("orders <2"))
                .named("orders")
                .orElseThrow()
                .window()
                .orElseThrow(),
            NOW);

    Decision.Start check =
        start(decider.decide(observation(lostOnce()).workload(old).at(LATER).build()));

    assertThat(check.plan().purpose()).isEqualTo(Run.Purpose.VERIFY);
    assertThat(check).hasReason(ConditionReason.WAITING_FOR_WORKLOADS);
  }

  @Test
  void aFirstRunThatWasLostIsReadToo() {
    Decision check = decider.decide(suspended(lost(RecordedState.NONE, "3")).at(LATER).build());

    assertThat(start(check).plan().purpose()).isEqualTo(Run.Purpose.VERIFY);
  }

  @Test
  void whatNeverRanIsNot() {
    assertThat(decider.decide(fresh().suspended().build())).takesNoAction();
    assertThat(decider.decide(suspended(recordedVersion("1")).build())).takesNoAction();
  }

  @ParameterizedTest
  @CsvSource({"1", "2", "3"})
  void whatIsReadCounts(String version) {
    Decision read =
        decider.decide(
            suspended(lostOnce()).verification(ended(3, version), INPUTS, NOW).at(LATER).build());

    assertThat(read).deletesAJob().hasReason(ConditionReason.SUSPENDED);
    assertThat(read.recorded().snapshot().flatMap(RecordedState.Snapshot::version))
        .contains(version);
    assertThat(read.recorded().isUncertain()).isFalse();
  }

  /// The attempts were exhausted by runs that had done their work.
  @Test
  void whereEverythingIsAppliedOneMoreRunSaysSo() {
    RecordedState exhausted =
        decider
            .decide(
                observation(begun(lostTwice()))
                    .run(
                        4,
                        new Run.State.Ended(new Run.End.Died("killed"), NOW),
                        Observations.runInputs(INPUTS))
                    .build())
            .recorded();

    Decision inStep =
        decider.decide(
            observation(exhausted).verification(ended(0, "3"), INPUTS, NOW).at(LATER).build());
    Decision notYet =
        decider.decide(
            observation(exhausted).verification(ended(3, "1"), INPUTS, NOW).at(LATER).build());

    assertThat(start(inStep).plan().purpose()).isEqualTo(Run.Purpose.MIGRATE);
    assertThat(start(inStep).obsolete()).contains("orders-verify");
    assertThat(notYet).hasReason(ConditionReason.RETRIES_EXHAUSTED);
  }

  @Test
  void oneThatReadsNothingIsMadeAgainLater() {
    Failure unreachable = Failure.of(FailureKind.DATABASE_UNREACHABLE, "It is down.", null);
    Decision unread =
        decider.decide(
            suspended(lostOnce())
                .verification(
                    new Run.State.Ended(Observations.unread(unreachable, 0, List.of()), LATER),
                    INPUTS,
                    NOW)
                .at(LATER)
                .build());

    Instant again = LATER.plus(Duration.ofMinutes(5));
    assertThat(unread).deletesAJob().wakesUpAt(again);
    assertThat(unread.recorded().isUncertain()).isTrue();
    Decision meanwhile =
        decider.decide(suspended(unread.recorded()).at(again.minusSeconds(1)).build());
    assertThat(meanwhile).takesNoAction();
    assertThat(meanwhile.recorded()).isEqualTo(unread.recorded());
    assertThat(
            start(decider.decide(suspended(unread.recorded()).at(again).build())).plan().purpose())
        .isEqualTo(Run.Purpose.VERIFY);
  }

  /// What the verification read has been changed since.
  @Test
  void oneThatARunHasOvertakenIsNotBelieved() {
    RecordedState later = lost(lost(recordedVersion("1"), "3"), "3");
    Observation observation =
        suspended(later).verification(ended(3, "1"), INPUTS, NOW.minusSeconds(5)).at(NOW).build();

    Decision decision = decider.decide(observation);

    assertThat(observation.runs().getFirst().created()).isBefore(NOW);
    assertThat(decision.recorded().isUncertain()).isTrue();
  }

  @Test
  void whileItIsUnderWayNothingChanges() {
    Decision decision =
        decider.decide(
            suspended(lostOnce())
                .verification(new Run.State.Running(LATER), INPUTS, NOW)
                .at(LATER)
                .build());

    assertThat(decision).takesNoAction().hasReason(ConditionReason.SUSPENDED);
  }

  private static Run.State ended(int exitCode, String version) {
    return new Run.State.Ended(reported(exitCode, version, null), LATER);
  }

  private static RecordedState lostOnce() {
    return lost(recordedVersion("1"), "3");
  }

  /// Two of three attempts have failed.
  private static RecordedState lostTwice() {
    return lost(lostOnce(), "3");
  }

  private static RecordedState begun(RecordedState recorded) {
    return RunRecorder.begun(recorded, Observations.plan(INPUTS, 4), NOW.minusSeconds(60));
  }

  private static Observations observation(RecordedState recorded) {
    return fresh().recorded(recorded).inputs(INPUTS);
  }

  private static Observations suspended(RecordedState recorded) {
    return observation(recorded).suspended();
  }

  private static Decision.Start start(Decision decision) {
    assertThat(decision).startsAJob();
    return (Decision.Start) decision;
  }
}
