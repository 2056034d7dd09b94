package dev.lockstep.engine.postgres;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which database to connect to and as whom.
///
/// @param hosts one or more of `host:port`, separated by commas
/// @param parameters further JDBC parameters, already checked against the allow-list
public record PostgresTarget(
    String hosts,
    String database,
    String user,
    @Nullable String password,
    Map<String, String> parameters) {

  public PostgresTarget {
    parameters = Map.copyOf(parameters);
  }

  @Override
  public String toString() {
    return "database %s on %s as user %s".formatted(database, hosts, user);
  }
}
