package dev.lockstep.engine.postgres.history;

import dev.lockstep.engine.postgres.sql.Sql;
import java.util.ArrayList;
import java.util.List;

/// Creates and upgrades the history's tables, functions and view. The layout has a number, which is
/// stored in the comment on `migration_history`. Every statement can be repeated, so a layout that
/// lost its number (a dump without comments) or a manually created table of the same shape is
/// upgraded in the same way.
///
/// Functions and view behave the same for every caller and search path.
///
/// @param schema the schema as written in SQL
record HistoryLayout(String schema) {
  /// The layout that this version creates and requires.
  static final int CURRENT = 2;

  static final String COMMENT_PREFIX = "Lockstep history, layout ";

  /// The number of definitions before those of functions and the view.
  private static final int TABLES_AND_INDEXES = 9;

  /// A table precedes its columns, and both precede objects that depend on them.
  private static final List<String> DEFINITIONS =
      List.of(
          """
          CREATE TABLE IF NOT EXISTS %1$s.migration_history (
            id BIGSERIAL PRIMARY KEY,
            migration_name pg_catalog.text NOT NULL UNIQUE,
            applied_at pg_catalog.timestamptz DEFAULT pg_catalog.now(),
            status pg_catalog.text DEFAULT 'success',
            error_message pg_catalog.text)""",
          """
          ALTER TABLE %1$s.migration_history
            ADD COLUMN IF NOT EXISTS version pg_catalog.text,
            ADD COLUMN IF NOT EXISTS description pg_catalog.text,
            ADD COLUMN IF NOT EXISTS kind pg_catalog.text,
            ADD COLUMN IF NOT EXISTS checksum pg_catalog.text,
            ADD COLUMN IF NOT EXISTS normalized_checksum pg_catalog.text,
            ADD COLUMN IF NOT EXISTS execution_ms BIGINT,
            ADD COLUMN IF NOT EXISTS applied_by pg_catalog.text,
            ADD COLUMN IF NOT EXISTS rollback_sql pg_catalog.text,
            ADD COLUMN IF NOT EXISTS run_id pg_catalog.text,
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
            migration_id pg_catalog.uuid PRIMARY KEY,
            migration_name pg_catalog.text NOT NULL,
            version_applied pg_catalog.text,
            tenant_id pg_catalog.text,
            status pg_catalog.text NOT NULL CHECK (status IN ('pending', 'success', 'failed')),
            details pg_catalog.jsonb NOT NULL DEFAULT '{}',
            applied_by pg_catalog.text,
            created_at pg_catalog.timestamptz NOT NULL DEFAULT pg_catalog.now(),
            updated_at pg_catalog.timestamptz NOT NULL DEFAULT pg_catalog.now())""",
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
            run_id pg_catalog.text,
            recorded_at pg_catalog.timestamptz NOT NULL,
            objects pg_catalog.jsonb NOT NULL)""",
          """
          CREATE OR REPLACE FUNCTION %1$s.migration_already_applied(name pg_catalog.text) RETURNS BOOLEAN
          LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $body$
            SELECT EXISTS (
              SELECT 1 FROM %1$s.migration_history h
              WHERE h.migration_name OPERATOR(pg_catalog.=) $1 AND h.status OPERATOR(pg_catalog.=) 'success')
          $body$""",
          """
          CREATE OR REPLACE FUNCTION %1$s.record_migration(
            name pg_catalog.text, status pg_catalog.text DEFAULT 'success', error pg_catalog.text DEFAULT NULL) RETURNS pg_catalog.void
          LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $body$
            INSERT INTO %1$s.migration_history AS h (migration_name, status, error_message, applied_by)
            VALUES ($1, $2, $3, session_user)
            ON CONFLICT (migration_name) DO UPDATE
            SET status = excluded.status, error_message = excluded.error_message, applied_at = pg_catalog.now()
          $body$""",
          """
          CREATE OR REPLACE VIEW %1$s.current_schema_version AS
          SELECT version, description, migration_name, applied_at
          FROM %1$s.migration_history
          WHERE status = 'success' AND version ~ '^[0-9]+([._-][0-9]+)*$'
          ORDER BY pg_catalog.string_to_array(pg_catalog.translate(version, '_-', '..'), '.')::numeric[] DESC
          LIMIT 1""");

  /// The statements that upgrade the schema to the current layout, as one transaction.
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

  /// The statements that recreate functions and view after they were dropped, as one transaction.
  List<String> parts() {
    var statements = new ArrayList<String>();
    statements.add("BEGIN");
    DEFINITIONS
        .subList(TABLES_AND_INDEXES, DEFINITIONS.size())
        .forEach(definition -> statements.add(definition.formatted(schema)));
    statements.add("COMMIT");
    return statements;
  }

  /// A query with one row: whether the schema exists, the table's columns (NULL if the table does
  /// not exist), its comment, whether `migration_catalog` exists, the current user, and the owner
  /// of the table.
  static String stateQuery(String schemaName) {
    return """
        SELECT n.oid IS NOT NULL,
          (SELECT pg_catalog.string_agg(a.attname, ',') FROM pg_catalog.pg_attribute a
           WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
          pg_catalog.obj_description(c.oid, 'pg_class'),
          EXISTS (SELECT FROM pg_catalog.pg_class r
            WHERE r.relnamespace = n.oid AND r.relname = 'migration_catalog'), current_user,
          pg_catalog.pg_get_userbyid(c.relowner)
        FROM (SELECT 1) one
        LEFT JOIN pg_catalog.pg_namespace n ON n.nspname = %s
        LEFT JOIN pg_catalog.pg_class c
          ON c.relnamespace = n.oid AND c.relname = 'migration_history'"""
        .formatted(Sql.literal(schemaName));
  }
}
