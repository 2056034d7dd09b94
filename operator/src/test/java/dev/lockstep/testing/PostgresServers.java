package dev.lockstep.testing;

import java.util.EnumMap;
import java.util.Map;

/// One shared server per release for a whole test run, each started when it is first asked for.
/// Tests share it by taking a database of their own.
public final class PostgresServers implements AutoCloseable {
  private final Map<PostgresVersion, PostgresServer> servers = new EnumMap<>(PostgresVersion.class);

  /// The shared server of a release.
  public synchronized PostgresServer of(PostgresVersion version) {
    return servers.computeIfAbsent(version, PostgresServer::start);
  }

  /// The shared server of the newest release.
  public PostgresServer newest() {
    return of(PostgresVersion.newest());
  }

  @Override
  public synchronized void close() {
    servers.values().forEach(PostgresServer::close);
    servers.clear();
  }
}
