package dev.lockstep.engine.catalog;

import java.time.Instant;
import java.util.List;

/// The changes made to a schema outside Lockstep since its last run.
///
/// @param since when that run looked
/// @param changes the objects that are not as they were then; what they were and are is told by
///   digests only
public record Drift(Instant since, List<CatalogDifference> changes) {
  public Drift {
    changes = List.copyOf(changes);
  }
}
