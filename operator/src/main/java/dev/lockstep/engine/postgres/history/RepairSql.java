package dev.lockstep.engine.postgres.history;

import dev.lockstep.engine.postgres.sql.Sql;
import dev.lockstep.engine.postgres.statement.SqlFingerprint;
import dev.lockstep.engine.repair.HistoryChange;
import dev.lockstep.engine.repair.Repair;
import dev.lockstep.engine.script.Fingerprint;
import dev.lockstep.engine.script.Script;
import dev.lockstep.schema.SchemaVersion;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/// The statements that record a user's correction in the history and in the audit.
///
/// @param schema the schema as written in SQL
/// @param runId the id of the run
public record RepairSql(String schema, String runId) {
  private static final Fingerprint FINGERPRINT = new SqlFingerprint();

  /// The statement that changes the script's row.
  public String change(Repair repair) {
    return switch (repair) {
      case Repair.AcceptChecksum(Script script) -> accept(script);
      case Repair.MarkApplied mark -> mark(mark.script());
      case Repair.ForgetFailed forget ->
          "DELETE FROM %s.migration_history WHERE migration_name OPERATOR(pg_catalog.=) %s AND status OPERATOR(pg_catalog.=) 'failure'"
              .formatted(schema, Sql.literal(forget.name()));
    };
  }

  private String accept(Script script) {
    return """
        UPDATE %s.migration_history SET checksum = %s, normalized_checksum = %s
        WHERE migration_name OPERATOR(pg_catalog.=) %s AND status OPERATOR(pg_catalog.=) 'success'"""
        .formatted(
            schema,
            Sql.literal(script.checksum()),
            Sql.literal(FINGERPRINT.of(script.source())),
            Sql.literal(script.fileName()));
  }

  private String mark(Script script) {
    return """
        INSERT INTO %s.migration_history AS h
          (migration_name, applied_at, status, version, description, kind, checksum,
           normalized_checksum, applied_by, rollback_sql, run_id)
        VALUES (%s, pg_catalog.clock_timestamp(), 'success', %s, %s, %s, %s, %s, session_user, %s, %s)
        ON CONFLICT (migration_name) DO UPDATE SET status = 'success',
          applied_at = excluded.applied_at, error_message = NULL, version = excluded.version,
          description = excluded.description, kind = excluded.kind, checksum = excluded.checksum,
          normalized_checksum = excluded.normalized_checksum, execution_ms = NULL,
          applied_by = excluded.applied_by, rollback_sql = excluded.rollback_sql,
          run_id = excluded.run_id"""
        .formatted(
            schema,
            Sql.literal(script.fileName()),
            Sql.literal(script.version().map(SchemaVersion::text).orElse(null)),
            Sql.literal(script.name().description()),
            Sql.literal(script.kind().label()),
            Sql.literal(script.checksum()),
            Sql.literal(FINGERPRINT.of(script.source())),
            Sql.literal(script.undoText()),
            Sql.literal(runId));
  }

  /// The statement that inserts the audit row.
  public String audit(HistoryChange amendment, Repair.AuditNote word) {
    SchemaVersion version = amendment.version();
    return """
        INSERT INTO %s.migration_attempts
          (migration_id, migration_name, version_applied, status, details, applied_by, created_at, updated_at)
        VALUES (%s, %s, %s, 'success',
          pg_catalog.jsonb_build_object('runId', %s::pg_catalog.text) OPERATOR(pg_catalog.||) %s,
          session_user, pg_catalog.clock_timestamp(), pg_catalog.clock_timestamp())"""
        .formatted(
            schema,
            Sql.literal(UUID.randomUUID().toString()),
            Sql.literal(amendment.script()),
            Sql.literal(version == null ? null : version.text()),
            Sql.literal(runId),
            details(amendment.kind(), word, amendment.from(), amendment.to()));
  }

  /// The statement that adds the user and the reason to an existing audit row.
  public String explain(
      UUID attempt,
      String kind,
      Repair.AuditNote word,
      Map<String, String> from,
      Map<String, String> to) {
    return """
        UPDATE %s.migration_attempts SET details = details OPERATOR(pg_catalog.||) %s
        WHERE migration_id OPERATOR(pg_catalog.=) %s"""
        .formatted(schema, details(kind, word, from, to), Sql.literal(attempt.toString()));
  }

  private static String details(
      String kind, Repair.AuditNote word, Map<String, String> from, Map<String, String> to) {
    return """
        pg_catalog.jsonb_strip_nulls(pg_catalog.jsonb_build_object('repair', %s::pg_catalog.text,
            'by', %s::pg_catalog.text, 'reason', %s::pg_catalog.text, 'from', %s, 'to', %s))"""
        .formatted(
            Sql.literal(kind),
            Sql.literal(word.by()),
            Sql.literal(word.reason()),
            object(from),
            object(to));
  }

  private static String object(Map<String, String> values) {
    return values.entrySet().stream()
        .map(
            entry ->
                "%s, %s::pg_catalog.text"
                    .formatted(Sql.literal(entry.getKey()), Sql.literal(entry.getValue())))
        .collect(Collectors.joining(", ", "pg_catalog.jsonb_build_object(", ")"));
  }
}
