package dev.lockstep.engine.postgres.history;

import dev.lockstep.engine.postgres.session.Reply;
import dev.lockstep.engine.postgres.sql.Sql;
import dev.lockstep.schema.EngineException;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.schema.Setting;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An object with a name that Lockstep needs for an index, a view, a function or the type of a
/// table. [ForeignPartsSql] checks the tables themselves.
///
/// @param kind the kind of the object, in a word
/// @param whole whether the object is as Lockstep creates it, so that only its owner is an obstacle
record NameConflict(String kind, String name, String owner, boolean whole) {

  /// A query for these objects.
  static String query(String schemaName) {
    return """
        WITH n AS (SELECT n.oid FROM pg_catalog.pg_namespace n WHERE n.nspname = %s)
        SELECT c.relkind::pg_catalog.text, c.relname::pg_catalog.text, pg_catalog.pg_get_userbyid(c.relowner), false
        FROM n JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid
        JOIN (VALUES ('migration_history_migration_name_key', 'migration_history'),
          ('migration_history_applied_at_idx', 'migration_history'),
          ('migration_attempts_name_idx', 'migration_attempts'),
          ('migration_attempts_created_at_idx', 'migration_attempts'),
          ('migration_attempts_open_idx', 'migration_attempts')) AS w (name, tbl) ON w.name = c.relname
        LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = c.oid
        LEFT JOIN pg_catalog.pg_class t ON t.oid = i.indrelid AND t.relnamespace = n.oid
        WHERE t.relname IS DISTINCT FROM w.tbl
        UNION ALL
        SELECT v.kind, v.name, v.owner, v.whole FROM (
          SELECT c.relkind::pg_catalog.text AS kind, c.relname AS name, c.relowner AS role,
            pg_catalog.pg_get_userbyid(c.relowner) AS owner, c.relkind = 'v'
              AND (SELECT pg_catalog.string_agg(a.attname || ' ' || a.atttypid, ',' ORDER BY a.attnum)
                FROM pg_catalog.pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0)
              = 'version 25,description 25,migration_name 25,applied_at 1184' AS whole
          FROM n JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid
          WHERE c.relname = 'current_schema_version') v
        WHERE NOT (v.whole AND pg_catalog.pg_has_role(v.role, 'USAGE'))
        UNION ALL
        SELECT CASE y.typtype WHEN 'd' THEN 'domain' ELSE 'type' END, y.typname, pg_catalog.pg_get_userbyid(y.typowner), false
        FROM n JOIN pg_catalog.pg_type y ON y.typnamespace = n.oid
        WHERE y.typrelid = 0 AND y.typelem = 0
          AND y.typname IN ('migration_history', 'migration_attempts', 'migration_catalog', 'current_schema_version')
        UNION ALL
        SELECT f.kind, f.name, f.owner, f.whole FROM (
          SELECT CASE p.prokind WHEN 'p' THEN 'procedure' WHEN 'a' THEN 'aggregate' ELSE 'function' END AS kind,
            p.oid::pg_catalog.regprocedure::pg_catalog.text AS name, p.proowner AS role,
            pg_catalog.pg_get_userbyid(p.proowner) AS owner, p.prokind = 'f' AND NOT p.proretset
              AND p.prorettype = w.result AND p.proargnames = w.names AND p.pronargdefaults <= w.defaults AS whole
          FROM n JOIN pg_catalog.pg_proc p ON p.pronamespace = n.oid
          JOIN (VALUES ('migration_already_applied', '25', 16, ARRAY['name'], 0),
            ('record_migration', '25 25 25', 2278, ARRAY['name', 'status', 'error'], 2))
            AS w (name, arguments, result, names, defaults)
            ON w.name = p.proname AND w.arguments = p.proargtypes::pg_catalog.text) f
        WHERE NOT (f.whole AND pg_catalog.pg_has_role(f.role, 'USAGE'))"""
        .formatted(Sql.literal(schemaName));
  }

  static List<NameConflict> of(Reply reply) {
    return reply.rows().stream().map(NameConflict::of).toList();
  }

  private static NameConflict of(List<@Nullable String> row) {
    String kind = String.valueOf(row.get(0));
    return new NameConflict(
        kind.length() == 1 ? ForeignPart.relationKind(kind) : kind,
        String.valueOf(row.get(1)),
        String.valueOf(row.get(2)),
        "t".equals(row.get(3)));
  }

  /// Fails if a name is taken.
  static void check(List<NameConflict> taken, String schema, String user) {
    if (!taken.isEmpty()) {
      throw new EngineException(
          taken.getFirst().failure(schema, user),
          taken.stream().skip(1).map(each -> each.sentence(schema)).toList(),
          null,
          null);
    }
  }

  private Failure failure(String schema, String user) {
    return whole
        ? Failure.of(
            FailureKind.PRIVILEGE_MISSING,
            sentence(schema),
            "Run as its owner, role %s: %s, or make %s its owner"
                .formatted(owner, Setting.ROLE, Sql.identifier(user)))
        : Failure.of(
            FailureKind.HISTORY_UNUSABLE,
            sentence(schema),
            "Rename it, or keep the history in another schema: " + Setting.SCHEMA);
  }

  private String sentence(String schema) {
    String qualified = name.startsWith(schema + ".") ? name : schema + "." + name;
    return whole
        ? "%s %s belongs to %s and must be recreated, which only its owner can do"
            .formatted(kind, qualified, owner)
        : "%s %s (owner %s) does not belong to Lockstep, which needs that name"
            .formatted(kind, qualified, owner);
  }
}
