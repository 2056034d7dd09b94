package dev.lockstep.engine.postgres.session;

import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgConnection;

/// Queries the catalog in the session as a script has left it.
public final class CatalogLookup {
  private CatalogLookup() {}

  public static List<List<@Nullable String>> rows(PgConnection connection, String sql)
      throws SQLException {
    return Pipeline.query(connection, List.of(sql)).orThrow().at(0).rows();
  }

  /// The first value of the first row; null if there is no row.
  public static @Nullable String value(PgConnection connection, String sql) throws SQLException {
    List<List<@Nullable String>> rows = rows(connection, sql);
    return rows.isEmpty() ? null : rows.getFirst().getFirst();
  }
}
