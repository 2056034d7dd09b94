package dev.lockstep.engine.postgres.lint;

import dev.lockstep.engine.postgres.SqlLexeme;
import dev.lockstep.engine.postgres.SqlStatement;
import dev.lockstep.engine.postgres.SqlToken;
import dev.lockstep.engine.postgres.lint.Finding.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The comments of a script that accept findings: `-- lockstep: allow <rule> <reason>` before a
/// statement or in it, `-- lockstep: allow-file <rule> <reason>` anywhere before the first one.
final class Allowances {
  private static final Pattern COMMENT =
      Pattern.compile(
          "(?s)(?:--|/\\*)\\s*lockstep:\\s*(allow|allow-file)\\b\\s*(.*?)\\s*(?:\\*/)?");

  private final List<Allowance> all = new ArrayList<>();
  private final List<Allowance> used = new ArrayList<>();

  /// One of them.
  ///
  /// @param statement the number of the statement that it is for; 0 for the whole file
  record Allowance(String rule, String reason, int statement, Place start, Place end) {}

  /// Reads the comments of a script.
  static Allowances of(String text, List<SqlStatement> statements) {
    var allowances = new Allowances();
    var place = new Places(text);
    int from = 0;
    for (SqlStatement statement : statements) {
      int end = statement.offset() + statement.sql().length();
      if (text.indexOf("lockstep:", from) >= 0) {
        allowances.read(text, from, end, statement.number(), place);
      }
      from = statement.copyData() == null ? end : statement.copyData().end();
    }
    return allowances;
  }

  private void read(String text, int from, int to, int statement, Places place) {
    for (SqlLexeme lexeme : SqlLexeme.of(text.substring(from, to))) {
      Matcher words = COMMENT.matcher(lexeme.text());
      if (lexeme.kind() == SqlToken.COMMENT && words.matches()) {
        String[] parts = words.group(2).split("\\s+", 2);
        boolean whole = words.group(1).equals("allow-file");
        all.add(
            new Allowance(
                parts[0],
                parts.length == 2 ? parts[1].strip() : "",
                whole ? 0 : statement,
                place.at(from + lexeme.offset()),
                place.at(from + lexeme.end())));
      }
    }
  }

  /// Whether a finding is accepted.
  boolean accepts(Finding finding) {
    List<Allowance> fitting =
        all.stream()
            .filter(allowance -> allowance.rule().equals(finding.rule().id()))
            .filter(allowance -> !allowance.reason().isEmpty())
            .filter(a -> a.statement() == 0 || a.statement() == finding.statement())
            .toList();
    used.addAll(fitting);
    return !fitting.isEmpty();
  }

  /// What is wrong with the comments themselves, once everything was asked for.
  List<Finding> findings(String file, LintSettings settings) {
    var found = new ArrayList<Finding>();
    for (Allowance allowance : all) {
      Rule rule = Rules.byId(allowance.rule()).orElse(null);
      if (rule == null) {
        found.add(
            finding(
                Rules.ALLOW_UNKNOWN,
                file,
                allowance,
                "there is no rule '%s': see lockstep lint --rules".formatted(allowance.rule())));
      } else if (allowance.reason().isEmpty()) {
        found.add(
            finding(
                Rules.ALLOW_REASON,
                file,
                allowance,
                "%s is not allowed until a reason stands behind it".formatted(rule.id())));
      } else if (!used.contains(allowance) && settings.looksFor(rule)) {
        found.add(
            finding(
                Rules.ALLOW_UNUSED,
                file,
                allowance,
                "%s is not found here: take the line out".formatted(rule.id())));
      }
    }
    found.removeIf(finding -> !settings.looksFor(finding.rule()));
    return found;
  }

  private static Finding finding(Rule rule, String file, Allowance allowance, String sentence) {
    return new Finding(
        rule,
        rule.severity(),
        rule.lock(),
        file,
        allowance.statement(),
        allowance.start(),
        allowance.end(),
        sentence,
        null,
        null);
  }
}
