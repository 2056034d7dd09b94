package dev.lockstep.engine.postgres.statement;

import dev.lockstep.engine.postgres.sql.SqlStatement;
import dev.lockstep.engine.postgres.sql.TextSpan;
import java.util.List;
import java.util.Set;

/// Finds statements that may lock the tables of the history as a change of their definition does:
/// because they name them, act on many tables, or run code.
public final class HistoryMention {
  private static final String NAME = "migration_";

  /// Statements that lock no table in this way.
  private static final Set<String> DATA =
      Set.of(
          "SELECT",
          "INSERT",
          "UPDATE",
          "DELETE",
          "MERGE",
          "WITH",
          "VALUES",
          "TABLE",
          "COPY",
          "SET",
          "RESET",
          "SHOW",
          "SAVEPOINT",
          "RELEASE",
          "ROLLBACK");

  /// Statements on objects that they name.
  private static final Set<String> DEFINITIONS =
      Set.of("CREATE", "ALTER", "DROP", "COMMENT", "TRUNCATE", "GRANT", "REVOKE", "REFRESH");

  private static final Set<String> MANY = Set.of("ALL", "OWNED", "CASCADE", "SCHEMA", "EXTENSION");

  private HistoryMention() {}

  /// Whether a statement may lock the tables in this way.
  public static boolean isIn(SqlStatement statement) {
    List<String> words = statement.words();
    String verb = words.isEmpty() ? "" : words.getFirst();
    if (DATA.contains(verb)) {
      return false;
    }
    return !DEFINITIONS.contains(verb)
        || words.stream().anyMatch(MANY::contains)
        || names(statement.piece());
  }

  private static boolean names(TextSpan text) {
    int last = text.end() - NAME.length();
    for (int i = text.start(); i <= last; i++) {
      if (text.script().regionMatches(true, i, NAME, 0, NAME.length())) {
        return true;
      }
    }
    return false;
  }
}
