package dev.lockstep.runner.connection;

import dev.lockstep.engine.Database;
import dev.lockstep.engine.Dialect;
import dev.lockstep.engine.ProgressListener;
import dev.lockstep.engine.RunSettings;
import dev.lockstep.engine.StopSignal;
import java.util.Map;

/// A dialect on the command line, and the way in which options select its databases.
public interface OfferedDialect {
  Dialect dialect();

  /// Whether a URL names a database of this dialect.
  boolean takes(String url);

  /// The database that options and environment name together, without a connection yet.
  Database open(DatabaseOptions options, Map<String, String> environment, Opening opening);

  /// The context in which a database is used.
  ///
  /// @param stop ends the waits of a run
  /// @param listener receives the progress of a run
  record Opening(RunSettings settings, StopSignal stop, ProgressListener listener) {}
}
