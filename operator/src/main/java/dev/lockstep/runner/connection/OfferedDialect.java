package dev.lockstep.runner.connection;

import dev.lockstep.engine.Database;
import dev.lockstep.engine.Dialect;
import dev.lockstep.engine.ProgressListener;
import dev.lockstep.engine.RunSettings;
import dev.lockstep.engine.StopSignal;
import java.util.Map;

/// A dialect that the command line offers, and how its options name a database.
public interface OfferedDialect {
  Dialect dialect();

  /// Whether a URL names a database of this dialect.
  boolean takes(String url);

  /// The database that options and environment name together, not yet connected to.
  Database open(DatabaseOptions options, Map<String, String> environment, Opening opening);

  /// How a database is to be used.
  ///
  /// @param stop ends what a run waits for
  /// @param listener hears what a run is at
  record Opening(RunSettings settings, StopSignal stop, ProgressListener listener) {}
}
