package dev.lockstep.engine.postgres.lint.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.lint.HeldLock;
import dev.lockstep.engine.lint.Rule;
import dev.lockstep.engine.postgres.lint.PostgresLinter;
import dev.lockstep.testing.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/// The list of rules in the documentation is generated from the rules, so the two always agree.
final class LintDocumentTest {
  private static final Path FILE = Checkout.root().resolve("operator/docs/lint.md");
  private static final String MARK =
      "by LintDocumentTest: edit the rules in dev.lockstep.engine.postgres.lint. -->\n";

  @Test
  void theDocumentHasTheRulesOfTheProgram() throws IOException {
    String document = Files.readString(FILE);
    int end = document.indexOf(MARK) + MARK.length();
    String generated = document.substring(0, end) + rules();
    if (Boolean.getBoolean("lockstep.regenerate")) {
      Files.writeString(FILE, generated);
    }

    assertThat(FILE)
        .as("run the test with -Dlockstep.regenerate=true after a change of the rules")
        .hasContent(generated);
  }

  private static String rules() {
    var text = new StringBuilder("\n## The rules\n\n| rule | severity | hazard |\n|---|---|---|\n");
    for (Rule rule : RuleGroups.rules().all()) {
      text.append(
          "| [`%1$s`](#%1$s) | %2$s | %3$s |\n"
              .formatted(rule.id(), rule.severity().label(), rule.hazard().title()));
    }
    for (Rule rule : RuleGroups.rules().all()) {
      text.append("\n### `%s`\n\n%s\n".formatted(rule.id(), rule.summary()));
      text.append("\n%s\n".formatted(facts(rule)));
      text.append("\n```sql\n%s\n```\n".formatted(rule.safe()));
    }
    return text.toString();
  }

  private static String facts(Rule rule) {
    String severity = rule.severity().label();
    var facts =
        new StringBuilder(
            "%s%s; %s."
                .formatted(
                    severity.substring(0, 1).toUpperCase(Locale.ROOT),
                    severity.substring(1),
                    rule.hazard().title()));
    HeldLock lock = rule.lock();
    if (lock != null) {
      facts.append(" Lock: `%s`, which blocks %s.".formatted(lock.title(), rule.blocks()));
    }
    if (rule.since() > PostgresLinter.OLDEST) {
      facts.append(" From PostgreSQL %d on.".formatted(rule.since()));
    }
    if (rule.use() == Rule.Use.ON_DEMAND) {
      facts.append(" Looked for with `--enable %s`.".formatted(rule.id()));
    }
    return facts.append(" Safe:").toString();
  }
}
