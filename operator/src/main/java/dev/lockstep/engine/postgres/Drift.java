package dev.lockstep.engine.postgres;

import java.time.Instant;
import java.util.List;

/// What other hands have done to a schema since a run of Lockstep looked at it last.
///
/// @param since when that run looked
/// @param changes the objects that are not as they were then; what they were and are is told by
///   digests only
public record Drift(Instant since, List<CatalogDifference> changes) {
  public Drift {
    changes = List.copyOf(changes);
  }
}
