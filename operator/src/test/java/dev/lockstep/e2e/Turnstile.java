package dev.lockstep.e2e;

import dev.lockstep.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;

/// A place in a script at which every attempt waits until the test lets it pass. It writes nothing
/// to the database, and a server that ends opens it.
final class Turnstile implements AutoCloseable {
  /// What a statement that waits has in its text.
  static final String WAITING = "pg_try_advisory_xact_lock(4711)";

  /// The place.
  static final String SQL =
      """
      DO $$ BEGIN
        WHILE NOT %s LOOP PERFORM pg_sleep(0.05); END LOOP;
      END $$;
      """
          .formatted(WAITING);

  private final Connection connection;

  private Turnstile(Connection connection) {
    this.connection = connection;
  }

  static Turnstile closed(TestDatabase database) {
    try {
      Connection connection = database.connect();
      try (var statement = connection.createStatement()) {
        statement.execute("SELECT pg_advisory_lock(4711)");
      }
      return new Turnstile(connection);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Lets pass whoever waits, and all who come.
  void open() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    open();
  }
}
