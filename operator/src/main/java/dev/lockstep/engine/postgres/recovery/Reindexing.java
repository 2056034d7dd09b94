package dev.lockstep.engine.postgres.recovery;

import dev.lockstep.engine.postgres.sql.Sql;
import dev.lockstep.engine.postgres.sql.SqlName;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgConnection;

/// `REINDEX`: repeating it is harmless, but a concurrent one that fails leaves invalid indexes
/// whose names end in `_ccnew` (not finished) or `_ccold` (replaced and not yet dropped).
///
/// @param scope the condition on `i` that selects the indexes of the named object
record Reindexing(String scope) implements StatementEffect {
  private static final String LEFTOVER =
      "c.relkind OPERATOR(pg_catalog.=) 'i' AND NOT i.indisvalid"
          + " AND c.relname OPERATOR(pg_catalog.~) '_cc(new|old)[0-9]*$'";

  /// `REINDEX INDEX`.
  static Reindexing index(SqlName index) {
    return new Reindexing(
        """
        i.indrelid OPERATOR(pg_catalog.=) ANY (SELECT x.indrelid FROM pg_catalog.pg_index x
          WHERE x.indexrelid OPERATOR(pg_catalog.=) ANY (%s))"""
            .formatted(tree(index)));
  }

  /// `REINDEX TABLE`, including partitions and TOAST tables.
  static Reindexing table(SqlName table) {
    String tables = tree(table);
    return new Reindexing(
        """
        i.indrelid OPERATOR(pg_catalog.=) ANY (%1$s) OR i.indrelid OPERATOR(pg_catalog.=) ANY (
          SELECT t.reltoastrelid FROM pg_catalog.pg_class t WHERE t.oid OPERATOR(pg_catalog.=) ANY (%1$s))"""
            .formatted(tables));
  }

  /// `REINDEX SCHEMA`.
  static Reindexing schema(SqlName schema) {
    return new Reindexing(
        """
        EXISTS (SELECT FROM pg_catalog.pg_class t
            JOIN pg_catalog.pg_namespace s ON s.oid OPERATOR(pg_catalog.=) t.relnamespace
          WHERE s.nspname OPERATOR(pg_catalog.=) %s
            AND i.indrelid OPERATOR(pg_catalog.=) ANY (ARRAY[t.oid, t.reltoastrelid]))"""
            .formatted(schema.literal()));
  }

  /// `REINDEX DATABASE`.
  static Reindexing database() {
    return new Reindexing("true");
  }

  private static String tree(SqlName name) {
    return """
    SELECT p.relid FROM pg_catalog.pg_partition_tree(%1$s) AS p
    UNION ALL SELECT %1$s"""
        .formatted(name.lookup());
  }

  @Override
  public String snapshotQuery() {
    return """
    SELECT coalesce(pg_catalog.json_agg(i.indexrelid::pg_catalog.int8), '[]')::pg_catalog.text
    FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) i.indexrelid
    WHERE %s"""
        .formatted(LEFTOVER);
  }

  @Override
  public Recovery judge(PgConnection connection, @Nullable String snapshot) throws SQLException {
    String left =
        """
        %1$s AND (%2$s) AND %3$s IS NOT NULL
        AND i.indexrelid::pg_catalog.int8 OPERATOR(pg_catalog.<>) ALL (SELECT o::pg_catalog.int8
          FROM pg_catalog.json_array_elements_text(%3$s::pg_catalog.json) AS o)"""
            .formatted(LEFTOVER, scope, Sql.literal(snapshot));
    return IndexState.without(IndexState.read(connection, left));
  }
}
