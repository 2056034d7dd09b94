package dev.lockstep.engine.postgres.lint.rule;

import dev.lockstep.engine.lint.Finding;
import dev.lockstep.engine.lint.Finding.Place;
import dev.lockstep.engine.lint.Hazard;
import dev.lockstep.engine.lint.HeldLock;
import dev.lockstep.engine.lint.LintSettings;
import dev.lockstep.engine.lint.Places;
import dev.lockstep.engine.lint.Rule;
import dev.lockstep.engine.lint.Severity;
import dev.lockstep.engine.postgres.command.TableAction;
import dev.lockstep.engine.postgres.sql.SqlStatement;
import dev.lockstep.engine.postgres.statement.TableLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Collects the findings of the rules in a script, and drops those that are disabled or accepted.
public final class FindingCollector {
  private final String file;
  private final LintSettings settings;
  private final Places places;
  private final Consumer<Finding> taker;
  private int number;
  private int offset;
  private int length;
  private @Nullable TableLock lock;

  public FindingCollector(
      String file, LintSettings settings, Places places, Consumer<Finding> taker) {
    this.file = file;
    this.settings = settings;
    this.places = places;
    this.taker = taker;
  }

  public void at(SqlStatement next, int length) {
    number = next.number();
    offset = next.offset();
    this.length = length;
  }

  /// Replaces the rule's lock in the next finding.
  void under(TableLock held) {
    lock = held;
  }

  /// Adds a finding about the effect of a whole statement on a table.
  void add(Rule rule, AffectedTable subject, String sentence, @Nullable String safe) {
    add(rule, subject, 0, length, sentence, safe);
  }

  /// Adds a finding about the effect of an action on a table.
  void add(
      Rule rule,
      AffectedTable subject,
      TableAction.Placed placed,
      String sentence,
      @Nullable String safe) {
    add(rule, subject, placed.offset(), placed.end(), sentence, safe);
  }

  private void add(
      Rule rule, AffectedTable subject, int from, int to, String sentence, @Nullable String safe) {
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

  /// Adds a finding that concerns no particular table.
  void add(Rule rule, String sentence, @Nullable String safe) {
    add(rule, rule.severity(), null, 0, length, sentence, safe);
  }

  /// Adds a finding about a part of the statement.
  void add(Rule rule, int offset, String sentence, @Nullable String safe) {
    add(rule, rule.severity(), null, offset, length, sentence, safe);
  }

  private void add(
      Rule rule,
      Severity severity,
      @Nullable String relation,
      int from,
      int to,
      String sentence,
      @Nullable String safe) {
    HeldLock held = lock == null ? rule.lock() : lock;
    lock = null;
    if (settings.looksFor(rule)) {
      taker.accept(
          new Finding(
              rule,
              severity,
              held,
              file,
              number,
              place(from),
              place(to),
              sentence,
              relation,
              safe));
    }
  }

  private Place place(int inStatement) {
    return places.at(offset + Math.min(inStatement, length));
  }
}
