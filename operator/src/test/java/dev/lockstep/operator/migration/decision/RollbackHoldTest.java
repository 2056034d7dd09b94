package dev.lockstep.operator.migration.decision;

import static dev.lockstep.operator.migration.decision.DecisionAssert.assertThat;
import static dev.lockstep.operator.migration.decision.Observations.NOW;
import static dev.lockstep.operator.migration.decision.Observations.fresh;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.api.v1alpha1.SchemaMigrationSpec;
import dev.lockstep.api.v1alpha1.status.ConditionReason;
import dev.lockstep.operator.migration.job.RunArguments;
import dev.lockstep.schema.Requirements;
import dev.lockstep.schema.SchemaVersion;
import dev.lockstep.schema.VersionWindow;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Runs that may roll the schema back.
final class RollbackHoldTest {
  private final Decider decider = new Decider();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          recorded 3, and running pods need more than the target | 3 | LIVE        | >=3    | held
          pods that are being deleted still run                   | 3 | TERMINATING | >=3    | held
          waiting pods do not run                                 | 3 | GATED       | >=3    | runs
          the target is in the window                             | 3 | LIVE        | >=2 <9 | runs
          nobody knows how far the database is                    | - | LIVE        | >=3    | held
          the database is behind the target                       | 1 | LIVE        | >=3    | runs
          """)
  void aRunThatMayGoBackWaitsForPodsThatNeedWhatItTakesAway(
      String why, String recordedVersion, Workload.Stage stage, String window, String expected) {
    Observations observation = fresh().rollingBackTo("2").workload(workload(stage, window));
    if (!recordedVersion.equals("-")) {
      observation.recorded(recordedVersion(recordedVersion));
    }

    Decision decision = decider.decide(observation.build());

    if (expected.equals("held")) {
      assertThat(decision).as(why).takesNoAction();
      assertThat(decision)
          .hasReason(ConditionReason.WAITING_FOR_WORKLOADS)
          .message()
          .isEqualTo(
              "The rollback to version 2 waits until the pods that need a newer schema are gone: Deployment/web.");
    } else {
      assertThat(start(decision).plan().inputs().target()).isEqualTo(SchemaVersion.tryParse("2"));
    }
  }

  @Test
  void aHeldRunThatGoesBackIsStoppedForPodsThatCameSince() {
    RecordedState known = recordedVersion("3");
    Decision.Start begun =
        start(decider.decide(fresh().rollingBackTo("2").recorded(known).build()));

    Decision overtaken =
        decider.decide(
            fresh()
                .rollingBackTo("2")
                .recorded(begun.recorded())
                .run(1, new Run.State.AwaitingRelease(), begun.plan().inputs())
                .workload(workload(Workload.Stage.LIVE, ">=3"))
                .build());

    assertThat(overtaken).deletesAJob();
  }

  @Test
  void aForbiddenRunBackIsNotHeldBackAndSaysItself() {
    Decision decision =
        decider.decide(
            fresh()
                .target("2")
                .recorded(recordedVersion("3"))
                .workload(workload(Workload.Stage.LIVE, ">=3"))
                .build());

    assertThat(decision).startsAJob();
  }

  @ParameterizedTest
  @CsvSource({
    "3, 'The Job orders-1 is running, rolling back to version 2.'",
    "1, 'The Job orders-1 is running, migrating to version 2.'"
  })
  void saysWhichWayItGoes(String recordedVersion, String message) {
    Decision.Start begun =
        start(
            decider.decide(
                fresh().rollingBackTo("2").recorded(recordedVersion(recordedVersion)).build()));

    Decision decision =
        decider.decide(
            fresh()
                .rollingBackTo("2")
                .recorded(begun.recorded())
                .run(1, new Run.State.Running(NOW), begun.plan().inputs())
                .build());

    assertThat(decision.condition().message().replaceAll("orders-[0-9a-f]+", "orders-1"))
        .isEqualTo(message);
  }

  @ParameterizedTest
  @CsvSource({
    "'2', Allow, 2, true",
    "'2', Forbid, 2, false",
    "'2', Allow, 1, false",
    "latest, Allow, 2, false"
  })
  void onlyTheTargetThatSomebodyAskedForMayGoBack(
      String target, String rollback, String runTo, boolean allowed) {
    var spec =
        Serialization.unmarshal(
            "database: {secretRef: {name: db}}\nscripts: {configMaps: [{name: a}]}\ntarget: '%s'\nrollback: %s"
                .formatted(target, rollback),
            SchemaMigrationSpec.class);
    var inputs =
        new Run.Inputs("i", "t", "d", "s", SchemaVersion.tryParse(runTo), Optional.empty());

    List<String> arguments =
        RunArguments.of(spec, new RunPlan("job", 1, Run.Purpose.MIGRATE, inputs, List.of("a")));

    assertThat(arguments.contains("--rollback=allow")).isEqualTo(allowed);
    assertThat(
            RunArguments.of(spec, new RunPlan("job", 1, Run.Purpose.VERIFY, inputs, List.of("a"))))
        .noneMatch(argument -> argument.startsWith("--rollback"));
  }

  private static RecordedState recordedVersion(String version) {
    var snapshot =
        new RecordedState.Snapshot(
            Optional.of(version),
            Optional.empty(),
            Observations.DATABASE,
            3,
            0,
            List.of(),
            "digest-1",
            List.of(),
            List.of());
    return RecordedState.NONE.withSnapshot(snapshot, NOW);
  }

  private static Decision.Start start(Decision decision) {
    assertThat(decision).startsAJob();
    return (Decision.Start) decision;
  }

  private static Workload workload(Workload.Stage stage, String window) {
    VersionWindow versions =
        ((Requirements) Requirements.parse("orders " + window))
            .named("orders")
            .orElseThrow()
            .window()
            .orElseThrow();
    return new Workload("web-1", "Deployment/web", stage, versions, Observations.NOW);
  }
}
