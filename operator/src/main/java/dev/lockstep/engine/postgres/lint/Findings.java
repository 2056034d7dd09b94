package dev.lockstep.engine.postgres.lint;

import dev.lockstep.engine.postgres.SqlStatement;
import dev.lockstep.engine.postgres.TableLock;
import dev.lockstep.engine.postgres.lint.Finding.Place;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Takes what the rules find in a script, and leaves out what nobody wants to hear of.
final class Findings {
  private final String file;
  private final LintSettings settings;
  private final List<Finding> found = new ArrayList<>();
  private SqlStatement statement;
  private @Nullable TableLock lock;

  Findings(String file, LintSettings settings, SqlStatement first) {
    this.file = file;
    this.settings = settings;
    this.statement = first;
  }

  void at(SqlStatement next) {
    statement = next;
  }

  /// Says of the next finding that another lock than its rule's is what others wait for.
  void under(TableLock held) {
    lock = held;
  }

  List<Finding> found() {
    return found;
  }

  /// Notes what a statement as a whole does to a table.
  void add(Rule rule, Subject subject, String sentence, @Nullable String safe) {
    add(rule, subject, 0, statement.sql().length(), sentence, safe);
  }

  /// Notes what an action does to a table.
  void add(
      Rule rule,
      Subject subject,
      TableAction.Placed placed,
      String sentence,
      @Nullable String safe) {
    add(rule, subject, placed.offset(), placed.end(), sentence, safe);
  }

  private void add(
      Rule rule, Subject subject, int from, int to, String sentence, @Nullable String safe) {
    if (rule.hazard() != Hazard.WAIT) {
      add(rule, rule.severity(), subject.sql(), from, to, sentence, safe);
      return;
    }
    Severity severity =
        switch (subject.weight()) {
          case SMALL -> null;
          case MEDIUM -> rule.severity().lower();
          case LARGE -> rule.severity();
          case HUGE -> rule.severity().higher();
        };
    if (severity != null) {
      add(rule, severity, subject.sql(), from, to, sentence + subject.size(), safe);
    }
  }

  /// Notes what has to do with no table in particular.
  void add(Rule rule, String sentence, @Nullable String safe) {
    add(rule, rule.severity(), null, 0, statement.sql().length(), sentence, safe);
  }

  /// Notes something at a place in the statement.
  void add(Rule rule, int offset, String sentence, @Nullable String safe) {
    add(rule, rule.severity(), null, offset, statement.sql().length(), sentence, safe);
  }

  private void add(
      Rule rule,
      Severity severity,
      @Nullable String relation,
      int from,
      int to,
      String sentence,
      @Nullable String safe) {
    TableLock held = lock == null ? rule.lock() : lock;
    lock = null;
    if (settings.looksFor(rule)) {
      found.add(
          new Finding(
              rule,
              severity,
              held,
              file,
              statement.number(),
              place(from),
              place(to),
              sentence,
              relation,
              safe));
    }
  }

  private Place place(int offset) {
    String sql = statement.sql();
    int position = sql.codePointCount(0, Math.min(offset, sql.length())) + 1;
    return new Place(statement.lineAt(position), statement.columnAt(position));
  }
}
