package dev.lockstep.engine;

import dev.lockstep.engine.catalog.CatalogSnapshot;
import dev.lockstep.engine.catalog.Drift;
import java.util.Optional;

/// What a schema is made of, as anybody may read it: of a dialect that can compare schemas.
public interface SchemaCatalog {
  /// Reads what there is now.
  CatalogSnapshot read(CatalogSnapshot.Reach reach);

  /// What was changed outside Lockstep since a run looked last; empty where no run has recorded the
  /// schema, or the last one was interrupted. For all who may read the history.
  Optional<Drift> drift();
}
