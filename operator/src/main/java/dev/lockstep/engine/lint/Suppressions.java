package dev.lockstep.engine.lint;

import dev.lockstep.engine.lint.Finding.Place;
import dev.lockstep.engine.source.UndoPart;
import dev.lockstep.schema.Command;
import dev.lockstep.schema.Setting;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The comments of a script that accept findings: `-- lockstep: allow <rule> <reason>` before a
/// statement or in it, `-- lockstep: allow-file <rule> <reason>` anywhere before the first one.
public final class Suppressions {
  /// Every comment that accepts a finding begins with it.
  public static final String MARK = "lockstep:";

  /// The beginning of a directive, without the signs of the comment.
  private static final Pattern BEGIN =
      Pattern.compile("lockstep:\\s*+(?<reach>allow-file|allow)\\b\\s*+(?<rule>\\S*+)");

  /// Names that accept what a run would reject, which are not rules of lint.
  private static final Set<String> OF_REFUSALS =
      Set.of(UndoPart.ACCEPTED_AS, UndoPart.NAME_ACCEPTED_AS);

  private final List<Allowance> all = new ArrayList<>();
  private final Set<Key> known = new HashSet<>();
  private final Set<Key> used = new HashSet<>();

  /// A rule and the statement for which it is accepted.
  private record Key(String rule, int statement) {}

  /// A directive.
  ///
  /// @param statement the number of the statement to which it applies; 0 for the whole file
  private record Allowance(String rule, String reason, int statement, Place start, Place end) {
    Key key() {
      return new Key(rule, statement);
    }
  }

  /// A comment of a script.
  ///
  /// @param text the comment with its delimiters
  /// @param statement the number of the statement in which it ends, or before which it stands
  public record Comment(String text, int statement, Place start, Place end) {}

  /// Reads the comments of a script, of which those without [#MARK] can be left out.
  public static Suppressions of(List<Comment> comments) {
    var suppressions = new Suppressions();
    comments.forEach(suppressions::read);
    return suppressions;
  }

  private void read(Comment comment) {
    String text = bare(comment.text());
    Matcher words = BEGIN.matcher(text);
    if (words.lookingAt()) {
      add(
          new Allowance(
              words.group("rule"),
              text.substring(words.end()).strip(),
              words.group("reach").equals("allow-file") ? 0 : comment.statement(),
              comment.start(),
              comment.end()));
    }
  }

  /// The text of a comment, without its signs.
  private static String bare(String comment) {
    int end = comment.length() - (comment.startsWith("/*") && comment.endsWith("*/") ? 2 : 0);
    return comment.substring(2, Math.max(2, end)).strip();
  }

  private void add(Allowance allowance) {
    all.add(allowance);
    if (!allowance.reason().isEmpty()) {
      known.add(allowance.key());
    }
  }

  /// Whether a finding is accepted.
  public boolean accepts(Finding finding) {
    boolean accepted = false;
    for (int statement : new int[] {0, finding.statement()}) {
      var key = new Key(finding.rule().id(), statement);
      if (known.contains(key)) {
        used.add(key);
        accepted = true;
      }
    }
    return accepted;
  }

  /// Findings about the comments themselves, after all other findings were checked.
  ///
  /// @param rules the rules that can be named
  public List<Finding> findings(String file, Rules rules, LintSettings settings) {
    var found = new ArrayList<Finding>();
    for (Allowance allowance : all) {
      if (OF_REFUSALS.contains(allowance.rule())) {
        continue;
      }
      String id = allowance.rule();
      Rule rule = rules.byId(id).orElse(null);
      if (rule == null) {
        String sentence =
            "no rule is called '%s': see %s".formatted(id, Command.LINT.with(Setting.RULES));
        found.add(finding(Rules.ALLOW_UNKNOWN, file, allowance, sentence));
      } else if (allowance.reason().isEmpty()) {
        String sentence = "%s is only allowed with a reason: add one after the rule".formatted(id);
        found.add(finding(Rules.ALLOW_REASON, file, allowance, sentence));
      } else if (!used.contains(allowance.key()) && settings.looksFor(rule)) {
        String sentence = "%s does not occur here: remove the line".formatted(id);
        found.add(finding(Rules.ALLOW_UNUSED, file, allowance, sentence));
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
