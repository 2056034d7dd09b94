package dev.lockstep.engine.postgres.catalog;

import dev.lockstep.engine.StopSignal;
import dev.lockstep.engine.postgres.EngineRun;
import dev.lockstep.testing.ScriptFolder;
import dev.lockstep.testing.TestDatabase;
import java.nio.file.Path;

/// Reads the catalog of a test's database as the program does.
public final class ConnectedFacts {
  private ConnectedFacts() {}

  /// The current facts.
  public static CatalogFacts of(TestDatabase database) {
    try (var postgres =
        EngineRun.of(database, new ScriptFolder(Path.of("."))).open(new StopSignal())) {
      return postgres.facts();
    }
  }
}
