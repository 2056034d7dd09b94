package dev.lockstep.engine.postgres.run;

import dev.lockstep.engine.DryRunResult.HeldLock;
import dev.lockstep.engine.postgres.session.LockSession;
import dev.lockstep.engine.postgres.session.Pipeline;
import dev.lockstep.engine.postgres.session.Reply;
import dev.lockstep.engine.postgres.statement.TableLock;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgConnection;

/// Tracks the locks and rewrites of a transaction on tables and indexes that other sessions can
/// see. It is queried after each statement and reports the changes.
final class RelationLocks {
  private final LockSession outside;
  private final PgConnection inside;
  private @Nullable String query;
  private final Map<String, Set<TableLock>> held = new HashMap<>();
  private final Map<String, String> files = new HashMap<>();

  /// @param outside a session without an open transaction
  /// @param inside the session in the transaction
  RelationLocks(LockSession outside, PgConnection inside) {
    this.outside = outside;
    this.inside = inside;
  }

  /// The effects of one statement.
  record News(List<HeldLock> locks, List<String> rewritten) {}

  /// The effects since the last call.
  News news() throws SQLException {
    Map<String, TableLock> locks = new LinkedHashMap<>();
    var rewritten = new ArrayList<String>();
    Map<String, String> names = new HashMap<>();
    for (List<@Nullable String> row : outside.ask(query()).rows()) {
      String id = String.valueOf(row.get(0));
      String name = String.valueOf(row.get(2));
      names.put(id, name);
      files.putIfAbsent(id, String.valueOf(row.get(3)));
      TableLock mode = TableLock.ofCatalog(String.valueOf(row.get(1)));
      Set<TableLock> modes = held.computeIfAbsent(id, _ -> EnumSet.noneOf(TableLock.class));
      boolean isStronger = modes.stream().noneMatch(each -> each.compareTo(mode) >= 0);
      if (modes.add(mode) && isStronger) {
        locks.merge(name, mode, (a, b) -> a.compareTo(b) >= 0 ? a : b);
      }
    }
    for (List<@Nullable String> row : filesNow(names.keySet())) {
      String id = String.valueOf(row.get(0));
      String file = String.valueOf(row.get(1));
      if (!file.equals(files.put(id, file))) {
        rewritten.add(names.getOrDefault(id, id));
      }
    }
    rewritten.sort(null);
    return new News(heldLocks(locks), rewritten);
  }

  /// The query. It runs in the other session, where objects that the transaction itself has created
  /// are not visible.
  private String query() throws SQLException {
    String known = query;
    if (known == null) {
      Reply process =
          Pipeline.query(inside, List.of("SELECT pg_catalog.pg_backend_pid()")).orThrow().at(0);
      known =
          """
          SELECT l.relation, l.mode, pg_catalog.format('%%I.%%I', n.nspname, c.relname),
            pg_catalog.pg_relation_filenode(c.oid)
          FROM pg_catalog.pg_locks l
          JOIN pg_catalog.pg_class c ON c.oid = l.relation
          JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
          WHERE l.pid = %d AND l.locktype = 'relation' AND l.granted
            AND l.mode <> 'SIReadLock'
            AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_toast'
            AND l.database = (SELECT oid FROM pg_catalog.pg_database
                              WHERE datname = pg_catalog.current_database())
          ORDER BY 3"""
              .formatted(Integer.parseInt(String.valueOf(process.value())));
      query = known;
    }
    return known;
  }

  private List<List<@Nullable String>> filesNow(Set<String> ids) throws SQLException {
    if (ids.isEmpty()) {
      return List.of();
    }
    String query =
        """
        SELECT oid, pg_catalog.pg_relation_filenode(oid) FROM pg_catalog.pg_class
        WHERE oid OPERATOR(pg_catalog.=) ANY ('{%s}')"""
            .formatted(String.join(",", ids));
    return Pipeline.query(inside, List.of(query)).orThrow().at(0).rows();
  }

  private static List<HeldLock> heldLocks(Map<String, TableLock> locks) {
    return locks.entrySet().stream()
        .map(each -> new HeldLock(each.getKey(), each.getValue().title()))
        .toList();
  }
}
