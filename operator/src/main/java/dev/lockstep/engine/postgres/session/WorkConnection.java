package dev.lockstep.engine.postgres.session;

import java.sql.SQLException;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgConnection;

/// A session for scripts after its first statement, which has set our search path.
///
/// @param role the default role of the login; `none` if there is none
public record WorkConnection(PgConnection connection, @Nullable String role) {

  /// Sends the first statement to a session that keeps its server process.
  static WorkConnection of(PgConnection connection) throws SQLException {
    return of(connection, OptionalInt.empty());
  }

  /// Sends the first statement before it is known whether a pooler moves sessions: in another
  /// server process than the expected one, it sets nothing.
  static WorkConnection before(PgConnection connection) throws SQLException {
    return of(connection, OptionalInt.of(connection.getBackendPID()));
  }

  private static WorkConnection of(PgConnection connection, OptionalInt process)
      throws SQLException {
    try {
      Reply reply =
          Pipeline.query(connection, List.of(SessionDefaults.first(process))).orThrow().at(0);
      return new WorkConnection(connection, reply.value());
    } catch (SQLException e) {
      Connector.close(connection);
      throw e;
    }
  }

  public void close() {
    Connector.close(connection);
  }
}
