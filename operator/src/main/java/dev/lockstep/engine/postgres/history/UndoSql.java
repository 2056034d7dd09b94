package dev.lockstep.engine.postgres.history;

import dev.lockstep.engine.postgres.session.Reply;
import dev.lockstep.engine.postgres.sql.Sql;
import dev.lockstep.engine.script.Script;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The statements on the history that only a rollback needs.
///
/// @param schema the schema as written in SQL
/// @param runId the id of the run
record UndoSql(String schema, String runId) {
  /// A query for the undo SQL of applied scripts.
  String read() {
    return """
        SELECT migration_name, rollback_sql FROM %s.migration_history
        WHERE status OPERATOR(pg_catalog.=) 'success' AND rollback_sql IS NOT NULL"""
        .formatted(schema);
  }

  static TreeMap<String, String> texts(Reply reply) {
    var texts = new TreeMap<String, String>();
    for (List<@Nullable String> row : reply.rows()) {
      texts.put(String.valueOf(row.get(0)), String.valueOf(row.get(1)));
    }
    return texts;
  }

  /// The fence of an undo: changes the script's history row before the body, in the same
  /// transaction. It waits for any other session that is writing the row, and fails by the check on
  /// `status` if the script is not applied or the attempt is not open. The undo SQL and all other
  /// columns of the script stay in the row.
  String claim(UUID attempt, Script script) {
    return """
        INSERT INTO %1$s.migration_history AS h (migration_name, applied_at, status)
        SELECT %2$s, pg_catalog.clock_timestamp(),
          CASE WHEN EXISTS (SELECT 1 FROM %1$s.migration_attempts
                WHERE migration_id OPERATOR(pg_catalog.=) %3$s AND status OPERATOR(pg_catalog.=) 'pending')
              AND EXISTS (SELECT 1 FROM %1$s.migration_history WHERE migration_name OPERATOR(pg_catalog.=) %2$s)
            THEN 'rollback' ELSE 'not applied' END
        ON CONFLICT (migration_name) DO UPDATE SET
          status = CASE WHEN h.status OPERATOR(pg_catalog.=) 'success' THEN excluded.status ELSE 'not applied' END,
          applied_at = excluded.applied_at, error_message = NULL, execution_ms = NULL,
          applied_by = session_user, run_id = %4$s"""
        .formatted(
            schema,
            Sql.literal(script.fileName()),
            Sql.literal(attempt.toString()),
            Sql.literal(runId));
  }
}
