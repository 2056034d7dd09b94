package dev.lockstep.engine.h2;

import dev.lockstep.engine.Database;
import dev.lockstep.engine.Dialect;
import dev.lockstep.runner.connection.DatabaseOptions;
import dev.lockstep.runner.connection.OfferedDialect;
import java.util.Map;

/// H2 on the command line, with a URL as its only option.
public final class H2Offer implements OfferedDialect {
  @Override
  public Dialect dialect() {
    return new H2Dialect();
  }

  @Override
  public boolean takes(String url) {
    return url.startsWith("jdbc:h2:");
  }

  @Override
  public Database open(DatabaseOptions options, Map<String, String> environment, Opening opening) {
    return new H2Database(options.url().orElseThrow(), opening.settings());
  }
}
