package dev.lockstep.engine.h2;

import dev.lockstep.engine.Dialect;
import dev.lockstep.engine.Preparation;
import dev.lockstep.engine.Prepared;
import dev.lockstep.engine.ScriptReview;
import dev.lockstep.engine.lint.Linter;
import dev.lockstep.engine.script.Checksum;
import dev.lockstep.engine.script.DeclarativeScripts;
import dev.lockstep.engine.script.Fingerprint;
import dev.lockstep.engine.script.Script;
import dev.lockstep.engine.script.Statement;
import dev.lockstep.engine.source.ScriptSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// H2, as far as the tests need it: a semicolon outside strings and line comments ends a statement.
final class H2Dialect implements Dialect {
  /// A script that is split into statements.
  record H2Script(Script script, List<Statement> statements) implements Prepared {}

  @Override
  public Fingerprint fingerprint() {
    return text ->
        Checksum.of(
            String.join(";", statements(text).stream().map(each -> words(each.text())).toList()));
  }

  private static String words(String text) {
    return text.replaceAll("--[^\n]*", " ").replaceAll("\\s+", " ").strip();
  }

  @Override
  public String name() {
    return "H2";
  }

  @Override
  public Optional<Linter> linter() {
    return Optional.empty();
  }

  @Override
  public DeclarativeScripts declarations() {
    return DeclarativeScripts.NONE;
  }

  /// Scripts run statement by statement, because H2 commits after each definition.
  @Override
  public ScriptReview review(String schema) {
    return new ScriptReview() {
      @Override
      public Outline outline(Script script) {
        return new Outline("journaled", script.objections());
      }

      @Override
      public List<Step> steps(Script script) {
        return statements(script.text()).stream()
            .map(each -> new Step(each, "ordinary", null, List.of()))
            .toList();
      }

      @Override
      public List<Hazard> hazards(ScriptSet set, List<Script> pending) {
        return List.of();
      }
    };
  }

  static Preparation prepare(Script script) {
    List<String> objections = script.objections();
    return objections.isEmpty()
        ? new H2Script(script, statements(script.text()))
        : new Preparation.Refused(objections);
  }

  private static List<Statement> statements(String text) {
    var statements = new ArrayList<Statement>();
    boolean quoted = false;
    boolean comment = false;
    int start = 0;
    for (int i = 0; i <= text.length(); i++) {
      char letter = i < text.length() ? text.charAt(i) : ';';
      if (comment) {
        comment = letter != '\n' && i < text.length();
      } else if (letter == '\'') {
        quoted = !quoted;
      } else if (!quoted && text.startsWith("--", i)) {
        comment = true;
      }
      if ((letter == ';' && !quoted && !comment) || i == text.length()) {
        String piece = text.substring(start, Math.min(i, text.length()));
        if (!words(piece).isEmpty()) {
          int line =
              1
                  + (int)
                      text.substring(0, begin(text, start)).chars().filter(c -> c == '\n').count();
          statements.add(new Statement(statements.size() + 1, line, 1, piece.strip()));
        }
        start = i + 1;
      }
    }
    return List.copyOf(statements);
  }

  private static int begin(String text, int start) {
    int begin = start;
    while (begin < text.length() && Character.isWhitespace(text.charAt(begin))) {
      begin++;
    }
    return begin;
  }
}
