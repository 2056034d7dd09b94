package dev.lockstep.engine.postgres.recovery;

import dev.lockstep.engine.postgres.recovery.StatementEffect.Recovery;
import dev.lockstep.engine.postgres.session.CatalogLookup;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgConnection;

/// The state of an ordinary index in the catalog. Indexes of partitioned tables are not included:
/// they are invalid by design until each partition has one.
///
/// @param name the qualified name, quoted if necessary
/// @param valid whether queries can use the index
/// @param builder the process that is building or dropping it; null if there is none
record IndexState(String name, boolean valid, @Nullable String builder) {
  /// The process that works on the index `i`. A concurrent build locks only the table and reports
  /// its index in the progress view, but not from the start; REINDEX and DROP lock the index. A
  /// process of a role whose progress is not visible is identified by its lock on the table.
  private static final String BUILDER =
      """
      SELECT pg_catalog.min(b.pid) FROM (
        SELECT p.pid FROM pg_catalog.pg_stat_progress_create_index p
        WHERE p.datid OPERATOR(pg_catalog.=) d.oid AND (p.index_relid OPERATOR(pg_catalog.=) i.indexrelid
          OR p.relid OPERATOR(pg_catalog.=) i.indrelid AND p.index_relid OPERATOR(pg_catalog.=) '0'
            AND pg_catalog.right(p.command, 12) OPERATOR(pg_catalog.=) 'CONCURRENTLY'
          OR p.relid IS NULL AND EXISTS (SELECT FROM pg_catalog.pg_locks l
            WHERE l.pid OPERATOR(pg_catalog.=) p.pid AND l.locktype OPERATOR(pg_catalog.=) 'relation'
              AND l.database OPERATOR(pg_catalog.=) d.oid AND l.granted
              AND l.relation OPERATOR(pg_catalog.=) i.indrelid
              AND l.mode OPERATOR(pg_catalog.=) 'ShareUpdateExclusiveLock'))
        UNION ALL
        SELECT l.pid FROM pg_catalog.pg_locks l
        WHERE l.locktype OPERATOR(pg_catalog.=) 'relation' AND l.database OPERATOR(pg_catalog.=) d.oid
          AND l.relation OPERATOR(pg_catalog.=) i.indexrelid
          AND l.mode OPERATOR(pg_catalog.=) ANY ('{ShareUpdateExclusiveLock,AccessExclusiveLock}')
      ) b WHERE b.pid OPERATOR(pg_catalog.<>) pg_catalog.pg_backend_pid()""";

  /// The indexes that meet a condition on `i` (pg_index), `c` (pg_class) and `n` (pg_namespace).
  static List<IndexState> read(PgConnection connection, String condition) throws SQLException {
    String sql =
        """
        SELECT pg_catalog.format('%%I.%%I', n.nspname, c.relname),
          i.indisvalid AND i.indisready AND i.indislive, (%s)
        FROM pg_catalog.pg_index i
          JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) i.indexrelid
          JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
          JOIN pg_catalog.pg_database d ON d.datname OPERATOR(pg_catalog.=) pg_catalog.current_database()
        WHERE c.relkind OPERATOR(pg_catalog.=) 'i' AND (%s) ORDER BY c.oid"""
            .formatted(BUILDER, condition);
    var indexes = new ArrayList<IndexState>();
    for (List<@Nullable String> row : CatalogLookup.rows(connection, sql)) {
      indexes.add(
          new IndexState(Objects.requireNonNull(row.get(0)), "t".equals(row.get(1)), row.get(2)));
    }
    return indexes;
  }

  /// The statements that drop invalid indexes, or the finding that another session is building one.
  static Recovery without(List<IndexState> invalid) {
    for (IndexState index : invalid) {
      if (index.builder() != null) {
        return index.busy();
      }
    }
    return new Recovery.NotDone(invalid.stream().map(IndexState::drop).toList());
  }

  /// The statement that drops the index without blocking readers and writers.
  String drop() {
    return "DROP INDEX CONCURRENTLY " + name;
  }

  private Recovery.Busy busy() {
    return new Recovery.Busy(
        "index %s is being built by another session, process %s".formatted(name, builder),
        "Wait for it, or terminate it with pg_terminate_backend(%s)".formatted(builder));
  }
}
