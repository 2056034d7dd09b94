package dev.lockstep.runner.connection;

import dev.lockstep.runner.options.Given;
import org.jspecify.annotations.Nullable;

/// What one source (an option, a Secret, the environment) says of a connection; absent is what it
/// does not say.
///
/// @param hosts the servers, separated by commas
/// @param ports one for all of them or one for each, separated by commas
/// @param parameters what else a URL says
record ConnectionParts(
    @Nullable Given hosts,
    @Nullable Given ports,
    @Nullable Given database,
    @Nullable Given user,
    @Nullable String password,
    UrlParameters parameters) {
  static final ConnectionParts NOTHING =
      new ConnectionParts(null, null, null, null, null, UrlParameters.NONE);

  /// What this source does not say is taken from another. A port belongs to the hosts beside it,
  /// and so is taken only where these are the same, or where the other source names none.
  ConnectionParts or(ConnectionParts other) {
    boolean sameHosts =
        hosts == null || other.hosts == null || hosts.text().equals(other.hosts.text());
    return new ConnectionParts(
        hosts == null ? other.hosts : hosts,
        ports == null && sameHosts ? other.ports : ports,
        database == null ? other.database : database,
        user == null ? other.user : user,
        password == null ? other.password : password,
        parameters.or(other.parameters));
  }

  /// What this source does not say is taken from the variables of psql, the port also for other
  /// hosts than theirs.
  ConnectionParts orVariables(ConnectionParts variables) {
    ConnectionParts all = or(variables);
    return all.ports == null && variables.ports != null ? all.withPorts(variables.ports) : all;
  }

  ConnectionParts withPorts(Given others) {
    return new ConnectionParts(hosts, others, database, user, password, parameters);
  }
}
