package dev.lockstep.operator.migration;

import static dev.lockstep.operator.migration.Observations.NOW;
import static dev.lockstep.operator.migration.Observations.fresh;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.api.v1alpha1.ConditionReason;
import dev.lockstep.api.v1alpha1.SchemaMigrationSpec;
import dev.lockstep.schema.Requirements;
import dev.lockstep.schema.SchemaVersion;
import dev.lockstep.schema.VersionWindow;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Runs that may take the schema back.
final class GoingBackTest {
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
      String why, String recorded, Workload.Stage stage, String window, String expected) {
    Observations seen = fresh().goingBackTo("2").workload(workload(stage, window));
    if (!recorded.equals("-")) {
      seen.facts(recorded(recorded));
    }

    Decision decision = decider.decide(seen.build());

    if (expected.equals("held")) {
      assertThat(decision).as(why).isInstanceOf(Decision.Rest.class);
      assertThat(decision.verdict().reason()).isEqualTo(ConditionReason.WAITING_FOR_WORKLOADS);
      assertThat(decision.verdict().message())
          .isEqualTo(
              "Going back to version 2 waits until pods that need a newer schema are gone: Deployment/web.");
    } else {
      assertThat(start(decision).plan().made().target()).isEqualTo(SchemaVersion.tryParse("2"));
    }
  }

  @Test
  void aHeldRunThatGoesBackIsStoppedForPodsThatCameSince() {
    Facts known = recorded("3");
    Decision.Start begun = start(decider.decide(fresh().goingBackTo("2").facts(known).build()));

    Decision overtaken =
        decider.decide(
            fresh()
                .goingBackTo("2")
                .facts(begun.facts())
                .run(1, new Run.State.Held(), begun.plan().made())
                .workload(workload(Workload.Stage.LIVE, ">=3"))
                .build());

    assertThat(overtaken).isInstanceOf(Decision.Stop.class);
  }

  @Test
  void aForbiddenRunBackIsNotHeldBackAndSaysItself() {
    Decision decision =
        decider.decide(
            fresh()
                .target("2")
                .facts(recorded("3"))
                .workload(workload(Workload.Stage.LIVE, ">=3"))
                .build());

    assertThat(decision).isInstanceOf(Decision.Start.class);
  }

  @ParameterizedTest
  @CsvSource({
    "3, The Job orders-1 is going back to version 2.",
    "1, The Job orders-1 is applying the pending scripts up to version 2."
  })
  void saysWhichWayItGoes(String recorded, String message) {
    Decision.Start begun =
        start(decider.decide(fresh().goingBackTo("2").facts(recorded(recorded)).build()));

    Decision decision =
        decider.decide(
            fresh()
                .goingBackTo("2")
                .facts(begun.facts())
                .run(1, new Run.State.Running(NOW), begun.plan().made())
                .build());

    assertThat(decision.verdict().message().replaceAll("orders-[0-9a-f]+", "orders-1"))
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
    var made = new Run.MadeFor("i", "t", "d", "s", SchemaVersion.tryParse(runTo), Optional.empty());

    List<String> arguments =
        RunArguments.of(spec, new RunPlan("job", 1, Run.Purpose.MIGRATE, made, List.of("a")));

    assertThat(arguments.contains("--rollback=allow")).isEqualTo(allowed);
    assertThat(RunArguments.of(spec, new RunPlan("job", 1, Run.Purpose.VERIFY, made, List.of("a"))))
        .noneMatch(argument -> argument.startsWith("--rollback"));
  }

  private static Facts recorded(String version) {
    var reading =
        new Facts.Reading(
            Optional.of(version),
            Observations.DATABASE,
            3,
            0,
            List.of(),
            "digest-1",
            List.of(),
            List.of());
    return Facts.NONE.withReading(reading, NOW);
  }

  private static Decision.Start start(Decision decision) {
    assertThat(decision).isInstanceOf(Decision.Start.class);
    return (Decision.Start) decision;
  }

  private static Workload workload(Workload.Stage stage, String window) {
    VersionWindow versions =
        ((Requirements) Requirements.parse("orders " + window))
            .named("orders")
            .orElseThrow()
            .window()
            .orElseThrow();
    return new Workload("web-1", "Deployment/web", stage, versions);
  }
}
