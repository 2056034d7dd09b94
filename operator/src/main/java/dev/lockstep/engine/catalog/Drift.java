package dev.lockstep.engine.catalog;

import java.time.Instant;
import java.util.List;

/// The changes made to a schema outside Lockstep since its last run.
///
/// @param since when that run recorded the schema
/// @param changes the objects that have changed since; their states before and after are digests
public record Drift(Instant since, List<CatalogDifference> changes) {
  public Drift {
    changes = List.copyOf(changes);
  }
}
