package dev.lockstep.engine.postgres.recovery;

import dev.lockstep.engine.postgres.session.CatalogLookup;
import dev.lockstep.engine.postgres.sql.Sql;
import dev.lockstep.engine.postgres.sql.SqlName;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgConnection;

/// `DROP INDEX CONCURRENTLY`: if it fails, it leaves the index invalid and can be repeated.
///
/// @param name the index's name
record IndexDrop(SqlName name) implements StatementEffect {
  @Override
  public String snapshotQuery() {
    return "SELECT %s::pg_catalog.oid::pg_catalog.text".formatted(name.lookup());
  }

  /// Looks the index up by its OID: after the drop, the name can resolve to an index in another
  /// schema of the search path.
  @Override
  public Recovery judge(PgConnection connection, @Nullable String snapshot) throws SQLException {
    if (snapshot == null) {
      return new Recovery.NotDone(List.of());
    }
    String there =
        "SELECT 1 FROM pg_catalog.pg_class c WHERE c.oid OPERATOR(pg_catalog.=) %s::pg_catalog.oid"
            .formatted(Sql.literal(snapshot));
    return CatalogLookup.value(connection, there) == null
        ? new Recovery.Done()
        : new Recovery.NotDone(List.of());
  }
}
