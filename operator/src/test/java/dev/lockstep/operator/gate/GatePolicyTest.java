package dev.lockstep.operator.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.operator.gate.GatePolicy.SchemaState;
import dev.lockstep.operator.gate.GatePolicy.Unmet;
import dev.lockstep.schema.Requirements;
import dev.lockstep.schema.SchemaVersion;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GatePolicyTest {
  @ParameterizedTest
  @CsvSource({
    // requirement, recorded version, target of the run in progress, whether the pod may start
    "'orders >=7', 7, '', true",
    "'orders >=7', 7.0, '', true",
    "'orders >=7', 6.9, '', false",
    "'orders >=7', '', '', false",
    "'orders >=7 <9', 8.99, '', true",
    "'orders >=7 <9', 9, '', false",
    "'orders >7', 7, '', false",
    "'orders =7', 7, '', true",
    "'orders >=1.9', 1.10, '', true",
    // during a run, its target must lie in the window, too
    "'orders >=7 <9', 7, 8, true",
    "'orders >=7 <9', 7, 9, false",
    "'orders >=7', 7, 99, true",
    "'orders >=8', 7, 8, false",
    "'orders >=7 <9', 7, unknown, false",
    "'orders >=7', 7, unknown, false"
  })
  void aWindowHoldsForTheRecordedVersionAndForWhereARunGoes(
      String needs, String recorded, String runningTo, boolean opens) {
    var state =
        new SchemaState(
            SchemaVersion.tryParse(recorded),
            Optional.empty(),
            true,
            SchemaVersion.tryParse(runningTo),
            !runningTo.isEmpty(),
            false);

    assertThat(unmet(needs, state).isEmpty()).isEqualTo(opens);
  }

  @Test
  void aVersionOfAnotherDatabaseOpensNothing() {
    var other =
        new SchemaState(
            SchemaVersion.tryParse("7"), Optional.empty(), false, Optional.empty(), false, true);

    assertThat(unmet("orders >=1", other))
        .singleElement()
        .satisfies(unmet -> assertThat(unmet.message()).contains("is not known"));
  }

  @Test
  void aBareNameNeedsAReadyResourceAndNoVersion() {
    assertThat(unmet("orders", state("7", true))).isEmpty();
    assertThat(unmet("orders", state("", true))).isEmpty();
    assertThat(unmet("orders", state("7", false)))
        .containsExactly(new Unmet("orders", true, "waits for orders: it is not Ready"));
  }

  @Test
  void aResourceThatDoesNotExistIsWaitedFor() {
    assertThat(GatePolicy.unmet(needs("orders >=7"), _ -> Optional.empty()))
        .singleElement()
        .satisfies(
            unmet -> {
              assertThat(unmet.migration()).isEqualTo("orders");
              assertThat(unmet.message()).contains("orders >=7", "no SchemaMigration of this name");
            });
  }

  @Test
  void everyRequirementMustHoldAndThoseThatDoNotAreNamed() {
    List<Unmet> unmet =
        GatePolicy.unmet(
            needs("orders >=7, billing >=3, shipping"),
            name -> Optional.of(state(name.equals("orders") ? "7" : "2", false)));

    assertThat(unmet).extracting(Unmet::migration).containsExactly("billing", "shipping");
    assertThat(unmet.getFirst().message())
        .isEqualTo("waits for billing >=3: its database records version 2");
  }

  @Test
  void saysThatARunLeavesTheWindow() {
    var running =
        new SchemaState(
            SchemaVersion.tryParse("7"),
            Optional.empty(),
            true,
            SchemaVersion.tryParse("9"),
            true,
            false);

    assertThat(unmet("orders >=7 <9", running))
        .singleElement()
        .satisfies(
            unmet ->
                assertThat(unmet.message())
                    .endsWith("a run to version 9 is in progress, which is outside this window"));
  }

  private static SchemaState state(String recorded, boolean ready) {
    return new SchemaState(
        SchemaVersion.tryParse(recorded), Optional.empty(), true, Optional.empty(), false, ready);
  }

  private static List<Unmet> unmet(String needs, SchemaState state) {
    return GatePolicy.unmet(needs(needs), _ -> Optional.of(state));
  }

  private static List<Requirements.Requirement> needs(String text) {
    return ((Requirements) Requirements.parse(text)).all();
  }
}
