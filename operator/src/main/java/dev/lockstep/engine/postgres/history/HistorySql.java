package dev.lockstep.engine.postgres.history;

import dev.lockstep.engine.history.HistoryRecord;
import dev.lockstep.engine.history.HistoryRow;
import dev.lockstep.engine.postgres.session.Row;
import dev.lockstep.engine.postgres.sql.Sql;
import dev.lockstep.engine.postgres.statement.SqlFingerprint;
import dev.lockstep.engine.script.Fingerprint;
import dev.lockstep.engine.script.Script;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.schema.SchemaVersion;
import dev.lockstep.schema.ScriptKind;
import dev.lockstep.schema.ScriptName;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The statements that read and write the history. They qualify every name and operator, because
/// some run with the search path of a script: see `TrustedSearchPath`.
///
/// @param schema the schema as written in SQL
/// @param runId the id of the run
/// @param retry the retry request that caused the run, for the audit; null if there is none
public record HistorySql(String schema, String runId, @Nullable String retry) {
  private static final Fingerprint FINGERPRINT = new SqlFingerprint();

  /// The time in milliseconds since 1970, so that no side has to format or parse a date. NULL for
  /// an infinite time, which a user may have recorded.
  private static final String TIME =
      """
      CASE WHEN pg_catalog.isfinite(applied_at) THEN pg_catalog.floor(
        1000 OPERATOR(pg_catalog.*) pg_catalog.date_part('epoch', applied_at))::pg_catalog.int8 END""";

  /// All rows, oldest first.
  String read() {
    return """
        SELECT migration_name, version, description, status, checksum, normalized_checksum,
          %s, execution_ms, error_message, applied_by, run_id, kind, rollback_sql IS NOT NULL
        FROM %s.migration_history ORDER BY applied_at, migration_name"""
        .formatted(TIME, schema);
  }

  /// All rows of a table that has only the four mandatory columns.
  String readBare() {
    return """
        SELECT migration_name, NULL, NULL, status, NULL, NULL, %s, NULL, error_message, NULL, NULL, NULL, 'f'
        FROM %s.migration_history ORDER BY applied_at, migration_name"""
        .formatted(TIME, schema);
  }

  static HistoryRecord record(Row row) {
    String version = row.maybe(1);
    String kind = row.maybe(11);
    String name = String.valueOf(row.maybe(0));
    var state =
        new HistoryRow(
            name,
            kind == null ? kindOf(name) : ScriptKind.ofLabel(kind),
            version == null ? null : SchemaVersion.tryParse(version).orElse(null),
            HistoryRow.Status.ofLabel(String.valueOf(row.maybe(3))),
            row.maybe(4),
            row.maybe(5),
            row.time(6),
            row.duration(7),
            row.isTrue(12));
    return new HistoryRecord(state, row.maybe(2), row.maybe(8), row.maybe(9), row.maybe(10));
  }

  /// Rows that a user recorded have no kind.
  private static ScriptKind kindOf(String name) {
    return ScriptName.parse(name).map(ScriptName::kind).orElse(ScriptKind.VERSIONED);
  }

  /// Closes the attempts of dead runs. The caller must hold both locks.
  String closeDeadAttempts() {
    return """
        UPDATE %s.migration_attempts SET status = 'failed', updated_at = pg_catalog.clock_timestamp(),
          details = details OPERATOR(pg_catalog.||) '{"class": "interrupted", "kind": "Interrupted"}'
            OPERATOR(pg_catalog.||) pg_catalog.jsonb_build_object('message',
              'interrupted: the run ended without a word and was rolled back' OPERATOR(pg_catalog.||)
              CASE WHEN details OPERATOR(pg_catalog.?) 'journal' THEN ' to what its journal has' ELSE '' END)
        WHERE status OPERATOR(pg_catalog.=) 'pending'"""
        .formatted(schema);
  }

  /// Inserts the row of a new attempt and prepares the session in the same statement. Without the
  /// row the claim fails, so nothing runs in a session that is not prepared: outside a transaction
  /// the server continues after a failed statement. OFFSET makes the server prepare the session
  /// before it looks at the attempt before.
  ///
  /// @param session select list that prepares the session, even if no row is inserted
  /// @param before the attempt that must have succeeded for the row to be inserted; null if there
  ///   is none
  public String openAttempt(UUID attempt, Script script, String session, @Nullable UUID before) {
    return """
        INSERT INTO %s.migration_attempts
          (migration_id, migration_name, version_applied, status, details, applied_by, created_at, updated_at)
        SELECT %s, %s, %s, 'pending', pg_catalog.jsonb_build_object(
            'runId', %s::pg_catalog.text, 'checksum', %s::pg_catalog.text%s),
          session_user, pg_catalog.clock_timestamp(), pg_catalog.clock_timestamp()
        FROM (SELECT %s, %s AS follows
          WHERE (pg_catalog.current_setting('lockstep.session', true) OPERATOR(pg_catalog.=) 'used') IS NOT TRUE
          OFFSET 0) session
        WHERE follows
        ON CONFLICT (migration_id) DO NOTHING"""
        .formatted(
            schema,
            Sql.literal(attempt.toString()),
            Sql.literal(script.fileName()),
            Sql.literal(version(script)),
            Sql.literal(runId),
            Sql.literal(script.checksum()),
            (script.isUndo() ? ", 'direction', 'rollback'" : "")
                + (retry == null ? "" : ", 'retry', " + Sql.inAnyEncoding(retry)),
            session,
            before == null ? "true" : "EXISTS (%s)".formatted(success(before)));
  }

  /// The fence: the script's history row, written before its body in the same transaction. It waits
  /// for any other session that is writing the row, and fails by the check on `status` if the
  /// script is already applied or the attempt is not open. A repeatable script counts as applied if
  /// its checksum is recorded.
  ///
  /// @param normalized the script's checksum without comments and white space
  public String claim(UUID attempt, Script script, String normalized) {
    if (script.isUndo()) {
      return new UndoSql(schema, runId).claim(attempt, script);
    }
    return """
        INSERT INTO %s.migration_history AS h
          (migration_name, applied_at, status, version, description, kind, checksum,
           normalized_checksum, applied_by, rollback_sql, run_id)
        SELECT %s, pg_catalog.clock_timestamp(),
          CASE WHEN EXISTS (SELECT 1 FROM %s.migration_attempts
              WHERE migration_id OPERATOR(pg_catalog.=) %s AND status OPERATOR(pg_catalog.=) 'pending')
            THEN 'success' ELSE 'no attempt' END,
          %s, %s, %s, %s, %s, session_user, %s, %s
        ON CONFLICT (migration_name) DO UPDATE SET
          status = CASE WHEN h.status OPERATOR(pg_catalog.=) 'success'%s THEN 'already applied' ELSE excluded.status END,
          applied_at = excluded.applied_at, error_message = NULL, version = excluded.version,
          description = excluded.description, kind = excluded.kind, checksum = excluded.checksum,
          normalized_checksum = excluded.normalized_checksum, execution_ms = NULL,
          applied_by = excluded.applied_by, rollback_sql = excluded.rollback_sql,
          run_id = excluded.run_id"""
        .formatted(
            schema,
            Sql.literal(script.fileName()),
            schema,
            Sql.literal(attempt.toString()),
            Sql.literal(version(script)),
            Sql.literal(script.name().description()),
            Sql.literal(script.kind().label()),
            Sql.literal(script.checksum()),
            Sql.literal(normalized),
            Sql.literal(script.undoText()),
            Sql.literal(runId),
            isSameText(script));
  }

  /// Closes the attempt and completes the history row, in the script's transaction. The server
  /// plans these two statements faster than one that does both. The second divides by the number of
  /// rows that it found, so a script that emptied the tables fails.
  public List<String> complete(UUID attempt, Script script, int statements) {
    String id = Sql.literal(attempt.toString());
    return List.of(
        """
        UPDATE %s.migration_attempts SET status = 'success', updated_at = pg_catalog.clock_timestamp(),
          details = details OPERATOR(pg_catalog.||) '{"statements": %d}'
        WHERE migration_id OPERATOR(pg_catalog.=) %s"""
            .formatted(schema, statements, id),
        """
        WITH done AS (
          UPDATE %1$s.migration_history h SET applied_at = a.updated_at,
            execution_ms = 1000 OPERATOR(pg_catalog.*)
              pg_catalog.date_part('epoch', a.updated_at OPERATOR(pg_catalog.-) a.created_at)
          FROM %1$s.migration_attempts a
          WHERE a.migration_id OPERATOR(pg_catalog.=) %2$s
            AND h.migration_name OPERATOR(pg_catalog.=) %3$s AND h.status OPERATOR(pg_catalog.=) %4$s
          RETURNING 1)
        SELECT 1 OPERATOR(pg_catalog./) pg_catalog.count(*) FROM done"""
            .formatted(
                schema,
                id,
                Sql.literal(script.fileName()),
                script.isUndo() ? "'rollback'" : "'success'"));
  }

  /// Closes an attempt as failed.
  String failAttempt(UUID attempt, Failure failure) {
    return """
        UPDATE %s.migration_attempts SET status = 'failed', updated_at = pg_catalog.clock_timestamp(),
          details = details OPERATOR(pg_catalog.||) pg_catalog.jsonb_strip_nulls(pg_catalog.jsonb_build_object(
            'class', %s::pg_catalog.text, 'kind', %s::pg_catalog.text, 'statement', %s::pg_catalog.int4,
            'line', %s::pg_catalog.int4, 'sqlState', %s::pg_catalog.text, 'message', %s::pg_catalog.text,
            'hint', %s::pg_catalog.text))
        WHERE migration_id OPERATOR(pg_catalog.=) %s"""
        .formatted(
            schema,
            Sql.literal(failure.failureClass().label()),
            Sql.literal(word(failure.kind())),
            failure.statement() == null ? "NULL" : failure.statement().toString(),
            failure.line() == null ? "NULL" : failure.line().toString(),
            Sql.literal(failure.sqlState()),
            Sql.literal(failure.whole()),
            Sql.literal(failure.hint()),
            Sql.literal(attempt.toString()));
  }

  private static @Nullable String version(Script script) {
    return script.version().map(SchemaVersion::text).orElse(null);
  }

  /// The additional condition on a row `h` under which the script is applied.
  private static String isSameText(Script script) {
    return switch (script.kind()) {
      case REPEATABLE ->
          " AND (h.checksum OPERATOR(pg_catalog.=) %s) IS TRUE"
              .formatted(Sql.literal(script.checksum()));
      case VERSIONED, BASELINE, CALLBACK -> "";
    };
  }

  /// The name of a kind in reports: `ScriptFailed` for `SCRIPT_FAILED`.
  private static String word(FailureKind kind) {
    return Stream.of(kind.name().split("_", -1))
        .map(part -> part.charAt(0) + part.substring(1).toLowerCase(Locale.ROOT))
        .collect(Collectors.joining());
  }

  /// Records a failure as the state of a script that is not applied.
  String failHistory(Script script, Failure failure) {
    return """
        INSERT INTO %s.migration_history AS h
          (migration_name, applied_at, status, error_message, version, description, kind, checksum,
           normalized_checksum, applied_by, run_id)
        VALUES (%s, pg_catalog.clock_timestamp(), 'failure', %s, %s, %s, %s, %s, %s, session_user, %s)
        ON CONFLICT (migration_name) DO UPDATE SET status = 'failure',
          applied_at = excluded.applied_at, error_message = excluded.error_message,
          version = excluded.version, description = excluded.description, kind = excluded.kind,
          checksum = excluded.checksum, normalized_checksum = excluded.normalized_checksum,
          execution_ms = NULL, applied_by = excluded.applied_by, run_id = excluded.run_id
        WHERE NOT (h.status OPERATOR(pg_catalog.=) 'success'%s)"""
        .formatted(
            schema,
            Sql.literal(script.fileName()),
            Sql.literal(failure.whole()),
            Sql.literal(version(script)),
            Sql.literal(script.name().description()),
            Sql.literal(script.kind().label()),
            Sql.literal(script.checksum()),
            Sql.literal(FINGERPRINT.of(script.source())),
            Sql.literal(runId),
            isSameText(script));
  }

  /// A query with a row if the script is recorded as applied, for a repeatable script with its
  /// current checksum.
  String appliedChecksum(Script script) {
    return """
        SELECT checksum FROM %s.migration_history h
        WHERE migration_name OPERATOR(pg_catalog.=) %s AND status OPERATOR(pg_catalog.=) 'success'%s"""
        .formatted(schema, Sql.literal(script.fileName()), isSameText(script));
  }

  /// A query with a row if an attempt has succeeded.
  String success(UUID attempt) {
    return """
        SELECT 1 FROM %s.migration_attempts
        WHERE migration_id OPERATOR(pg_catalog.=) %s AND status OPERATOR(pg_catalog.=) 'success'"""
        .formatted(schema, Sql.literal(attempt.toString()));
  }

  /// Writes an empty WAL record. Its synchronous commit flushes all earlier commits to disk.
  static String flush() {
    return "SELECT pg_catalog.pg_logical_emit_message(true, 'lockstep', 'flush')";
  }
}
