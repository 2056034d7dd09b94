package dev.lockstep.engine.postgres.lint;

import dev.lockstep.engine.postgres.SqlLexeme;
import dev.lockstep.engine.postgres.SqlToken;
import dev.lockstep.engine.postgres.TableLock;
import dev.lockstep.engine.postgres.lint.Command.Change.Verb;
import dev.lockstep.engine.postgres.lint.Relation.Column.Default;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Rows that are changed by the table.
final class DataRules implements RuleGroup {
  static final Rule UPDATE =
      Rule.of(
          "update-whole-table",
          Hazard.WAIT,
          Severity.WARNING,
          TableLock.ROW_EXCLUSIVE,
          "One UPDATE of all rows locks each of them to its end, and leaves as many dead ones.",
          """
          -- in batches, each a transaction of its own
          UPDATE orders SET status = 'new' WHERE id BETWEEN 1 AND 10000 AND status IS NULL;
          """);

  static final Rule DELETE =
      Rule.of(
          "delete-whole-table",
          Hazard.LOSS,
          Severity.WARNING,
          TableLock.ROW_EXCLUSIVE,
          "A DELETE without a condition empties the table, and locks each row to its end.",
          """
          -- in batches, each a transaction of its own
          DELETE FROM orders WHERE id BETWEEN 1 AND 10000;
          """);

  static final Rule HELD =
      Rule.of(
          "lock-held-through-dml",
          Hazard.WAIT,
          Severity.WARNING,
          TableLock.ACCESS_EXCLUSIVE,
          "A lock that a change of the schema has taken is held while many rows are changed in the"
              + " same transaction.",
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
          "TRUNCATE takes all rows, and stops reads and writes until the transaction ends.",
          "-- a new table beside the old one, dropped later, keeps a way back");

  static final Rule TRUNCATE_CASCADE =
      Rule.of(
          "truncate-cascade",
          Hazard.LOSS,
          Severity.ERROR,
          TableLock.ACCESS_EXCLUSIVE,
          "TRUNCATE ... CASCADE empties every table that refers to the one that is named, and those"
              + " that refer to them.",
          "TRUNCATE orders, order_lines;");

  @Override
  public List<Rule> rules() {
    return List.of(UPDATE, DELETE, HELD, TRUNCATE, TRUNCATE_CASCADE);
  }

  @Override
  public void look(Sight sight, Findings findings) {
    switch (sight.command()) {
      case Command.Change change -> {
        Subject table = sight.subject(change.table());
        if (!table.isFresh()) {
          whole(sight, table, change, findings);
          if (!isOfFewRows(table, change.where())) {
            held(sight, table, findings);
          }
        }
      }
      case Command.InsertSelect insert -> held(sight, sight.subject(insert.table()), findings);
      case Command.Truncate truncate -> truncate(sight, truncate, findings);
      default -> {}
    }
  }

  private static void whole(Sight sight, Subject table, Command.Change change, Findings findings) {
    if (!isOfAllRows(sight, table, change.where())) {
      return;
    }
    if (change.verb() == Verb.UPDATE) {
      findings.add(
          UPDATE,
          table,
          "all rows of %s are locked until the last one is written".formatted(table.sql()),
          "-- in batches, each a transaction of its own\nUPDATE %s SET ... WHERE id BETWEEN 1 AND 10000;"
              .formatted(table.sql()));
    } else {
      findings.add(
          DELETE,
          table,
          "all rows of %s go".formatted(table.sql()),
          "-- in batches, each a transaction of its own\nDELETE FROM %s WHERE id BETWEEN 1 AND 10000;"
              .formatted(table.sql()));
    }
  }

  /// Without a condition, with one that always holds, or with one that a new column's emptiness
  /// makes hold.
  private static boolean isOfAllRows(Sight sight, Subject table, List<SqlLexeme> where) {
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
            .filter(sight::isFresh)
            .filter(column -> column.defaultValue() == Default.NONE)
            .isPresent();
  }

  /// Whether a condition compares the key, or a column called after one, with values.
  private static boolean isOfFewRows(Subject table, List<SqlLexeme> where) {
    for (int i = 0; i + 2 < where.size(); i++) {
      SqlLexeme value = where.get(i + 2);
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

  private static boolean isValue(SqlLexeme token) {
    return token.kind() == SqlToken.STRING || token.kind() == SqlToken.VALUE;
  }

  private static boolean isKey(Subject table, String column) {
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

  /// Told once in a transaction, at the first statement that changes many rows.
  private static void held(Sight sight, Subject changed, Findings findings) {
    Optional<Name> locked = sight.state().lockedUntold();
    if (locked.isEmpty()) {
      return;
    }
    sight.state().tell();
    Subject held = sight.subject(locked.get());
    findings.add(
        HELD,
        heavier(held, changed),
        "nobody can read or write %s, which is locked earlier in this transaction, while rows of %s are written"
            .formatted(held.sql(), changed.sql()),
        "-- change the rows in a script of their own");
  }

  private static Subject heavier(Subject held, Subject changed) {
    return new Subject(held.name(), held.relation(), held.age(), changed.weight());
  }

  private static void truncate(Sight sight, Command.Truncate truncate, Findings findings) {
    for (Name name : truncate.tables()) {
      Subject table = sight.subject(name);
      if (table.isFresh()) {
        continue;
      }
      if (truncate.cascade()) {
        findings.add(
            TRUNCATE_CASCADE,
            table,
            "every table that refers to %s is emptied with it".formatted(table.sql()),
            "TRUNCATE %s;\n-- and by name those that refer to it and are meant"
                .formatted(table.sql()));
      } else {
        findings.add(TRUNCATE, table, "all rows of %s go".formatted(table.sql()), null);
      }
    }
  }
}
