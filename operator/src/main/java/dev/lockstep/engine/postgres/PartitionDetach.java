package dev.lockstep.engine.postgres;

import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgConnection;

/// `ALTER TABLE ... DETACH PARTITION ... CONCURRENTLY`: one that fails after its first half cannot
/// be repeated; FINALIZE does the other half.
///
/// @param parent the partitioned table
/// @param child the partition
record PartitionDetach(SqlName parent, SqlName child) implements StatementEffect {
  @Override
  public String snapshotQuery() {
    return """
    SELECT pg_catalog.json_build_object('parent', r.parent::pg_catalog.int8,
      'child', r.child::pg_catalog.int8, 'pending', h.inhdetachpending)::pg_catalog.text
    FROM (SELECT %s::pg_catalog.oid, %s::pg_catalog.oid) AS r(parent, child)
      LEFT JOIN pg_catalog.pg_inherits h ON h.inhparent = r.parent AND h.inhrelid = r.child"""
        .formatted(parent.lookup(), child.lookup());
  }

  @Override
  public Finding judge(PgConnection connection, @Nullable String snapshot) throws SQLException {
    List<@Nullable String> now = Catalog.rows(connection, now(snapshot)).getFirst();
    boolean wasAttached = "f".equals(now.get(0));
    String pending = now.get(1);
    if (wasAttached && pending == null) {
      return new Finding.Done();
    }
    return wasAttached && "t".equals(pending)
        ? new Finding.DoneAfter(List.of(Objects.requireNonNull(now.get(2))))
        : new Finding.NotDone(List.of());
  }

  private static String now(@Nullable String snapshot) {
    return """
    SELECT s.pending, h.inhdetachpending, CASE WHEN h.inhdetachpending THEN pg_catalog.format(
      'ALTER TABLE %%I.%%I DETACH PARTITION %%I.%%I FINALIZE',
      pn.nspname, p.relname, cn.nspname, c.relname) END
    FROM pg_catalog.json_to_record(%s::pg_catalog.json)
        AS s(parent pg_catalog.int8, child pg_catalog.int8, pending pg_catalog.bool)
      LEFT JOIN pg_catalog.pg_inherits h
        ON h.inhparent::pg_catalog.int8 = s.parent AND h.inhrelid::pg_catalog.int8 = s.child
      LEFT JOIN pg_catalog.pg_class p ON p.oid = h.inhparent
      LEFT JOIN pg_catalog.pg_namespace pn ON pn.oid = p.relnamespace
      LEFT JOIN pg_catalog.pg_class c ON c.oid = h.inhrelid
      LEFT JOIN pg_catalog.pg_namespace cn ON cn.oid = c.relnamespace"""
        .formatted(Sql.literal(snapshot));
  }

  /// A partitioned table has one half detached partition at most: it keeps others from being
  /// detached.
  @Override
  public @Nullable Remark obstacle(PgConnection connection, @Nullable String snapshot)
      throws SQLException {
    String other =
        """
        SELECT pg_catalog.format('%%I.%%I', n.nspname, c.relname),
          pg_catalog.format('%%I.%%I', pn.nspname, p.relname)
        FROM pg_catalog.pg_inherits h
          JOIN pg_catalog.pg_class p ON p.oid = h.inhparent
          JOIN pg_catalog.pg_namespace pn ON pn.oid = p.relnamespace
          JOIN pg_catalog.pg_class c ON c.oid = h.inhrelid
          JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
          JOIN pg_catalog.json_to_record(%s::pg_catalog.json)
            AS s(child pg_catalog.int8, pending pg_catalog.bool) ON true
        WHERE h.inhparent = %s AND h.inhdetachpending
          AND (h.inhrelid::pg_catalog.int8 <> s.child OR s.pending)"""
            .formatted(Sql.literal(snapshot), parent.lookup());
    List<List<@Nullable String>> rows = Catalog.rows(connection, other);
    if (rows.isEmpty()) {
      return null;
    }
    String partition = rows.getFirst().get(0);
    String table = rows.getFirst().get(1);
    return new Remark(
        "partition %s of table %s was half detached before".formatted(partition, table),
        "Bring it to its end with ALTER TABLE %s DETACH PARTITION %s FINALIZE, and run again"
            .formatted(table, partition));
  }
}
