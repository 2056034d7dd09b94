package dev.lockstep.engine.postgres;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which database to connect to and as whom.
///
/// @param hosts one or more of `host:port`, separated by commas
/// @param session as whom and with which settings the sessions work
/// @param parameters further JDBC parameters, already checked against the allow-list
public record PostgresTarget(
    String hosts,
    String database,
    String user,
    @Nullable String password,
    SessionOptions session,
    Map<String, String> parameters) {

  public PostgresTarget {
    parameters = Map.copyOf(parameters);
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

  @Override
  public String toString() {
    return "database %s on %s as user %s".formatted(database, hosts, user);
  }
}
