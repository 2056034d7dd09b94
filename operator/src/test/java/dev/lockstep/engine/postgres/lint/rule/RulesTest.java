package dev.lockstep.engine.postgres.lint.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.lint.LintReport;
import dev.lockstep.engine.lint.LintSettings;
import dev.lockstep.engine.lint.Rule;
import dev.lockstep.engine.postgres.lint.Lint;
import dev.lockstep.engine.source.ScriptSet;
import dev.lockstep.testing.ScriptFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class RulesTest {
  private final ScriptFolder scripts;

  RulesTest(@TempDir Path folder) {
    this.scripts = ScriptFolder.in(folder);
  }

  static List<RuleCase> cases() {
    return RuleCase.all();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void findsWhatItIsForAndNothingElse(RuleCase given) {
    scripts.with(given.beforeName(), given.before()).with(given.fileName(), given.sql());
    if (given.hasUndo()) {
      scripts.with("U1__before.sql", "SELECT 1");
    }
    var settings =
        new LintSettings(
            given.version(), "public", Set.of(given.rule()), Set.of(), LintSettings.SMALL);

    LintReport report =
        Lint.each((ScriptSet) ScriptSet.read(List.of(scripts.path()), Map.of()), settings);

    assertThat(report.refusals()).isEmpty();
    var ids =
        report.findings().stream()
            .filter(finding -> finding.script().equals(given.fileName()))
            .map(finding -> finding.rule().id())
            .toList();
    if (given.finds()) {
      assertThat(ids).contains(given.rule());
    } else {
      assertThat(ids).doesNotContain(given.rule());
    }
  }

  @Test
  void everyRuleHasCasesOfBothKinds() {
    List<String> ids = RuleGroups.rules().all().stream().map(Rule::id).toList();

    assertThat(ids).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(25);
    assertThat(cases().stream().filter(RuleCase::finds).map(RuleCase::rule).distinct())
        .containsExactlyInAnyOrderElementsOf(ids);
    assertThat(cases().stream().filter(found -> !found.finds()).map(RuleCase::rule).distinct())
        .containsExactlyInAnyOrderElementsOf(ids);
  }
}
