package dev.lockstep.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ReadingTest {
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
    assertThat(spec.timeouts()).isEqualTo(new Timeouts("60s", "5s", null, null, "0s", "10m", "0s"));
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
        "outOfOrder: Guess | spec.outOfOrder | the value 'Guess' is not one that it knows",
        "suspend: maybe | spec.suspend | the value 'maybe' is not one that it knows",
        "retry: {maxAttempts: 99999999999} | spec.retry.maxAttempts | the value '99999999999'",
        "job: {initContainers: [{name: a, ports: [{containerPort: 99999999999}]}]}"
            + " | spec.job.initContainers[0].ports[0].containerPort | the value '99999999999'",
        "timeouts: 5 | spec.timeouts | Timeouts",
        "job: {env: [null]} | spec.job | it holds a value that is not taken",
      })
  void makesAValueOfASpecThatItCannotRead(String field, String place, String reason) {
    SchemaMigration migration = read(MINIMAL + "  " + field + "\n");

    assertThat(migration.getMetadata().getName()).isEqualTo("orders");
    assertThat(migration.getSpec().readingError())
        .startsWith(place + " cannot be read by this version of Lockstep (")
        .contains(reason)
        .endsWith("correct the field, or upgrade the operator if the CRD is newer than it");
  }

  @Test
  void makesAValueOfAStyleOfANewerCrd() {
    SchemaMigration migration =
        read(MINIMAL.replace("configMaps:", "style: Liquibase, configMaps:"));

    assertThat(migration.getSpec().readingError())
        .startsWith("spec.scripts.style cannot be read")
        .contains("the value 'Liquibase' is not one that it knows");
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
