package dev.lockstep.engine.postgres.recovery;

import dev.lockstep.engine.postgres.session.CatalogLookup;
import dev.lockstep.engine.postgres.sql.Sql;
import dev.lockstep.engine.postgres.sql.SqlName;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgConnection;

/// `ALTER TABLE ... DETACH PARTITION ... CONCURRENTLY`: if it fails after its first transaction, it
/// cannot be repeated; FINALIZE completes it.
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
      LEFT JOIN pg_catalog.pg_inherits h ON h.inhparent OPERATOR(pg_catalog.=) r.parent AND h.inhrelid OPERATOR(pg_catalog.=) r.child"""
        .formatted(parent.lookup(), child.lookup());
  }

  @Override
  public Recovery judge(PgConnection connection, @Nullable String snapshot) throws SQLException {
    List<@Nullable String> now = CatalogLookup.rows(connection, now(snapshot)).getFirst();
    boolean wasAttached = "f".equals(now.get(0));
    String pending = now.get(1);
    if (wasAttached && pending == null) {
      return new Recovery.Done();
    }
    return wasAttached && "t".equals(pending)
        ? new Recovery.DoneAfter(List.of(Objects.requireNonNull(now.get(2))))
        : new Recovery.NotDone(List.of());
  }

  private static String now(@Nullable String snapshot) {
    return """
    SELECT s.pending, h.inhdetachpending, CASE WHEN h.inhdetachpending THEN pg_catalog.format(
      'ALTER TABLE %%I.%%I DETACH PARTITION %%I.%%I FINALIZE',
      pn.nspname, p.relname, cn.nspname, c.relname) END
    FROM pg_catalog.json_to_record(%s::pg_catalog.json)
        AS s(parent pg_catalog.int8, child pg_catalog.int8, pending pg_catalog.bool)
      LEFT JOIN pg_catalog.pg_inherits h
        ON h.inhparent::pg_catalog.int8 OPERATOR(pg_catalog.=) s.parent
          AND h.inhrelid::pg_catalog.int8 OPERATOR(pg_catalog.=) s.child
      LEFT JOIN pg_catalog.pg_class p ON p.oid OPERATOR(pg_catalog.=) h.inhparent
      LEFT JOIN pg_catalog.pg_namespace pn ON pn.oid OPERATOR(pg_catalog.=) p.relnamespace
      LEFT JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) h.inhrelid
      LEFT JOIN pg_catalog.pg_namespace cn ON cn.oid OPERATOR(pg_catalog.=) c.relnamespace"""
        .formatted(Sql.literal(snapshot));
  }

  /// A partitioned table has at most one partition that is pending detach: it prevents others from
  /// being detached.
  @Override
  public @Nullable Remark obstacle(PgConnection connection, @Nullable String snapshot)
      throws SQLException {
    String other =
        """
        SELECT pg_catalog.format('%%I.%%I', n.nspname, c.relname),
          pg_catalog.format('%%I.%%I', pn.nspname, p.relname)
        FROM pg_catalog.pg_inherits h
          JOIN pg_catalog.pg_class p ON p.oid OPERATOR(pg_catalog.=) h.inhparent
          JOIN pg_catalog.pg_namespace pn ON pn.oid OPERATOR(pg_catalog.=) p.relnamespace
          JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) h.inhrelid
          JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
          JOIN pg_catalog.json_to_record(%s::pg_catalog.json)
            AS s(child pg_catalog.int8, pending pg_catalog.bool) ON true
        WHERE h.inhparent OPERATOR(pg_catalog.=) %s AND h.inhdetachpending
          AND (h.inhrelid::pg_catalog.int8 OPERATOR(pg_catalog.<>) s.child OR s.pending)"""
            .formatted(Sql.literal(snapshot), parent.lookup());
    List<List<@Nullable String>> rows = CatalogLookup.rows(connection, other);
    if (rows.isEmpty()) {
      return null;
    }
    String partition = rows.getFirst().get(0);
    String table = rows.getFirst().get(1);
    return new Remark(
        "the detachment of partition %s from table %s was left incomplete earlier"
            .formatted(partition, table),
        "Finish it with ALTER TABLE %s DETACH PARTITION %s FINALIZE, then run again"
            .formatted(table, partition));
  }
}
