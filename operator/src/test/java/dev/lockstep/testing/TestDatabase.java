package dev.lockstep.testing;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A database on a test server and how to reach it.
public record TestDatabase(String host, int port, String name, String user, String password) {

  /// For JDBC, without user and password.
  public String jdbcUrl() {
    return "jdbc:postgresql://%s:%d/%s".formatted(host, port, name);
  }

  /// For libpq and everything that takes its URIs, with the user and without the password.
  public String uri() {
    return "postgresql://%s@%s:%d/%s".formatted(user, host, port, name);
  }

  /// The same database reached by another port, that of a proxy.
  public TestDatabase through(int otherPort) {
    return new TestDatabase(host, otherPort, name, user, password);
  }

  /// The same database for another user.
  public TestDatabase as(String otherUser, String otherPassword) {
    return new TestDatabase(host, port, name, otherUser, otherPassword);
  }

  public Connection connect() throws SQLException {
    return PostgresServer.connect(jdbcUrl(), user, password);
  }

  /// Runs statements that give no result.
  public void execute(String sql) {
    try (var connection = connect();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The first column of all rows, as text.
  public List<@Nullable String> column(String sql) {
    try (var connection = connect();
        var statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      var values = new ArrayList<@Nullable String>();
      while (rows.next()) {
        values.add(rows.getString(1));
      }
      return values;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The first column of the only row, as text.
  public @Nullable String value(String sql) {
    var values = column(sql);
    if (values.size() != 1) {
      throw new IllegalStateException("one row expected, got " + values);
    }
    return values.getFirst();
  }
}
