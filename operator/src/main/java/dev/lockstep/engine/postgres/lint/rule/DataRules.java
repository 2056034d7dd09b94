package dev.lockstep.engine.postgres.lint.rule;

import dev.lockstep.engine.lint.Hazard;
import dev.lockstep.engine.lint.Rule;
import dev.lockstep.engine.lint.Severity;
import dev.lockstep.engine.postgres.command.SqlCommand;
import dev.lockstep.engine.postgres.command.SqlCommand.Change.Verb;
import dev.lockstep.engine.postgres.lint.model.Relation.Column.Default;
import dev.lockstep.engine.postgres.sql.Name;
import dev.lockstep.engine.postgres.sql.Token;
import dev.lockstep.engine.postgres.sql.TokenKind;
import dev.lockstep.engine.postgres.statement.TableLock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Rules for statements that change many rows.
final class DataRules implements RuleGroup {
  static final Rule UPDATE =
      Rule.of(
          "update-whole-table",
          Hazard.WAIT,
          Severity.WARNING,
          TableLock.ROW_EXCLUSIVE,
          "An UPDATE of all rows locks every row until it commits, and leaves as many dead rows.",
          """
          -- in batches, each in its own transaction
          UPDATE orders SET status = 'new' WHERE id BETWEEN 1 AND 10000 AND status IS NULL;
          """);

  static final Rule DELETE =
      Rule.of(
          "delete-whole-table",
          Hazard.LOSS,
          Severity.WARNING,
          TableLock.ROW_EXCLUSIVE,
          "A DELETE without a condition empties the table and locks every row until it commits.",
          """
          -- in batches, each in its own transaction
          DELETE FROM orders WHERE id BETWEEN 1 AND 10000;
          """);

  static final Rule HELD =
      Rule.of(
          "lock-held-through-dml",
          Hazard.WAIT,
          Severity.WARNING,
          TableLock.ACCESS_EXCLUSIVE,
          "The lock of a schema change is held while many rows are changed in the same transaction.",
          """
          -- V8__status.sql
          ALTER TABLE orders ADD COLUMN status text;
          -- V9__fill_status.sql
          UPDATE orders SET status = 'new' WHERE id BETWEEN 1 AND 10000 AND status IS NULL;
          """);

  static final Rule TRUNCATE =
      Rule.of(
          "truncate",
          Hazard.LOSS,
          Severity.WARNING,
          TableLock.ACCESS_EXCLUSIVE,
          "TRUNCATE removes all rows and blocks reads and writes until the transaction ends.",
          "-- to be able to go back, create a new table and drop the old one later");

  static final Rule TRUNCATE_CASCADE =
      Rule.of(
          "truncate-cascade",
          Hazard.LOSS,
          Severity.ERROR,
          TableLock.ACCESS_EXCLUSIVE,
          "TRUNCATE ... CASCADE also empties every table that references the named one, directly or indirectly.",
          "TRUNCATE orders, order_lines;");

  @Override
  public List<Rule> rules() {
    return List.of(UPDATE, DELETE, HELD, TRUNCATE, TRUNCATE_CASCADE);
  }

  @Override
  public void look(RuleContext context, FindingCollector findings) {
    switch (context.command()) {
      case SqlCommand.Change change -> {
        AffectedTable table = context.subject(change.table());
        if (!table.isFresh()) {
          whole(context, table, change, findings);
          if (!isOfFewRows(table, change.where())) {
            held(context, table, findings);
          }
        }
      }
      case SqlCommand.InsertSelect insert ->
          held(context, context.subject(insert.table()), findings);
      case SqlCommand.Truncate truncate -> truncate(context, truncate, findings);
      default -> {}
    }
  }

  private static void whole(
      RuleContext context,
      AffectedTable table,
      SqlCommand.Change change,
      FindingCollector findings) {
    if (!isOfAllRows(context, table, change.where())) {
      return;
    }
    if (change.verb() == Verb.UPDATE) {
      findings.add(
          UPDATE,
          table,
          "locks all rows of %s until the last one is written".formatted(table.sql()),
          "-- in batches, each in its own transaction\nUPDATE %s SET ... WHERE id BETWEEN 1 AND 10000;"
              .formatted(table.sql()));
    } else {
      findings.add(
          DELETE,
          table,
          "removes all rows of %s".formatted(table.sql()),
          "-- in batches, each in its own transaction\nDELETE FROM %s WHERE id BETWEEN 1 AND 10000;"
              .formatted(table.sql()));
    }
  }

  /// Whether a statement changes all rows: it has no condition, one that is always true, or one
  /// that is true because a new column is empty.
  private static boolean isOfAllRows(RuleContext context, AffectedTable table, List<Token> where) {
    String text = Phrases.sql(where).toLowerCase(Locale.ROOT);
    if (where.isEmpty() || text.equals("true") || text.equals("1 = 1") || text.equals("1=1")) {
      return true;
    }
    int size = where.size();
    boolean isNull =
        (size == 3 || (size == 5 && where.get(1).isSymbol(".")))
            && where.get(size - 2).isWord("is")
            && where.get(size - 1).isWord("null");
    return isNull
        && where.get(size - 3).isName()
        && table
            .column(where.get(size - 3).name())
            .filter(context::isFresh)
            .filter(column -> column.defaultValue() == Default.NONE)
            .isPresent();
  }

  /// Whether a condition compares the key, or a column that is named like a key, with values.
  private static boolean isOfFewRows(AffectedTable table, List<Token> where) {
    for (int i = 0; i + 2 < where.size(); i++) {
      Token value = where.get(i + 2);
      boolean compared =
          (where.get(i + 1).isSymbol("=") && isValue(value))
              || (where.get(i + 1).isWord("in")
                  && i + 3 < where.size()
                  && isValue(where.get(i + 3)));
      if (compared && where.get(i).isName() && isKey(table, where.get(i).name())) {
        return true;
      }
    }
    return false;
  }

  private static boolean isValue(Token token) {
    return token.kind() == TokenKind.STRING || token.kind() == TokenKind.VALUE;
  }

  private static boolean isKey(AffectedTable table, String column) {
    return column.equals("id")
        || table
            .relation()
            .filter(
                found ->
                    found.constraints().stream()
                        .anyMatch(
                            constraint ->
                                constraint.hasIndex()
                                    && constraint.columns().equals(List.of(column))))
            .isPresent();
  }

  /// Reported once in a transaction, at the first statement that changes many rows.
  private static void held(RuleContext context, AffectedTable changed, FindingCollector findings) {
    Optional<Name> locked = context.state().lockedUntold();
    if (locked.isEmpty()) {
      return;
    }
    context.state().tell();
    AffectedTable held = context.subject(locked.get());
    findings.add(
        HELD,
        heavier(held, changed),
        "blocks reads and writes of %s, which this transaction has locked, while rows of %s are written"
            .formatted(held.sql(), changed.sql()),
        "-- change the rows in a separate script");
  }

  private static AffectedTable heavier(AffectedTable held, AffectedTable changed) {
    return new AffectedTable(held.name(), held.relation(), held.age(), changed.weight());
  }

  private static void truncate(
      RuleContext context, SqlCommand.Truncate truncate, FindingCollector findings) {
    for (Name name : truncate.tables()) {
      AffectedTable table = context.subject(name);
      if (table.isFresh()) {
        continue;
      }
      if (truncate.cascade()) {
        findings.add(
            TRUNCATE_CASCADE,
            table,
            "also empties every table that references %s".formatted(table.sql()),
            "TRUNCATE %s;\n-- and name the referencing tables that you mean to empty"
                .formatted(table.sql()));
      } else {
        findings.add(TRUNCATE, table, "removes all rows of %s".formatted(table.sql()), null);
      }
    }
  }
}
