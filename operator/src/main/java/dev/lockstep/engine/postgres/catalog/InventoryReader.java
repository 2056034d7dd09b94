package dev.lockstep.engine.postgres.catalog;

import dev.lockstep.engine.history.SchemaInventory;
import dev.lockstep.engine.history.SchemaInventory.Count;
import dev.lockstep.engine.postgres.session.Pipeline;
import dev.lockstep.engine.postgres.session.Reply;
import dev.lockstep.engine.postgres.sql.Sql;
import java.sql.SQLException;
import java.util.List;
import org.postgresql.jdbc.PgConnection;

/// Counts the objects of a schema. Objects that belong to Lockstep, to an extension, to a column or
/// to a table are not counted.
public final class InventoryReader {
  private InventoryReader() {}

  public static SchemaInventory read(PgConnection connection, String schema) throws SQLException {
    Reply reply = Pipeline.query(connection, List.of(query(schema))).orThrow().at(0);
    return new SchemaInventory(
        reply.rows().stream()
            .map(
                row ->
                    new Count(
                        String.valueOf(row.get(0)), Integer.parseInt(String.valueOf(row.get(1)))))
            .toList());
  }

  private static String query(String schema) {
    return """
        SELECT kind, pg_catalog.count(*) FROM (
          SELECT CASE c.relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'table' WHEN 'v' THEN 'view'
              WHEN 'm' THEN 'materialized view' WHEN 'S' THEN 'sequence' WHEN 'f' THEN 'foreign table'
              ELSE 'composite type' END AS kind, c.oid AS id, 'pg_catalog.pg_class'::pg_catalog.regclass AS class
          FROM pg_catalog.pg_class c
          WHERE c.relnamespace = %1$s AND c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f', 'c')
            AND c.relname NOT IN ('migration_history', 'migration_attempts', 'migration_catalog', 'current_schema_version')
            AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
              AND d.objid = c.oid AND d.deptype IN ('a', 'i') AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
              AND c.relkind = 'S')
          UNION ALL
          SELECT CASE p.prokind WHEN 'p' THEN 'procedure' WHEN 'a' THEN 'aggregate' ELSE 'function' END,
            p.oid, 'pg_catalog.pg_proc'::pg_catalog.regclass
          FROM pg_catalog.pg_proc p
          WHERE p.pronamespace = %1$s
            AND p.proname NOT IN ('migration_already_applied', 'record_migration')
          UNION ALL
          SELECT CASE t.typtype WHEN 'd' THEN 'domain' WHEN 'e' THEN 'enum type' ELSE 'range type' END,
            t.oid, 'pg_catalog.pg_type'::pg_catalog.regclass
          FROM pg_catalog.pg_type t WHERE t.typnamespace = %1$s AND t.typtype IN ('d', 'e', 'r')) o
        WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
          WHERE d.classid = o.class AND d.objid = o.id AND d.deptype = 'e')
        GROUP BY kind ORDER BY pg_catalog.count(*) DESC, kind"""
        .formatted(
            "(SELECT n.oid FROM pg_catalog.pg_namespace n WHERE n.nspname = %s)"
                .formatted(Sql.literal(schema)));
  }
}
