package dev.lockstep.runner.connection;

import dev.lockstep.runner.options.Given;
import org.jspecify.annotations.Nullable;

/// The parts of a connection from one source (options, a Secret, the environment); a part is null
/// if the source does not set it.
///
/// @param hosts the servers, separated by commas
/// @param ports one port for all servers or one for each, separated by commas
/// @param parameters the other parameters of a URL
record ConnectionParts(
    @Nullable Given hosts,
    @Nullable Given ports,
    @Nullable Given database,
    @Nullable Given user,
    @Nullable String password,
    UrlParameters parameters) {
  static final ConnectionParts NOTHING =
      new ConnectionParts(null, null, null, null, null, UrlParameters.NONE);

  /// These parts, completed by another source. Ports belong to the hosts of their own source, so
  /// they are used only if the hosts are the same, or if one of the sources names none.
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

  /// These parts, completed by the variables of psql. Unlike in [#or], their port is used for other
  /// hosts, too.
  ConnectionParts orVariables(ConnectionParts variables) {
    ConnectionParts all = or(variables);
    return all.ports == null && variables.ports != null ? all.withPorts(variables.ports) : all;
  }

  ConnectionParts withPorts(Given others) {
    return new ConnectionParts(hosts, others, database, user, password, parameters);
  }
}
