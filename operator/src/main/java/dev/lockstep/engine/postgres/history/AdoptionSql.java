package dev.lockstep.engine.postgres.history;

import dev.lockstep.engine.adoption.AdoptedHistory;
import dev.lockstep.engine.adoption.AdoptedRow;
import dev.lockstep.engine.history.HistoryRow;
import dev.lockstep.engine.postgres.sql.Sql;
import dev.lockstep.engine.postgres.statement.SqlFingerprint;
import dev.lockstep.engine.script.Fingerprint;
import dev.lockstep.engine.script.Script;
import dev.lockstep.schema.SchemaVersion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The statements that record scripts which another tool has applied.
///
/// @param schema the schema as written in SQL
/// @param runId the id of the run
record AdoptionSql(String schema, String runId) {
  private static final Fingerprint FINGERPRINT = new SqlFingerprint();

  /// The number of rows in one statement, which limits its length even with long undo texts.
  private static final int AT_ONCE = 100;

  /// The statements of one transaction.
  List<String> record(AdoptedHistory adopted) {
    var statements = new ArrayList<String>();
    statements.add("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE");
    List<AdoptedRow> rows = adopted.rows();
    for (int i = 0; i < rows.size(); i += AT_ONCE) {
      List<AdoptedRow> some = rows.subList(i, Math.min(rows.size(), i + AT_ONCE));
      statements.add(history(some));
      statements.add(attempts(some, adopted.details()));
    }
    statements.add("COMMIT");
    return statements;
  }

  /// Replaces only rows of scripts that are not applied: while the locks are held, no other session
  /// writes the history.
  private String history(List<AdoptedRow> rows) {
    return """
        INSERT INTO %s.migration_history AS h
          (migration_name, applied_at, status, version, description, kind, checksum,
           normalized_checksum, execution_ms, applied_by, rollback_sql, run_id)
        VALUES %s
        ON CONFLICT (migration_name) DO UPDATE SET
          status = CASE WHEN h.status OPERATOR(pg_catalog.=) 'success' THEN 'already applied' ELSE excluded.status END,
          applied_at = excluded.applied_at, error_message = NULL, version = excluded.version,
          description = excluded.description, kind = excluded.kind, checksum = excluded.checksum,
          normalized_checksum = excluded.normalized_checksum, execution_ms = excluded.execution_ms,
          applied_by = excluded.applied_by, rollback_sql = excluded.rollback_sql,
          run_id = excluded.run_id"""
        .formatted(schema, rows.stream().map(this::values).collect(Collectors.joining(",\n")));
  }

  private String values(AdoptedRow each) {
    HistoryRow row = each.row();
    Script script = each.script();
    String fingerprint =
        script == null || row.checksum() == null ? null : FINGERPRINT.of(script.source());
    return "(%s, %s, 'success', %s, %s, %s, %s, %s, %s, %s, %s, %s)"
        .formatted(
            Sql.literal(row.name()),
            time(row.appliedAt()),
            Sql.literal(version(row)),
            Sql.literal(each.description()),
            Sql.literal(row.kind().label()),
            Sql.literal(row.checksum()),
            Sql.literal(fingerprint),
            row.duration() == null
                ? "NULL::pg_catalog.int8"
                : row.duration().toMillis() + "::pg_catalog.int8",
            each.appliedBy() == null ? "session_user" : Sql.literal(each.appliedBy()),
            Sql.literal(script == null ? null : script.undoText()),
            Sql.literal(runId));
  }

  private String attempts(List<AdoptedRow> rows, Map<String, String> details) {
    String more =
        details.entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(
                each ->
                    ", %s, %s::pg_catalog.text"
                        .formatted(Sql.literal(each.getKey()), Sql.literal(each.getValue())))
            .collect(Collectors.joining());
    return """
        INSERT INTO %s.migration_attempts
          (migration_id, migration_name, version_applied, status, details, applied_by, created_at, updated_at)
        SELECT pg_catalog.gen_random_uuid(), name, version, 'success',
          pg_catalog.jsonb_strip_nulls(pg_catalog.jsonb_build_object(
            'runId', %s::pg_catalog.text, 'checksum', checksum%s)),
          session_user, pg_catalog.clock_timestamp(), pg_catalog.clock_timestamp()
        FROM (VALUES %s) AS rows (name, version, checksum)"""
        .formatted(
            schema,
            Sql.literal(runId),
            more,
            rows.stream()
                .map(
                    each ->
                        "(%s, %s::pg_catalog.text, %s::pg_catalog.text)"
                            .formatted(
                                Sql.literal(each.row().name()),
                                Sql.literal(version(each.row())),
                                Sql.literal(each.row().checksum())))
                .collect(Collectors.joining(", ")));
  }

  private static @Nullable String version(HistoryRow row) {
    SchemaVersion version = row.version();
    return version == null ? null : version.text();
  }

  private static String time(@Nullable Instant at) {
    return at == null
        ? "pg_catalog.clock_timestamp()"
        : "pg_catalog.to_timestamp(%d OPERATOR(pg_catalog./) 1000.0)".formatted(at.toEpochMilli());
  }
}
