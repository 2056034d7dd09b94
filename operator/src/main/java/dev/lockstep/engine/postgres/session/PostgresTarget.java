package dev.lockstep.engine.postgres.session;

import dev.lockstep.engine.postgres.sql.Sql;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which database to connect to and as whom.
///
/// @param hosts one or more of `host:port`, separated by commas
/// @param session as whom and with which settings the sessions work
/// @param parameters further JDBC parameters, already checked against the allow-list
/// @param secrets which of it messages may not hold
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

  /// A target that messages may hold.
  public PostgresTarget(
      String hosts,
      String database,
      String user,
      @Nullable String password,
      SessionOptions session,
      Map<String, String> parameters) {
    this(hosts, database, user, password, session, parameters, SecretMask.NONE);
  }

  /// A target whose sessions work as the user who connects, with the settings that they find.
  public PostgresTarget(
      String hosts,
      String database,
      String user,
      @Nullable String password,
      Map<String, String> parameters) {
    this(hosts, database, user, password, SessionOptions.NONE, parameters);
  }

  /// A message of the server, the driver or the network, without what was read in a Secret.
  String masked(String message) {
    return secrets.masked(message, this);
  }

  /// The user behind `GRANT ... TO`, in words where the name was read in a Secret.
  String grantee() {
    return secrets.user() == null
        ? Sql.identifier(user)
        : "the user that %s names".formatted(secrets.user());
  }

  /// The database in a statement, in words where the name was read in a Secret.
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
