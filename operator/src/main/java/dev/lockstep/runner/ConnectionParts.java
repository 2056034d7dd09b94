package dev.lockstep.runner;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What one source (an option, a Secret, the environment) says of a connection; absent is what it
/// does not say.
///
/// @param hosts `host:port`, several separated by commas; a host without a port has the default one
record ConnectionParts(
    @Nullable String hosts,
    @Nullable String database,
    @Nullable String user,
    @Nullable String password,
    Map<String, String> parameters) {
  static final ConnectionParts NOTHING = new ConnectionParts(null, null, null, null, Map.of());

  ConnectionParts {
    parameters = Map.copyOf(parameters);
  }

  /// What this source does not say is taken from another.
  ConnectionParts or(ConnectionParts other) {
    var all = new HashMap<>(other.parameters());
    all.putAll(parameters);
    return new ConnectionParts(
        hosts == null ? other.hosts : hosts,
        database == null ? other.database : database,
        user == null ? other.user : user,
        password == null ? other.password : password,
        all);
  }
}
