package dev.lockstep.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.api.v1alpha1.spec.Backoff;
import dev.lockstep.api.v1alpha1.spec.Drift;
import dev.lockstep.api.v1alpha1.spec.JobSettings;
import dev.lockstep.api.v1alpha1.spec.OutOfOrder;
import dev.lockstep.api.v1alpha1.spec.Retry;
import dev.lockstep.api.v1alpha1.spec.Timeouts;
import dev.lockstep.api.v1alpha1.spec.Verify;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LenientDeserializerTest {
  private static final String MINIMAL =
      """
      apiVersion: lockstep.dev/v1alpha1
      kind: SchemaMigration
      metadata: {name: orders, namespace: shop}
      spec:
        database: {secretRef: {name: orders-db}}
        scripts: {configMaps: [{name: orders-migrations}]}
      """;

  @Test
  void fillsInWhatTheApiServerWouldFillIn() {
    SchemaMigrationSpec spec = read(MINIMAL).getSpec();

    assertThat(spec.readingError()).isNull();
    assertThat(spec.database().schema()).isEqualTo("public");
    assertThat(spec.scripts().style()).isNull();
    assertThat(spec.target()).isEqualTo("latest");
    assertThat(spec.outOfOrder()).isEqualTo(OutOfOrder.REJECT);
    assertThat(spec.timeouts())
        .isEqualTo(new Timeouts("60s", "5s", null, null, "0s", "10m", "24h"));
    assertThat(spec.retry()).isEqualTo(new Retry(6, new Backoff("5s", "5m")));
    assertThat(spec.verify()).isEqualTo(new Verify("1h", Drift.REPORT));
    assertThat(spec.suspend()).isFalse();
    assertThat(spec.job()).isEqualTo(JobSettings.NONE);
  }

  @ParameterizedTest
  @CsvSource({"7, 7", "'\"1.10\"', 1.10", "latest, latest", "20260101000000, 20260101000000"})
  void takesAVersionThatIsANumberOrAString(String written, String read) {
    SchemaMigration migration = read(MINIMAL + "  target: " + written + "\n");

    assertThat(migration.getSpec().target()).isEqualTo(read);
  }

  @Test
  void ignoresFieldsOfANewerCrd() {
    SchemaMigration migration =
        read(MINIMAL + "  newer: {field: 1}\nstatus: {version: '7', newer: 1}\n");

    assertThat(migration.getSpec().readingError()).isNull();
    assertThat(migration.getStatus().version()).isEqualTo("7");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "outOfOrder: Guess | spec.outOfOrder | unknown value 'Guess'",
        "suspend: maybe | spec.suspend | unknown value 'maybe'",
        "retry: {maxAttempts: 99999999999} | spec.retry.maxAttempts | unknown value '99999999999'",
        "job: {initContainers: [{name: a, ports: [{containerPort: 99999999999}]}]}"
            + " | spec.job.initContainers[0].ports[0].containerPort | unknown value '99999999999'",
        "timeouts: 5 | spec.timeouts | Timeouts",
        "job: {env: [null]} | spec.job | it holds a value that is not accepted",
      })
  void makesAValueOfASpecThatItCannotRead(String field, String place, String reason) {
    SchemaMigration migration = read(MINIMAL + "  " + field + "\n");

    assertThat(migration.getMetadata().getName()).isEqualTo("orders");
    assertThat(migration.getSpec().readingError())
        .startsWith(place + " cannot be read by this version of Lockstep (")
        .contains(reason)
        .endsWith(
            "correct the field, or upgrade the operator if the CRD is newer than the operator");
  }

  @Test
  void makesAValueOfAStyleOfANewerCrd() {
    SchemaMigration migration =
        read(MINIMAL.replace("configMaps:", "style: Liquibase, configMaps:"));

    assertThat(migration.getSpec().readingError())
        .startsWith("spec.scripts.style cannot be read")
        .contains("unknown value 'Liquibase'");
  }

  @ParameterizedTest
  @CsvSource({"null", "5", "[]", "text"})
  void makesAValueOfASpecThatIsNone(String spec) {
    SchemaMigration migration = read("metadata: {name: orders}\nspec: " + spec + "\n");

    assertThat(migration.getSpec().readingError()).startsWith("spec ");
  }

  @Test
  void readsAStatusThatItCannotReadAsEmpty() {
    SchemaMigration migration = read(MINIMAL + "status: {appliedCount: many, version: '7'}\n");

    assertThat(migration.getStatus()).isEqualTo(SchemaMigrationStatus.empty());
    assertThat(migration.getSpec().readingError()).isNull();
  }

  @Test
  void neverWritesTheReadingError() {
    SchemaMigration migration = read(MINIMAL + "  outOfOrder: Guess\n");

    assertThat(Serialization.asYaml(migration)).doesNotContain("readingError", "cannot be read");
  }

  @Test
  void writesAStatusAloneWithoutASpec() {
    var patch = new SchemaMigration();
    patch.setStatus(SchemaMigrationStatus.empty());

    assertThat(Serialization.asJson(patch)).doesNotContain("spec").contains("status");
  }

  @Test
  void writesWhatItRead() {
    String written = Serialization.asYaml(read(MINIMAL));

    assertThat(read(written).getSpec()).isEqualTo(read(MINIMAL).getSpec());
  }

  private static SchemaMigration read(String yaml) {
    return Serialization.unmarshal(yaml, SchemaMigration.class);
  }
}
