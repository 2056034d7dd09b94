package dev.lockstep.engine.postgres.history;

import dev.lockstep.schema.EngineException;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.schema.Setting;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The state of the history's tables in a database.
enum HistoryState {
  /// The schema does not exist.
  NO_SCHEMA,
  /// The schema exists, but `migration_history` does not.
  NO_TABLE,
  /// The table has the mandatory columns but lacks others that are read.
  BARE,
  /// The table can be read but does not have the current layout.
  OUTDATED,
  /// The table has the layout that this version requires.
  CURRENT;

  private static final Set<String> LEAST_COLUMNS =
      Set.of("migration_name", "applied_at", "status", "error_message");
  private static final Set<String> READ_COLUMNS =
      Set.of(
          "version",
          "description",
          "checksum",
          "normalized_checksum",
          "execution_ms",
          "applied_by",
          "run_id",
          "kind",
          "rollback_sql");

  /// @param row the reply to [HistoryLayout#stateQuery]
  static HistoryState of(List<@Nullable String> row, String schemaName) {
    if (!"t".equals(row.get(0))) {
      return NO_SCHEMA;
    }
    String columns = row.get(1);
    if (columns == null) {
      return NO_TABLE;
    }
    var found = Set.of(columns.split(",", -1));
    if (!found.containsAll(LEAST_COLUMNS)) {
      throw new EngineException(
          FailureKind.HISTORY_UNUSABLE,
          "table %s.migration_history (owner %s) does not belong to Lockstep: it lacks some of the columns migration_name, applied_at, status, error_message"
              .formatted(schemaName, row.get(5)),
          "Rename it, or keep the history in another schema: " + Setting.SCHEMA);
    }
    int layout = layout(row.get(2));
    if (layout > HistoryLayout.CURRENT) {
      throw new EngineException(
          FailureKind.HISTORY_UNUSABLE,
          "the history in schema %s was written by a newer Lockstep: it has layout %d, this version supports %d"
              .formatted(schemaName, layout, HistoryLayout.CURRENT),
          "Use the newer version of Lockstep");
    }
    if (!found.containsAll(READ_COLUMNS)) {
      return BARE;
    }
    boolean complete = "t".equals(row.get(3));
    return complete && layout == HistoryLayout.CURRENT ? CURRENT : OUTDATED;
  }

  private static int layout(@Nullable String comment) {
    if (comment == null || !comment.startsWith(HistoryLayout.COMMENT_PREFIX)) {
      return 0;
    }
    String number = comment.substring(HistoryLayout.COMMENT_PREFIX.length());
    return number.matches("[0-9]{1,6}") ? Integer.parseInt(number) : 0;
  }
}
