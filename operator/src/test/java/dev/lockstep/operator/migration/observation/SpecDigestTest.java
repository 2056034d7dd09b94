package dev.lockstep.operator.migration.observation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.api.v1alpha1.SchemaMigrationSpec;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SpecDigestTest {
  private static final String SPEC =
      "database: {secretRef: {name: db}}\nscripts: {configMaps: [{name: a}, {name: b}]}\n";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "suspend: true",
        "job: {image: x, labels: {team: shop}, env: [{name: A, value: b}]}",
        "target: latest",
        "outOfOrder: Reject",
        "rollback: Forbid",
        "workloads: Wait",
        "workloads: Ignore",
        "verify: {drift: Ignore}",
        "retry: {maxAttempts: 6}",
        "timeouts: {lock: 5s}",
        "unknownField: of a newer CRD"
      })
  void theInputsStayWithWhatDoesNotChangeARun(String line) {
    assertThat(inputs(SPEC + line)).isEqualTo(inputs(SPEC));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "target: 7",
        "outOfOrder: Apply",
        "rollback: Allow",
        "retry: {maxAttempts: 7}",
        "retry: {backoff: {initial: 1s}}",
        "timeouts: {connect: 1s}",
        "timeouts: {lock: 1s}",
        "timeouts: {lockRetry: 1s}",
        "timeouts: {concurrentLock: 1s}",
        "timeouts: {statement: 1s}",
        "timeouts: {advisoryLock: 1s}",
        "timeouts: {job: 1s}",
        "verify: {every: 2h}"
      })
  void theInputsChangeWithEverythingElse(String line) {
    assertThat(inputs(SPEC + line)).isNotEqualTo(inputs(SPEC));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{database: {secretRef: {name: other}}, scripts: {configMaps: [{name: a}, {name: b}]}}",
        "{database: {secretRef: {name: db}, schema: app}, scripts: {configMaps: [{name: a}, {name: b}]}}",
        "{database: {secretRef: {name: db}, keys: {uri: u}}, scripts: {configMaps: [{name: a}, {name: b}]}}",
        "{database: {secretRef: {name: db}}, scripts: {configMaps: [{name: a}]}}",
        "{database: {secretRef: {name: db}}, scripts: {configMaps: [{name: a}, {name: b}], placeholders: {x: y}}}",
        "{database: {secretRef: {name: db}}, scripts: {configMaps: [{name: a}, {name: b}], style: Goose}}",
        "{database: {secretRef: {name: db}}, scripts: {configMaps: [{name: a}, {name: b}], ignore: ['*.json']}}",
        "{database: {secretRef: {name: db}}, scripts: {configMaps: [{name: a}, {name: b}], selector: {matchLabels: {a: b}}}}"
      })
  void theInputsChangeWithDatabaseAndScripts(String other) {
    assertThat(inputs(other)).isNotEqualTo(inputs(SPEC));
  }

  @Test
  void theInputsStayWithNothingToIgnore() {
    String nothing =
        "{database: {secretRef: {name: db}}, scripts: {configMaps: [{name: a}, {name: b}], ignore: []}}";

    assertThat(inputs(nothing)).isEqualTo(inputs(SPEC));
  }

  @Test
  void theInputsStayWithAStyleThatIsFound() {
    String auto =
        "{database: {secretRef: {name: db}}, scripts: {configMaps: [{name: a}, {name: b}], style: Auto}}";

    assertThat(inputs(auto)).isEqualTo(inputs(SPEC));
  }

  // G1, G7
  @ParameterizedTest
  @CsvSource({
    "digest: 'sha256:0', true",
    "newerApplied: Reject, true",
    "newerApplied: Accept, false"
  })
  void namingTheSetThatIsThereIsNoReasonToRunAgain(String field, boolean same) {
    String other =
        "{database: {secretRef: {name: db}}, scripts: {configMaps: [{name: a}, {name: b}], %s}}"
            .formatted(field);

    assertThat(inputs(other).equals(inputs(SPEC))).isEqualTo(same);
  }

  @Test
  void theInputsChangeWithTheScriptsAndTheRetryAnnotation() {
    SchemaMigrationSpec spec = spec(SPEC);

    assertThat(SpecDigest.inputs(spec, "sha256:2", null)).isNotEqualTo(inputs(SPEC));
    assertThat(SpecDigest.inputs(spec, "sha256:1", "again")).isNotEqualTo(inputs(SPEC));
    assertThat(SpecDigest.inputs(spec, "sha256:1", "")).isEqualTo(inputs(SPEC));
  }

  /// The digest is fixed, because another one would make every upgraded operator run every
  /// migration again. A new field must be absent from the text while it has its default.
  @Test
  void theDigestOfASpecIsTheSameInEveryRelease() {
    assertThat(inputs(SPEC))
        .isEqualTo("sha256:b37d1f10f413e2779f7de14949a29ac41d584a554124f9f5e44c384b62cb9fa2");
    assertThat(SpecDigest.template(spec(SPEC).job()))
        .isEqualTo("sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
  }

  @Test
  void theDefaultLimitOfARunIsNoReasonToRunAgain() { // W7: it was 0s before
    assertThat(inputs(SPEC + "timeouts: {job: 24h}")).isEqualTo(inputs(SPEC));
    assertThat(inputs(SPEC + "timeouts: {job: 0s}")).isEqualTo(inputs(SPEC));
    assertThat(inputs(SPEC + "timeouts: {job: 30h}")).isNotEqualTo(inputs(SPEC));
  }

  @Test
  void theTemplateChangesWithTheJobBlockAlone() {
    String template = SpecDigest.template(spec(SPEC).job());

    assertThat(SpecDigest.template(spec(SPEC + "suspend: true").job())).isEqualTo(template);
    assertThat(SpecDigest.template(spec(SPEC + "job: {image: x}").job())).isNotEqualTo(template);
    assertThat(SpecDigest.template(spec(SPEC + "job: {labels: {b: c, a: b}}").job()))
        .isEqualTo(SpecDigest.template(spec(SPEC + "job: {labels: {a: b, b: c}}").job()));
  }

  private static String inputs(String yaml) {
    return SpecDigest.inputs(spec(yaml), "sha256:1", null);
  }

  private static SchemaMigrationSpec spec(String yaml) {
    return Serialization.unmarshal("---\n" + yaml, SchemaMigrationSpec.class);
  }
}
