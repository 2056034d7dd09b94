package dev.lockstep.testing;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives tests and their constructors a [PostgresServers], a [PostgresServer] (shared, of the
/// newest release) or a [TestDatabase] (fresh and empty). Use with
/// `@ExtendWith(PostgresExtension.class)`. The servers are those of this JVM and end with its test
/// run; Surefire gives each of its JVMs one class at a time, which JUnit takes for a whole run, so
/// that they are kept for the session and not for the run.
public final class PostgresExtension implements ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(PostgresExtension.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == PostgresServers.class
        || type == PostgresServer.class
        || type == TestDatabase.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    var servers = servers(context);
    if (type == PostgresServers.class) {
      return servers;
    }
    PostgresServer newest = servers.newest();
    return type == PostgresServer.class ? newest : newest.createDatabase();
  }

  private static PostgresServers servers(ExtensionContext context) {
    return context
        .getStore(StoreScope.LAUNCHER_SESSION, NAMESPACE)
        .computeIfAbsent(PostgresServers.class, _ -> new PostgresServers(), PostgresServers.class);
  }
}
