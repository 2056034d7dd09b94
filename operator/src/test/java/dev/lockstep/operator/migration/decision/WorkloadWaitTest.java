package dev.lockstep.operator.migration.decision;

import static dev.lockstep.operator.migration.decision.Observations.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.api.v1alpha1.status.ConditionReason;
import dev.lockstep.operator.migration.decision.Workload.Stage;
import dev.lockstep.schema.Requirements;
import dev.lockstep.schema.SchemaVersion;
import dev.lockstep.schema.VersionWindow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Version 1 is recorded, and a run to 2 is held back.
final class WorkloadWaitTest {
  private static final Instant LATER = NOW.plus(WorkloadWait.PATIENCE);

  private final List<Workload> pods = new ArrayList<>();

  @ParameterizedTest
  @CsvSource({
    // stage and window of one pod, of the other, whether they have the same owner
    "LIVE, '<2', GATED, '>=2', true",
    "GATED, '>=2', LIVE, '<2', true",
    "LIVE, '<2', GATED, '>=1', false",
    "TERMINATING, '<2', GATED, '>=2', false",
    "LIVE, '<2', LIVE, '>=2', false"
  })
  void runningAndWaitingPodsOfOneOwnerThatExcludeEachOtherAreOneAtOnce(
      Stage one, String window, Stage other, String otherWindow, boolean stands) {
    pod("Deployment/web", one, window).pod("Deployment/web", other, otherWindow);

    assertThat(isStalled(NOW)).isEqualTo(stands);
  }

  // O13: blue-green deployment
  @Test
  void workloadsThatWaitForEachOtherAreOneAfterAWhile() {
    pod("Deployment/web-blue", Stage.LIVE, ">=1 <2")
        .pod("Deployment/web-green", Stage.GATED, ">=2");

    assertThat(isStalled(LATER.minusMillis(1))).isFalse();
    assertThat(standstill().certainAt(NOW)).hasValue(LATER);
    assertThat(standstill().condition(NOW).message())
        .contains("Deployment/web-blue", "Waiting pods of Deployment/web-green need it");
    assertThat(isStalled(LATER)).isTrue();
    assertThat(standstill().certainAt(LATER)).isEmpty();
    assertThat(standstill().condition(LATER).message())
        .contains("Deployment/web-blue", "Deployment/web-green");
  }

  // O13: pods that may still go away by themselves are waited for
  @ParameterizedTest
  @CsvSource({
    "Job/report, LIVE",
    "Pod/shell, LIVE",
    "Workflow/nightly, LIVE",
    "Deployment/web-blue, TERMINATING"
  })
  void podsThatEndByThemselvesAreWaitedFor(String owner, Stage stage) {
    pod(owner, stage, "<2").pod("Deployment/web-green", Stage.GATED, ">=2");

    assertThat(isStalled(LATER)).isFalse();
    assertThat(standstill().certainAt(NOW)).isEmpty();
  }

  @Test
  void aWaitingPodThatMayStartIsWaitedFor() {
    pod("Deployment/web-blue", Stage.LIVE, "<2")
        .pod("Deployment/web-blue", Stage.GATED, ">=1 <3")
        .pod("Deployment/web-green", Stage.GATED, ">=2");

    assertThat(isStalled(LATER)).isFalse();
  }

  @Test
  void whereNobodyWaitsForTheVersionItIsNone() {
    pod("Deployment/legacy", Stage.LIVE, "<2");

    assertThat(isStalled(LATER)).isFalse();
    assertThat(standstill().condition(NOW).message()).doesNotContain("needed");
  }

  /// The time counts from the creation of the newest waiting pod, which shows recent activity.
  @Test
  void theWhileBeginsAnewWithEachPodThatComes() {
    pod("Deployment/web-blue", Stage.LIVE, "<2").pod("Deployment/web-green", Stage.GATED, ">=2");
    pods.add(
        new Workload("new", "Deployment/other", Stage.GATED, window(">=2"), NOW.plusSeconds(60)));

    assertThat(isStalled(LATER)).isFalse();
    assertThat(standstill().certainAt(NOW)).hasValue(LATER.plusSeconds(60));
  }

  private boolean isStalled(Instant now) {
    ConditionState condition = standstill().condition(now);
    assertThat(condition.reason())
        .isEqualTo(
            condition instanceof ConditionState.Stalled
                ? ConditionReason.WINDOWS_DISJOINT
                : ConditionReason.WAITING_FOR_WORKLOADS);
    return condition instanceof ConditionState.Stalled;
  }

  private WorkloadWait standstill() {
    SchemaVersion desired = SchemaVersion.parse("2");
    var cap = TargetCap.of(desired, Observations.versions("1", "2"), pods);
    return new WorkloadWait(cap, desired, pods, Observations.recordedVersion("1"));
  }

  private WorkloadWaitTest pod(String owner, Stage stage, String window) {
    pods.add(new Workload("pod-" + pods.size(), owner, stage, window(window), NOW));
    return this;
  }

  private static VersionWindow window(String text) {
    return ((Requirements) Requirements.parse("x " + text)).all().getFirst().window().orElseThrow();
  }
}
