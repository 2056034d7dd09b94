package dev.lockstep.operator.migration;

import static dev.lockstep.operator.migration.Observations.versions;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.operator.migration.Workload.Stage;
import dev.lockstep.schema.Requirements;
import dev.lockstep.schema.SchemaVersion;
import dev.lockstep.schema.VersionWindow;
import java.util.List;
import java.util.stream.Stream;
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

  @ParameterizedTest
  @CsvSource({
    // stage and window of one pod, of the other, of the same owner
    "LIVE, '<8', GATED, '>=8', true",
    "GATED, '>=8', LIVE, '<8', true",
    "LIVE, '<9', GATED, '>=8', false",
    "TERMINATING, '<8', GATED, '>=8', false",
    "LIVE, '<8', LIVE, '>=8', false",
    "GATED, '<8', GATED, '>=8', false"
  })
  void servingAndWaitingPodsOfOneOwnerThatExcludeEachOtherAreADeadlock(
      Stage one, String window, Stage other, String otherWindow, boolean deadlock) {
    var workloads =
        List.of(
            workload("Deployment/orders", one, window),
            workload("Deployment/orders", other, otherWindow));

    assertThat(TargetCap.deadlockedOwner(workloads).isPresent()).isEqualTo(deadlock);
  }

  @Test
  void podsOfDifferentOwnersAreNoDeadlock() {
    assertThat(
            TargetCap.deadlockedOwner(
                List.of(
                    workload("Deployment/a", Stage.LIVE, "<8"),
                    workload("Deployment/b", Stage.GATED, ">=8"))))
        .isEmpty();
  }

  private static Workload workload(String owner, Stage stage, String window) {
    return new Workload("pod", owner, stage, window(window));
  }

  private static VersionWindow window(String text) {
    return ((Requirements) Requirements.parse("x " + text)).all().getFirst().window().orElseThrow();
  }
}
