package dev.lockstep.engine.postgres.catalog;

import dev.lockstep.engine.catalog.CatalogSnapshot;
import dev.lockstep.engine.catalog.CatalogSnapshot.Reach;
import dev.lockstep.engine.postgres.session.Pipeline;
import java.sql.SQLException;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgConnection;

/// Reads snapshots of the catalog.
///
/// @param schema the schema of the history; objects in other schemas are named with their schema
public record CatalogReader(String schema) {
  /// Reads a snapshot in one round trip, over a connection without an open transaction.
  public CatalogSnapshot read(PgConnection connection, Reach reach) throws SQLException {
    var statements =
        List.of(
            "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
            CatalogQuery.settings(),
            new CatalogQuery(schema, reach).sql(),
            "ROLLBACK");
    var objects = new TreeMap<String, String>();
    for (List<@Nullable String> row :
        Pipeline.query(connection, statements).orThrow().at(2).rows()) {
      String definition = row.get(1);
      objects.put(String.valueOf(row.getFirst()), definition == null ? "" : definition);
    }
    return new CatalogSnapshot(objects);
  }
}
