package dev.lockstep.engine.postgres;

import dev.lockstep.engine.postgres.history.HistoryFailure;
import dev.lockstep.engine.postgres.history.HistoryStore;
import dev.lockstep.engine.postgres.session.Connector;
import java.sql.SQLException;
import org.postgresql.jdbc.PgConnection;

/// Runs read-only queries, each in a session of its own.
record Looks(Connector connector, HistoryStore access) {
  /// A query.
  interface Look<T> {
    T at(PgConnection connection) throws SQLException;
  }

  /// Runs a query in a read-only transaction, after checking that reading the history runs no
  /// foreign code.
  <T> T reading(Look<T> look) {
    return alone(
        connection -> {
          access.look(connection);
          return look.at(connection);
        });
  }

  /// Runs a query without preparation.
  <T> T alone(Look<T> look) {
    PgConnection connection = connector.connectToLook();
    try {
      return look.at(connection);
    } catch (SQLException e) {
      throw access.failures().of(connection, HistoryFailure.Purpose.READ, e);
    } finally {
      Connector.close(connection);
    }
  }
}
