package dev.lockstep.engine.postgres;

import dev.lockstep.engine.Fingerprint;
import dev.lockstep.engine.HistoryRecord;
import dev.lockstep.engine.HistoryRow;
import dev.lockstep.engine.Script;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.schema.SchemaVersion;
import dev.lockstep.schema.ScriptKind;
import dev.lockstep.schema.ScriptName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The statements that read and write the history. They qualify every name, because scripts change
/// the search path.
///
/// @param schema the schema as written in SQL
/// @param runId who runs
/// @param retry the request that the run answers, for the audit
record HistorySql(String schema, String runId, @Nullable String retry) {
  private static final Fingerprint FINGERPRINT = new SqlFingerprint();

  /// Milliseconds since 1970: neither side has to write or read a date. A person may have recorded
  /// an infinite one.
  private static final String TIME =
      "CASE WHEN isfinite(applied_at) THEN floor(1000 * date_part('epoch', applied_at))::bigint END";

  /// All rows, oldest first.
  String read() {
    return """
        SELECT migration_name, version, description, status, checksum, normalized_checksum,
          %s, execution_ms, error_message, applied_by, run_id, kind, rollback_sql IS NOT NULL
        FROM %s.migration_history ORDER BY applied_at, migration_name"""
        .formatted(TIME, schema);
  }

  /// All rows of a table that has only the columns that every such table has.
  String readBare() {
    return """
        SELECT migration_name, NULL, NULL, status, NULL, NULL, %s, NULL, error_message, NULL, NULL, NULL, 'f'
        FROM %s.migration_history ORDER BY applied_at, migration_name"""
        .formatted(TIME, schema);
  }

  static HistoryRecord record(List<@Nullable String> values) {
    String at = values.get(6);
    String milliseconds = values.get(7);
    String version = values.get(1);
    String kind = values.get(11);
    String name = String.valueOf(values.get(0));
    var row =
        new HistoryRow(
            name,
            kind == null ? kindOf(name) : ScriptKind.ofLabel(kind),
            version == null ? null : SchemaVersion.tryParse(version).orElse(null),
            HistoryRow.Status.ofLabel(String.valueOf(values.get(3))),
            values.get(4),
            values.get(5),
            at == null ? null : Instant.ofEpochMilli(Long.parseLong(at)),
            milliseconds == null ? null : Duration.ofMillis(Long.parseLong(milliseconds)),
            "t".equals(values.get(12)));
    return new HistoryRecord(row, values.get(2), values.get(8), values.get(9), values.get(10));
  }

  /// Rows that a person recorded have no kind.
  private static ScriptKind kindOf(String name) {
    return ScriptName.parse(name).map(ScriptName::kind).orElse(ScriptKind.VERSIONED);
  }

  /// Closes the attempts of runs that are dead. Only who holds both locks may.
  String closeDeadAttempts() {
    return """
        UPDATE %s.migration_attempts SET status = 'failed', updated_at = clock_timestamp(),
          details = details || '{"class": "interrupted", "kind": "Interrupted"}' || jsonb_build_object('message',
            'interrupted: the run ended without a word and was rolled back'
            || CASE WHEN details ? 'journal' THEN ' to what its journal has' ELSE '' END)
        WHERE status = 'pending'"""
        .formatted(schema);
  }

  /// The row of an attempt that begins, written together with the session's settings: without it
  /// the claim fails, so that nothing runs in a session that is not prepared. The server goes on
  /// after a failed statement outside of a transaction.
  ///
  /// @param session select list that prepares the session
  String openAttempt(UUID attempt, Script script, String session) {
    return """
        INSERT INTO %s.migration_attempts
          (migration_id, migration_name, version_applied, status, details, applied_by, created_at, updated_at)
        SELECT %s, %s, %s, 'pending', jsonb_build_object('runId', %s::text, 'checksum', %s::text%s),
          session_user, clock_timestamp(), clock_timestamp()
        FROM (SELECT %s WHERE current_setting('lockstep.session', true) IS DISTINCT FROM 'used') session
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
            session);
  }

  /// The fence: the script's history row, written before its body in the same transaction. It waits
  /// for whoever else is writing it, and fails by the check on `status` when the script is applied
  /// already or the attempt is not open. A repeatable script is applied when its text is.
  String claim(UUID attempt, Script script) {
    if (script.isUndo()) {
      return new UndoSql(schema, runId).claim(attempt, script);
    }
    return """
        INSERT INTO %s.migration_history AS h
          (migration_name, applied_at, status, version, description, kind, checksum,
           normalized_checksum, applied_by, rollback_sql, run_id)
        SELECT %s, clock_timestamp(),
          CASE WHEN EXISTS (SELECT 1 FROM %s.migration_attempts WHERE migration_id = %s AND status = 'pending')
            THEN 'success' ELSE 'no attempt' END,
          %s, %s, %s, %s, %s, session_user, %s, %s
        ON CONFLICT (migration_name) DO UPDATE SET
          status = CASE WHEN h.status = 'success'%s THEN 'already applied' ELSE excluded.status END,
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
            Sql.literal(FINGERPRINT.of(script.source())),
            Sql.literal(script.undoText()),
            Sql.literal(runId),
            isSameText(script));
  }

  /// Closes the attempt and completes the history row, in the script's transaction. Two statements
  /// that the server plans faster than one that does both. The second divides by the rows that it
  /// found, so that a script that emptied the tables fails.
  List<String> complete(UUID attempt, Script script, int statements) {
    String id = Sql.literal(attempt.toString());
    return List.of(
        """
        UPDATE %s.migration_attempts SET status = 'success', updated_at = pg_catalog.clock_timestamp(),
          details = details || '{"statements": %d}'
        WHERE migration_id = %s"""
            .formatted(schema, statements, id),
        """
        WITH done AS (
          UPDATE %1$s.migration_history h SET applied_at = a.updated_at,
            execution_ms = 1000 * pg_catalog.date_part('epoch', a.updated_at - a.created_at)
          FROM %1$s.migration_attempts a
          WHERE a.migration_id = %2$s AND h.migration_name = %3$s AND h.status = %4$s
          RETURNING 1)
        SELECT 1 / pg_catalog.count(*) FROM done"""
            .formatted(
                schema,
                id,
                Sql.literal(script.fileName()),
                script.isUndo() ? "'rollback'" : "'success'"));
  }

  /// Closes an attempt as failed.
  String failAttempt(UUID attempt, Failure failure) {
    return """
        UPDATE %s.migration_attempts SET status = 'failed', updated_at = clock_timestamp(),
          details = details || jsonb_strip_nulls(jsonb_build_object('class', %s::text, 'kind', %s::text,
            'statement', %s::int, 'line', %s::int, 'sqlState', %s::text, 'message', %s::text,
            'hint', %s::text))
        WHERE migration_id = %s"""
        .formatted(
            schema,
            Sql.literal(failure.failureClass().label()),
            Sql.literal(word(failure.kind())),
            failure.statement() == null ? "NULL" : failure.statement().toString(),
            failure.line() == null ? "NULL" : failure.line().toString(),
            Sql.literal(failure.sqlState()),
            Sql.literal(failure.message()),
            Sql.literal(failure.hint()),
            Sql.literal(attempt.toString()));
  }

  private static @Nullable String version(Script script) {
    return script.version().map(SchemaVersion::text).orElse(null);
  }

  /// What else must be true of a row `h` for the script to be applied.
  private static String isSameText(Script script) {
    return switch (script.kind()) {
      case REPEATABLE ->
          " AND h.checksum IS NOT DISTINCT FROM %s".formatted(Sql.literal(script.checksum()));
      case VERSIONED, BASELINE, CALLBACK -> "";
    };
  }

  /// `SCRIPT_FAILED` as reports have it: `ScriptFailed`.
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
        VALUES (%s, clock_timestamp(), 'failure', %s, %s, %s, %s, %s, %s, session_user, %s)
        ON CONFLICT (migration_name) DO UPDATE SET status = 'failure',
          applied_at = excluded.applied_at, error_message = excluded.error_message,
          version = excluded.version, description = excluded.description, kind = excluded.kind,
          checksum = excluded.checksum, normalized_checksum = excluded.normalized_checksum,
          execution_ms = NULL, applied_by = excluded.applied_by, run_id = excluded.run_id
        WHERE NOT (h.status = 'success'%s)"""
        .formatted(
            schema,
            Sql.literal(script.fileName()),
            Sql.literal(failure.message()),
            Sql.literal(version(script)),
            Sql.literal(script.name().description()),
            Sql.literal(script.kind().label()),
            Sql.literal(script.checksum()),
            Sql.literal(FINGERPRINT.of(script.source())),
            Sql.literal(runId),
            isSameText(script));
  }

  /// A row where a script is recorded as applied, by its text where it is repeatable.
  String appliedChecksum(Script script) {
    return "SELECT checksum FROM %s.migration_history h WHERE migration_name = %s AND status = 'success'%s"
        .formatted(schema, Sql.literal(script.fileName()), isSameText(script));
  }

  /// A write of nothing. Committed synchronously, it takes all earlier commits to the disk.
  static String flush() {
    return "SELECT pg_logical_emit_message(true, 'lockstep', 'flush')";
  }
}
