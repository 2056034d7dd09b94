package dev.lockstep.api.v1alpha1.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class ScriptsSelectorTest {
  private static final Map<String, String> LABELS = Map.of("app", "orders", "part", "schema");

  @Test
  void selectsByAllOfItsLabels() {
    assertThat(new ScriptsSelector(Map.of("part", "schema")).matches(LABELS)).isTrue();
    assertThat(new ScriptsSelector(LABELS).matches(LABELS)).isTrue();
    assertThat(new ScriptsSelector(LABELS).matches(Map.of("part", "schema"))).isFalse();
    assertThat(new ScriptsSelector(Map.of("part", "data")).matches(LABELS)).isFalse();
  }

  /// An older CRD, or a resource from before the rule, may contain such a selector.
  @Test
  void selectsNothingWithoutLabels() {
    assertThat(new ScriptsSelector(Map.of()).matches(LABELS)).isFalse();
    assertThat(new ScriptsSelector(Map.of()).matches(Map.of())).isFalse();
  }
}
