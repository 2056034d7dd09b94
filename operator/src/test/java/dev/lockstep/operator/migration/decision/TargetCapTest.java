package dev.lockstep.operator.migration.decision;

import static dev.lockstep.operator.migration.decision.Observations.versions;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.operator.migration.decision.Workload.Stage;
import dev.lockstep.schema.Requirements;
import dev.lockstep.schema.SchemaVersion;
import dev.lockstep.schema.VersionWindow;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TargetCapTest {
  @ParameterizedTest
  @CsvSource({
    // windows of live pods, desired version, target
    "'', 9, 9",
    "'>=7', 9, 9",
    "'>=7 <9', 9, 8",
    "'>=7 <=9', 9, 9",
    "'<9; <8', 9, 7",
    "'<8.5', 9, 8",
    "'<1', 9, ''",
    "'=7', 9, 7",
    "'<9', 7, 7",
    "'>=7 <9', 7.5, 7.5"
  })
  void staysBelowTheUpperBoundOfEveryWindow(String windows, String desired, String target) {
    List<Workload> workloads =
        Stream.of(windows.split(";", -1))
            .filter(window -> !window.isBlank())
            .map(window -> workload("Deployment/a", Stage.LIVE, window))
            .toList();

    TargetCap cap =
        TargetCap.of(
            SchemaVersion.parse(desired),
            versions("1", "2", "3", "4", "5", "6", "7", "8", "9"),
            workloads);

    assertThat(cap.target().map(SchemaVersion::text).orElse("")).isEqualTo(target);
  }

  @Test
  void namesTheOwnersThatHoldItBackOnce() {
    TargetCap cap =
        TargetCap.of(
            SchemaVersion.parse("9"),
            versions("8", "9"),
            List.of(
                workload("Deployment/b", Stage.LIVE, "<9"),
                workload("Deployment/b", Stage.TERMINATING, "<9"),
                workload("Deployment/a", Stage.GATED, "<9"),
                workload("Deployment/c", Stage.LIVE, ">=1")));

    assertThat(cap.owners()).isEqualTo("Deployment/a, Deployment/b");
  }

  // O2
  @ParameterizedTest
  @CsvSource({
    // stage, window, recorded version, target of a lost run, whether the pod holds something back
    "GATED, '<3', 3, , false",
    "GATED, '>=1 <=2', 3, , false",
    "GATED, '<3', 4, , false",
    "GATED, '<=3', 3, , true",
    "GATED, '<9', 3, , true",
    "GATED, '>=4 <5', 3, , true",
    "GATED, '>=9', 3, , true",
    "LIVE, '<3', 3, , true",
    "TERMINATING, '<3', 3, , true",
    "GATED, '<3', , , true",
    // a run to 5 was lost, or a rollback to 1
    "GATED, '<3', 3, 5, false",
    "GATED, '<4', 3, 5, true",
    "GATED, '<3', 3, 1, true"
  })
  void aWaitingPodThatCanNeverStartHoldsNothingBack(
      Stage stage,
      String window,
      @Nullable String recordedVersion,
      @Nullable String lost,
      boolean holds) {
    RecordedState recorded =
        recordedVersion == null
            ? RecordedState.NONE
            : Observations.recordedVersion(recordedVersion);
    if (lost != null) {
      recorded = Observations.lost(recorded, lost);
    }
    var workloads = List.of(workload("Deployment/web", stage, window));

    assertThat(TargetCap.counted(workloads, recorded)).hasSize(holds ? 1 : 0);
    assertThat(TargetCap.leftBehind(workloads, recorded)).hasSize(holds ? 0 : 1);
  }

  private static Workload workload(String owner, Stage stage, String window) {
    return new Workload("pod", owner, stage, window(window), Observations.NOW);
  }

  private static VersionWindow window(String text) {
    return ((Requirements) Requirements.parse("x " + text)).all().getFirst().window().orElseThrow();
  }
}
