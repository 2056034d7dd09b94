package dev.lockstep.runner.connection;

import dev.lockstep.engine.Database;
import dev.lockstep.engine.Dialect;
import dev.lockstep.engine.postgres.PostgresDatabase;
import dev.lockstep.engine.postgres.PostgresDialect;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/// PostgreSQL on the command line, with the parameters of psql and libpq.
final class PostgresOffer implements OfferedDialect {
  // A strong reference: the JDK's logging loses the level of a logger that is garbage collected.
  private static final Logger DRIVER = Logger.getLogger("org.postgresql");

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
    DRIVER.setLevel(Level.OFF);
    return new PostgresDatabase(
        options.target(environment, opening.listener()),
        opening.settings(),
        opening.stop(),
        opening.listener());
  }
}
