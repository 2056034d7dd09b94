package dev.lockstep.engine.postgres;

import java.util.ArrayList;
import java.util.List;

/// The history's tables, functions and view, and how they come to be. The layout has a number,
/// which the comment on `migration_history` carries. Every statement can be repeated, so a layout
/// that lost its number (a dump without comments) or a table of the same shape that was made by
/// hand is brought up in the same way.
///
/// @param schema the schema as written in SQL
record HistoryLayout(String schema) {
  /// The layout that this program makes and needs.
  static final int CURRENT = 2;

  static final String COMMENT_PREFIX = "Lockstep history, layout ";

  /// The table comes before its columns, and both before what is built on them.
  private static final List<String> DEFINITIONS =
      List.of(
          """
          CREATE TABLE IF NOT EXISTS %1$s.migration_history (
            id BIGSERIAL PRIMARY KEY,
            migration_name TEXT NOT NULL UNIQUE,
            applied_at TIMESTAMPTZ DEFAULT now(),
            status TEXT DEFAULT 'success',
            error_message TEXT)""",
          """
          ALTER TABLE %1$s.migration_history
            ADD COLUMN IF NOT EXISTS version TEXT,
            ADD COLUMN IF NOT EXISTS description TEXT,
            ADD COLUMN IF NOT EXISTS kind TEXT,
            ADD COLUMN IF NOT EXISTS checksum TEXT,
            ADD COLUMN IF NOT EXISTS normalized_checksum TEXT,
            ADD COLUMN IF NOT EXISTS execution_ms BIGINT,
            ADD COLUMN IF NOT EXISTS applied_by TEXT,
            ADD COLUMN IF NOT EXISTS rollback_sql TEXT,
            ADD COLUMN IF NOT EXISTS run_id TEXT,
            DROP CONSTRAINT IF EXISTS migration_history_status_check,
            ADD CONSTRAINT migration_history_status_check
              CHECK (status IN ('success', 'failure', 'rollback'))""",
          """
          CREATE UNIQUE INDEX IF NOT EXISTS migration_history_migration_name_key
            ON %1$s.migration_history (migration_name)""",
          """
          CREATE INDEX IF NOT EXISTS migration_history_applied_at_idx
            ON %1$s.migration_history (applied_at DESC)""",
          """
          CREATE TABLE IF NOT EXISTS %1$s.migration_attempts (
            migration_id UUID PRIMARY KEY,
            migration_name TEXT NOT NULL,
            version_applied TEXT,
            tenant_id TEXT,
            status TEXT NOT NULL CHECK (status IN ('pending', 'success', 'failed')),
            details JSONB NOT NULL DEFAULT '{}',
            applied_by TEXT,
            created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
            updated_at TIMESTAMPTZ NOT NULL DEFAULT now())""",
          """
          CREATE INDEX IF NOT EXISTS migration_attempts_name_idx
            ON %1$s.migration_attempts (migration_name, created_at DESC)""",
          """
          CREATE INDEX IF NOT EXISTS migration_attempts_created_at_idx
            ON %1$s.migration_attempts (created_at DESC)""",
          """
          CREATE INDEX IF NOT EXISTS migration_attempts_open_idx
            ON %1$s.migration_attempts (status) WHERE status <> 'success'""",
          """
          CREATE TABLE IF NOT EXISTS %1$s.migration_catalog (
            newest BOOLEAN PRIMARY KEY DEFAULT true CHECK (newest),
            run_id TEXT,
            recorded_at TIMESTAMPTZ NOT NULL,
            objects JSONB NOT NULL)""",
          """
          CREATE OR REPLACE FUNCTION %1$s.migration_already_applied(name TEXT) RETURNS boolean
          LANGUAGE sql STABLE AS $body$
            SELECT EXISTS (
              SELECT 1 FROM %1$s.migration_history h
              WHERE h.migration_name = $1 AND h.status = 'success')
          $body$""",
          """
          CREATE OR REPLACE FUNCTION %1$s.record_migration(
            name TEXT, status TEXT DEFAULT 'success', error TEXT DEFAULT NULL) RETURNS void
          LANGUAGE sql AS $body$
            INSERT INTO %1$s.migration_history AS h (migration_name, status, error_message, applied_by)
            VALUES ($1, $2, $3, session_user)
            ON CONFLICT (migration_name) DO UPDATE
            SET status = excluded.status, error_message = excluded.error_message, applied_at = now()
          $body$""",
          """
          CREATE OR REPLACE VIEW %1$s.current_schema_version AS
          SELECT version, description, migration_name, applied_at
          FROM %1$s.migration_history
          WHERE status = 'success' AND version ~ '^[0-9]+([._-][0-9]+)*$'
          ORDER BY string_to_array(translate(version, '_-', '..'), '.')::numeric[] DESC
          LIMIT 1""");

  /// What brings the schema to the current layout, one transaction.
  List<String> upgrade(HistoryState from) {
    var statements = new ArrayList<String>();
    statements.add("BEGIN");
    if (from == HistoryState.NO_SCHEMA) {
      statements.add("CREATE SCHEMA IF NOT EXISTS " + schema);
    }
    DEFINITIONS.forEach(definition -> statements.add(definition.formatted(schema)));
    statements.add(
        "COMMENT ON TABLE %s.migration_history IS %s"
            .formatted(schema, Sql.literal(COMMENT_PREFIX + CURRENT)));
    statements.add("COMMIT");
    return statements;
  }

  /// One row: whether the schema exists, the table's columns (NULL when there is no table), its
  /// comment, and whether the record of the catalog is beside it.
  static String stateQuery(String schemaName) {
    return """
        SELECT n.oid IS NOT NULL,
          (SELECT string_agg(a.attname, ',') FROM pg_catalog.pg_attribute a
           WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
          pg_catalog.obj_description(c.oid, 'pg_class'),
          EXISTS (SELECT FROM pg_catalog.pg_class r
            WHERE r.relnamespace = n.oid AND r.relname = 'migration_catalog')
        FROM (SELECT 1) one
        LEFT JOIN pg_catalog.pg_namespace n ON n.nspname = %s
        LEFT JOIN pg_catalog.pg_class c
          ON c.relnamespace = n.oid AND c.relname = 'migration_history'"""
        .formatted(Sql.literal(schemaName));
  }
}
