package dev.lockstep.operator.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.api.v1alpha1.SchemaMigration;
import dev.lockstep.operator.gate.GatePolicy.SchemaState;
import dev.lockstep.operator.kube.DatabaseIdentity;
import dev.lockstep.schema.SchemaVersion;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SchemaStatesTest {
  private static final SchemaState NOTHING =
      new SchemaState(Optional.empty(), false, Optional.empty(), false, false);

  @Test
  void readsTheVersionOfTheDatabaseThatTheSpecNames() {
    SchemaMigration resource = resource("version: '7'");
    resource =
        resource(
            "version: '7', database: '%s'"
                .formatted(DatabaseIdentity.of(resource.getSpec().database())));

    assertThat(SchemaStates.of(resource))
        .isEqualTo(
            new SchemaState(SchemaVersion.tryParse("7"), true, Optional.empty(), false, false));
  }

  @Test
  void aVersionOfAnotherDatabaseIsNotCurrent() {
    assertThat(SchemaStates.of(resource("version: '7', database: 'sha256:other'")).current())
        .isFalse();
    assertThat(SchemaStates.of(resource("version: '7'")).current()).isFalse();
  }

  @Test
  void aRunWithoutAnEndIsUnderWay() {
    SchemaState state = SchemaStates.of(resource("lastRun: {job: j, attempt: 1, target: '9'}"));

    assertThat(state.running()).isTrue();
    assertThat(state.runningTo()).isEqualTo(SchemaVersion.tryParse("9"));
    assertThat(
            SchemaStates.of(
                    resource(
                        "lastRun: {job: j, attempt: 1, target: '9', finishedAt: '2026-01-01T12:00:00Z'}"))
                .running())
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource({"4, 'True', true", "3, 'True', false", "4, 'Unknown', false", "4, 'False', false"})
  void readyCountsAtTheCurrentGenerationOnly(int generation, String status, boolean ready) {
    assertThat(
            SchemaStates.of(
                    resource(
                        "observedGeneration: %d, conditions: [{type: Ready, status: '%s'}]"
                            .formatted(generation, status)))
                .ready())
        .isEqualTo(ready);
  }

  @Test
  void withoutAStatusNothingIsKnown() {
    SchemaMigration resource = resource("version: '7'");
    resource =
        Serialization.unmarshal(
            Serialization.asJson(resource).replaceFirst(",\"status\":.*", "}"),
            SchemaMigration.class);

    assertThat(SchemaStates.of(resource)).isEqualTo(NOTHING);
  }

  @Test
  void aSpecThatCannotBeReadOpensNothing() {
    var resource =
        Serialization.unmarshal(
            """
            metadata: {name: orders, namespace: shop, generation: 4}
            spec: {database: {host: db, port: much}}
            status: {version: '7', observedGeneration: 4, conditions: [{type: Ready, status: 'True'}]}
            """,
            SchemaMigration.class);

    assertThat(SchemaStates.of(resource)).isEqualTo(NOTHING);
  }

  private static SchemaMigration resource(String status) {
    return Serialization.unmarshal(
        """
        metadata: {name: orders, namespace: shop, generation: 4}
        spec: {database: {secretRef: {name: db}}, scripts: {configMaps: [{name: a}]}}
        status: {%s}
        """
            .formatted(status),
        SchemaMigration.class);
  }
}
