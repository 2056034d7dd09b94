package dev.lockstep.api.v1alpha1.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.postgres.session.ReservedSettings;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class SettingsRuleTest {
  @Test
  void theApiServerRefusesTheSettingsThatTheRunnerRefuses() {
    String names = Rules.SETTINGS.replaceFirst(".* in \\[(.*)]\\)\\)$", "$1");

    assertThat(Pattern.compile("'([a-z_]+)'").matcher(names).results().map(one -> one.group(1)))
        .containsExactlyElementsOf(ReservedSettings.refusedNames());
  }
}
