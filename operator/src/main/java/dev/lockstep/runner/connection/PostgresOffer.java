package dev.lockstep.runner.connection;

import dev.lockstep.engine.Database;
import dev.lockstep.engine.Dialect;
import dev.lockstep.engine.postgres.PostgresDatabase;
import dev.lockstep.engine.postgres.PostgresDialect;
import java.util.Map;

/// PostgreSQL on the command line, with the parameters of psql and libpq.
final class PostgresOffer implements OfferedDialect {
  @Override
  public Dialect dialect() {
    return new PostgresDialect();
  }

  @Override
  public boolean takes(String url) {
    return url.startsWith("postgres://")
        || url.startsWith("postgresql://")
        || url.startsWith("jdbc:postgresql:");
  }

  @Override
  public Database open(DatabaseOptions options, Map<String, String> environment, Opening opening) {
    return new PostgresDatabase(
        options.target(environment, opening.listener()),
        opening.settings(),
        opening.stop(),
        opening.listener());
  }
}
