package dev.lockstep.operator.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.api.v1alpha1.SchemaMigration;
import dev.lockstep.operator.gate.GatePolicy.SchemaState;
import dev.lockstep.operator.kube.DatabaseIdentity;
import dev.lockstep.operator.kube.JobNames;
import dev.lockstep.schema.SchemaVersion;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SchemaStatesTest {
  @Test
  void readsTheVersionOfTheDatabaseThatTheSpecNames() {
    SchemaMigration resource = resource("version: '7'");
    resource =
        resource(
            "version: '7', database: '%s'"
                .formatted(DatabaseIdentity.of(resource.getSpec().database())));

    assertThat(SchemaStates.of(resource))
        .isEqualTo(
            new SchemaState(
                SchemaVersion.tryParse("7"),
                Optional.empty(),
                true,
                Optional.empty(),
                false,
                false));
  }

  @Test
  void aVersionOfAnotherDatabaseIsNotCurrent() {
    assertThat(SchemaStates.of(resource("version: '7', database: 'sha256:other'")).current())
        .isFalse();
    assertThat(SchemaStates.of(resource("version: '7'")).current()).isFalse();
  }

  // O6: a restored backup contains the status of a deleted object
  @Test
  void aStatusOfAnotherObjectIsNotBelieved() {
    SchemaMigration resource = resource("version: '7', lastRun: {job: j, attempt: 1}");
    resource.getMetadata().setUid("another");

    assertThat(SchemaStates.of(resource)).isEqualTo(SchemaState.UNKNOWN);
  }

  // O6: an operator without the field wrote it; the Job's name depends on the UID
  @ParameterizedTest
  @CsvSource({"uid-1, true", "another, false"})
  void aStatusWithoutTheUidIsBelievedByTheNameOfItsJob(String uid, boolean believed) {
    String job = JobNames.migrate("orders", "uid-1", "sha256:in", 3);
    SchemaMigration resource =
        resource(
            "version: '7', lastRun: {job: %s, attempt: 3, inputs: 'sha256:in', finishedAt: '2026-01-01T12:00:00Z'}"
                .formatted(job));
    resource =
        Serialization.unmarshal(
            Serialization.asJson(resource).replace("\"observedUid\":\"uid-1\",", ""),
            SchemaMigration.class);
    resource.getMetadata().setUid(uid);

    assertThat(resource.getStatus().observedUid()).isNull();
    assertThat(SchemaStates.of(resource).recorded().isPresent()).isEqualTo(believed);
  }

  // O1: an API server with a CRD without the field drops it
  @Test
  void anUncertainVersionWithoutItsLimitsOpensNothing() {
    SchemaMigration resource = resource("version: '7'");
    String database = DatabaseIdentity.of(resource.getSpec().database());
    SchemaMigration certain = resource("version: '7', database: '%s'".formatted(database));
    SchemaMigration uncertain =
        resource("version: '7', database: '%s'".formatted(DatabaseIdentity.uncertain(database)));

    assertThat(Gates.opens(certain, "orders >=1")).isTrue();
    assertThat(Gates.opens(uncertain, "orders >=1")).isFalse();
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

    assertThat(SchemaStates.of(resource)).isEqualTo(SchemaState.UNKNOWN);
  }

  @Test
  void aSpecThatCannotBeReadOpensNothing() {
    var resource =
        Serialization.unmarshal(
            """
            metadata: {name: orders, namespace: shop, uid: uid-1, generation: 4}
            spec: {database: {host: db, port: much}}
            status: {observedUid: uid-1, version: '7', observedGeneration: 4, conditions: [{type: Ready, status: 'True'}]}
            """,
            SchemaMigration.class);

    assertThat(SchemaStates.of(resource)).isEqualTo(SchemaState.UNKNOWN);
  }

  private static SchemaMigration resource(String status) {
    return Serialization.unmarshal(
        """
        metadata: {name: orders, namespace: shop, uid: uid-1, generation: 4}
        spec: {database: {secretRef: {name: db}}, scripts: {configMaps: [{name: a}]}}
        status: {observedUid: uid-1, %s}
        """
            .formatted(status),
        SchemaMigration.class);
  }
}
