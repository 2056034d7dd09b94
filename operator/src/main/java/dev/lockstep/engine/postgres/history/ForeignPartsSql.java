package dev.lockstep.engine.postgres.history;

import dev.lockstep.engine.postgres.sql.Sql;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Searches for parts of the history's tables, and for objects in their place, that Lockstep did
/// not create: the server would run their code with the privileges of any user who reads or writes
/// the history. Only the catalog is queried. See [ForeignPart] and [HistoryGuard].
///
/// @param schemaName the schema's name
record ForeignPartsSql(String schemaName) {
  private static final String TEXT = "text|varchar";

  /// The columns of each table, each with its permitted types.
  private static final Map<String, Map<String, String>> COLUMNS =
      Map.of(
          "migration_history",
          Map.ofEntries(
              Map.entry("id", "int8|int4"),
              Map.entry("migration_name", TEXT),
              Map.entry("applied_at", "timestamptz|timestamp"),
              Map.entry("status", TEXT),
              Map.entry("error_message", TEXT),
              Map.entry("version", TEXT),
              Map.entry("description", TEXT),
              Map.entry("kind", TEXT),
              Map.entry("checksum", TEXT),
              Map.entry("normalized_checksum", TEXT),
              Map.entry("execution_ms", "int8|int4|numeric"),
              Map.entry("applied_by", TEXT),
              Map.entry("rollback_sql", TEXT),
              Map.entry("run_id", TEXT)),
          "migration_attempts",
          Map.of(
              "migration_id", "uuid",
              "migration_name", TEXT,
              "version_applied", TEXT,
              "tenant_id", TEXT,
              "status", TEXT,
              "details", "jsonb",
              "applied_by", TEXT,
              "created_at", "timestamptz",
              "updated_at", "timestamptz"),
          "migration_catalog",
          Map.of(
              "newest", "bool", "run_id", TEXT, "recorded_at", "timestamptz", "objects", "jsonb"));

  /// Columns to which Lockstep assigns a value in every row that it writes.
  private static final String ALWAYS_WRITTEN =
      """
      'migration_history.id', 'migration_history.migration_name', 'migration_history.applied_at',
      'migration_history.status', 'migration_attempts.migration_id', 'migration_attempts.migration_name',
      'migration_attempts.status', 'migration_attempts.details', 'migration_attempts.applied_by',
      'migration_attempts.created_at', 'migration_attempts.updated_at', 'migration_catalog.newest',
      'migration_catalog.recorded_at', 'migration_catalog.objects'""";

  /// Whether an expression contains more than constants, columns of the row, immutable functions of
  /// the server itself, the clock, a sequence or a random value. Only some of the server's own
  /// functions never run text or read tables of other users.
  private static final String CALLS_OTHERS =
      """
      (EXISTS (SELECT FROM pg_catalog.regexp_matches(x.tree, '[{]([A-Z]+)', 'g') n
          WHERE n[1] <> ALL (ARRAY['CONST', 'VAR', 'RELABELTYPE', 'FUNCEXPR', 'OPEXPR', 'SCALARARRAYOPEXPR',
            'BOOLEXPR', 'NULLTEST', 'BOOLEANTEST', 'ARRAY', 'ARRAYEXPR', 'DISTINCTEXPR', 'NULLIFEXPR',
            'COALESCE', 'COALESCEEXPR', 'COERCEVIAIO', 'ARRAYCOERCEEXPR', 'CASETESTEXPR', 'SQLVALUEFUNCTION']))
        OR EXISTS (SELECT FROM pg_catalog.regexp_matches(x.tree, ':(?:op)?funcid ([0-9]+)', 'g') f
          WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_proc p
            WHERE p.oid = f[1]::pg_catalog.oid AND p.oid < 10000 AND (p.provolatile = 'i'
              OR p.proname IN ('now', 'transaction_timestamp', 'statement_timestamp', 'clock_timestamp',
                'nextval', 'gen_random_uuid', 'timestamp', 'timestamptz', 'date', 'current_setting')))))""";

  /// Rows of [ForeignPart]: kind, name, table or owner, and more.
  String query() {
    return """
        WITH RECURSIVE me AS (
          SELECT r.oid, r.rolsuper FROM pg_catalog.pg_roles r WHERE r.rolname = current_user),
        groups (oid) AS (
          SELECT me.oid FROM me
          UNION SELECT m.roleid FROM pg_catalog.pg_auth_members m JOIN groups ON m.member = groups.oid),
        t AS MATERIALIZED (
          SELECT c.oid, c.relname::pg_catalog.text AS name, c.relkind, c.relowner, c.relpersistence,
            c.relispartition, pg_catalog.pg_get_userbyid(c.relowner)::pg_catalog.text AS owner
          FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
          WHERE n.nspname = %1$s AND c.relname IN ('migration_history', 'migration_attempts', 'migration_catalog')),
        columns (tbl, name, types) AS (VALUES %2$s),
        trees (kind, name, tbl, owner, tree) AS (%3$s)
        SELECT 'RELATION', t.name, t.name, t.owner, t.relkind::pg_catalog.text FROM t WHERE t.relkind <> 'r'
        UNION ALL
        SELECT 'OWNER', t.owner, t.name, t.owner, (SELECT pg_catalog.bool_or(r.rolsuper)::pg_catalog.text
            FROM pg_catalog.pg_roles r WHERE r.rolname IN (current_user, session_user))
        FROM t, me
        WHERE NOT (t.relowner = me.oid
          OR EXISTS (SELECT FROM pg_catalog.pg_roles r
            WHERE r.oid = t.relowner AND (r.rolsuper OR r.rolname = session_user))
          OR CASE WHEN me.rolsuper THEN t.relowner IN (SELECT groups.oid FROM groups)
            ELSE pg_catalog.pg_has_role(me.oid, t.relowner, 'MEMBER') END)
        UNION ALL
        SELECT x.kind, x.name, x.tbl, x.owner, NULL FROM trees x WHERE %4$s
        UNION ALL
        %5$s"""
        .formatted(Sql.literal(schemaName), columns(), TREES, CALLS_OTHERS, OTHERS);
  }

  private static String columns() {
    return new TreeMap<>(COLUMNS)
        .entrySet().stream()
            .flatMap(table -> columns(table.getKey(), new TreeMap<>(table.getValue())))
            .collect(Collectors.joining(", "));
  }

  private static Stream<String> columns(String table, Map<String, String> types) {
    return types.entrySet().stream()
        .map(column -> "('%s', '%s', '%s')".formatted(table, column.getKey(), column.getValue()));
  }

  /// The expressions that the server may evaluate when a row is written, and some of them when a
  /// query is planned.
  private static final String TREES =
      """
      SELECT CASE WHEN a.attgenerated <> '' THEN 'GENERATED' ELSE 'DEFAULT' END, a.attname::pg_catalog.text,
            t.name, t.owner, d.adbin::pg_catalog.text
          FROM t JOIN pg_catalog.pg_attrdef d ON d.adrelid = t.oid
          JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.adnum
          UNION ALL
          SELECT 'CHECK', c.conname, t.name, t.owner, c.conbin::pg_catalog.text
          FROM t JOIN pg_catalog.pg_constraint c ON c.conrelid = t.oid AND c.contype = 'c'
          UNION ALL
          SELECT 'INDEX', c.relname, t.name, t.owner,
            pg_catalog.concat(i.indexprs::pg_catalog.text, i.indpred::pg_catalog.text)
          FROM t JOIN pg_catalog.pg_index i ON i.indrelid = t.oid
          JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
          UNION ALL
          SELECT 'STATISTICS', s.stxname, t.name, t.owner, s.stxexprs::pg_catalog.text
          FROM t JOIN pg_catalog.pg_statistic_ext s ON s.stxrelid = t.oid
          UNION ALL
          SELECT 'POLICY', p.polname, t.name, t.owner,
            pg_catalog.concat(p.polqual::pg_catalog.text, p.polwithcheck::pg_catalog.text)
          FROM t JOIN pg_catalog.pg_policy p ON p.polrelid = t.oid""";

  private static final String OTHERS =
      """
      SELECT 'TRIGGER', g.tgname, t.name, t.owner, NULL
        FROM t JOIN pg_catalog.pg_trigger g ON g.tgrelid = t.oid
        WHERE NOT g.tgisinternal AND g.tgenabled <> 'D'
        UNION ALL
        SELECT 'RULE', r.rulename, t.name, t.owner, NULL
        FROM t JOIN pg_catalog.pg_rewrite r ON r.ev_class = t.oid
        WHERE t.relkind IN ('r', 'p') AND r.ev_enabled <> 'D'
        UNION ALL
        SELECT 'CONSTRAINT', c.conname, t.name, t.owner, NULL
        FROM t JOIN pg_catalog.pg_constraint c ON c.conrelid = t.oid AND c.contype IN ('f', 'x')
        UNION ALL
        SELECT 'CHILD', c.oid::pg_catalog.regclass::pg_catalog.text, t.name, t.owner, NULL
        FROM t JOIN pg_catalog.pg_inherits i ON i.inhparent = t.oid
        JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid
        UNION ALL
        SELECT 'PARENT', c.oid::pg_catalog.regclass::pg_catalog.text, t.name, t.owner,
          t.relispartition::pg_catalog.text
        FROM t JOIN pg_catalog.pg_inherits i ON i.inhrelid = t.oid
        JOIN pg_catalog.pg_class c ON c.oid = i.inhparent
        UNION ALL
        SELECT 'UNLOGGED', t.name, t.name, t.owner, NULL FROM t WHERE t.relkind = 'r' AND t.relpersistence <> 'p'
        UNION ALL
        SELECT 'TYPE', a.attname, t.name, t.owner, pg_catalog.format_type(a.atttypid, a.atttypmod)
        FROM t JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
        JOIN pg_catalog.pg_type y ON y.oid = a.atttypid
        LEFT JOIN columns ON columns.tbl = t.name AND columns.name = a.attname
        WHERE t.relkind IN ('r', 'p') AND (y.typtype = 'd' OR columns.types IS NOT NULL
          AND (y.oid >= 10000 OR y.typname <> ALL (pg_catalog.string_to_array(columns.types, '|'))))
        UNION ALL
        SELECT 'NOT_NULL', a.attname, t.name, t.owner, NULL
        FROM t JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
        WHERE t.relkind = 'r' AND a.attnotnull AND NOT a.atthasdef AND a.attidentity = ''
          AND t.name || '.' || a.attname NOT IN (%1$s)
        UNION ALL
        SELECT 'COLUMN', pg_catalog.string_agg(columns.name, ', '), t.name, t.owner, NULL
        FROM t JOIN columns ON columns.tbl = t.name
        WHERE t.relkind = 'r' AND NOT EXISTS (SELECT FROM pg_catalog.pg_attribute a
          WHERE a.attrelid = t.oid AND a.attname = columns.name AND NOT a.attisdropped)
        GROUP BY t.name, t.owner
        UNION ALL
        SELECT 'UNIQUE', u.name, t.name, t.owner, NULL
        FROM t JOIN (VALUES ('migration_history', 'migration_name'), ('migration_attempts', 'migration_id'),
          ('migration_catalog', 'newest')) AS u (tbl, name) ON u.tbl = t.name
        WHERE t.relkind = 'r' AND NOT EXISTS (SELECT FROM pg_catalog.pg_index i
          JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid AND a.attnum = i.indkey[0]
          WHERE i.indrelid = t.oid AND a.attname = u.name AND i.indisunique AND i.indimmediate AND i.indisvalid
            AND i.indnkeyatts = 1 AND i.indexprs IS NULL AND i.indpred IS NULL)
        UNION ALL
        SELECT 'STATUS', t.name, t.name, t.owner, NULL FROM t
        WHERE t.relkind = 'r' AND t.name = 'migration_history' AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint c
          JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid AND a.attname = 'status'
          WHERE c.conrelid = t.oid AND c.contype = 'c' AND c.conkey = ARRAY[a.attnum]
            AND pg_catalog.to_jsonb(c) ->> 'conenforced' IS DISTINCT FROM 'false')
        UNION ALL
        SELECT 'HIDDEN', t.name, t.name, t.owner, NULL FROM t, me
        WHERE t.relkind = 'r' AND pg_catalog.row_security_active(t.oid) AND NOT (
          EXISTS (SELECT FROM pg_catalog.pg_policy p WHERE p.polrelid = t.oid AND p.polpermissive
            AND p.polcmd IN ('r', '*') AND p.polqual::pg_catalog.text ~ '^[{]CONST .*:constisnull false .*[[] [0 ]*1 '
            AND EXISTS (SELECT FROM pg_catalog.unnest(p.polroles) r (oid)
              WHERE r.oid = 0 OR pg_catalog.pg_has_role(me.oid, r.oid, 'USAGE')))
          AND NOT EXISTS (SELECT FROM pg_catalog.pg_policy p
            WHERE p.polrelid = t.oid AND NOT p.polpermissive AND p.polcmd IN ('r', '*')))
        UNION ALL
        SELECT 'REVOKED', r.name, t.name, t.owner, current_user
        FROM t, (VALUES ('SELECT'), ('INSERT'), ('UPDATE')) AS r (name)
        WHERE t.name <> 'migration_catalog' AND NOT pg_catalog.has_table_privilege(t.oid, r.name)
        UNION ALL
        SELECT 'MISSING', o.name, t.name, t.owner, NULL
        FROM t JOIN pg_catalog.pg_class h ON h.oid = t.oid,
          (VALUES ('current_schema_version'), ('migration_already_applied'), ('record_migration')) AS o (name)
        WHERE t.name = 'migration_history'
          AND NOT EXISTS (SELECT FROM pg_catalog.pg_class c
            WHERE c.relnamespace = h.relnamespace AND c.relname = o.name)
          AND NOT EXISTS (SELECT FROM pg_catalog.pg_proc p
            WHERE p.pronamespace = h.relnamespace AND p.proname = o.name AND (p.proconfig IS NOT NULL
              OR pg_catalog.strpos(p.prosrc, 'migration_history') = 0 OR NOT pg_catalog.pg_has_role(p.proowner, 'USAGE')))"""
          .formatted(ALWAYS_WRITTEN);
}
