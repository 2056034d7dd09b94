package dev.lockstep.engine.postgres;

import dev.lockstep.engine.postgres.history.HistoryFailure;
import dev.lockstep.engine.postgres.history.HistoryStore;
import dev.lockstep.engine.postgres.session.Connector;
import java.sql.SQLException;
import org.postgresql.jdbc.PgConnection;

/// Looks at the database with a session for one look.
record Looks(Connector connector, HistoryStore access) {
  /// Something that is asked of the database.
  interface Look<T> {
    T at(PgConnection connection) throws SQLException;
  }

  /// Looks in one transaction that only reads.
  <T> T reading(Look<T> look) {
    return alone(
        connection -> {
          access.look(connection);
          return look.at(connection);
        });
  }

  /// Looks at the database as it is.
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
