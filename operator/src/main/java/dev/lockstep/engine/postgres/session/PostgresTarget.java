package dev.lockstep.engine.postgres.session;

import dev.lockstep.engine.postgres.sql.Sql;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A database to connect to, and the credentials and options of the connection.
///
/// @param hosts one or more of `host:port`, separated by commas
/// @param session the role and the settings of the sessions
/// @param parameters further JDBC parameters, already checked against the allow-list
/// @param secrets the parts that messages must not contain
public record PostgresTarget(
    String hosts,
    String database,
    String user,
    @Nullable String password,
    SessionOptions session,
    Map<String, String> parameters,
    SecretMask secrets) {

  public PostgresTarget {
    parameters = Map.copyOf(parameters);
  }

  /// A target without secret parts.
  public PostgresTarget(
      String hosts,
      String database,
      String user,
      @Nullable String password,
      SessionOptions session,
      Map<String, String> parameters) {
    this(hosts, database, user, password, session, parameters, SecretMask.NONE);
  }

  /// A target whose sessions run as the user who connects, with the server's settings.
  public PostgresTarget(
      String hosts,
      String database,
      String user,
      @Nullable String password,
      Map<String, String> parameters) {
    this(hosts, database, user, password, SessionOptions.NONE, parameters);
  }

  /// A message of the server, the driver or the network, without values from a Secret.
  String masked(String message) {
    return secrets.masked(message, this);
  }

  /// The user for `GRANT ... TO`, or a description if the name was read from a Secret.
  String grantee() {
    return secrets.user() == null
        ? Sql.identifier(user)
        : "the user that %s names".formatted(secrets.user());
  }

  /// The database for a statement, or a description if the name was read from a Secret.
  String named() {
    return secrets.database() == null
        ? Sql.identifier(database)
        : "that %s names".formatted(secrets.database());
  }

  @Override
  public String toString() {
    return secrets.of(this);
  }
}
