package dev.lockstep.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.api.v1alpha1.spec.DatabaseSpec;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DatabaseIdentityTest {
  private static final String INLINE =
      "{host: db, port: 5432, name: shop, schema: app, userFrom: {secretKeyRef: {name: s, key: u}}, passwordFrom: {secretKeyRef: {name: s, key: p}}}";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{host: db2, port: 5432, name: shop, schema: app, userFrom: {secretKeyRef: {name: s, key: u}}}",
        "{host: db, port: 5433, name: shop, schema: app, userFrom: {secretKeyRef: {name: s, key: u}}}",
        "{host: db, port: 5432, name: other, schema: app, userFrom: {secretKeyRef: {name: s, key: u}}}",
        "{host: db, port: 5432, name: shop, schema: public, userFrom: {secretKeyRef: {name: s, key: u}}}",
        "{host: db, port: 5432, name: shop, schema: app, userFrom: {secretKeyRef: {name: s2, key: u}}}",
        "{secretRef: {name: db}, schema: app}",
        "{secretRef: {name: db2}, schema: app}",
        "{secretRef: {name: db}, schema: app, keys: {dbname: other}}"
      })
  void differsWithEverythingThatNamesADatabase(String other) {
    assertThat(identity(other)).isNotEqualTo(identity(INLINE));
  }

  @Test
  void isTheSameForTheSameNames() {
    assertThat(identity(INLINE)).isEqualTo(identity(INLINE)).matches("sha256:[0-9a-f]{64}");
  }

  @Test
  void doesNotChangeWithThePassword() {
    assertThat(identity(INLINE.replace("name: s, key: p", "name: rotated, key: p")))
        .isEqualTo(identity(INLINE));
  }

  @Test
  void twoFieldsAreNeverTakenForOne() {
    assertThat(identity("{host: a, name: bc}")).isNotEqualTo(identity("{host: ab, name: c}"));
  }

  private static String identity(String yaml) {
    return DatabaseIdentity.of(Serialization.unmarshal("---\n" + yaml, DatabaseSpec.class));
  }
}
