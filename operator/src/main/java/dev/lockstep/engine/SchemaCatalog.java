package dev.lockstep.engine;

import dev.lockstep.engine.catalog.CatalogSnapshot;
import dev.lockstep.engine.catalog.Drift;
import java.util.Optional;

/// The catalog of a schema, for dialects that can compare schemas. It needs no lock.
public interface SchemaCatalog {
  /// Reads a snapshot of the current catalog.
  CatalogSnapshot read(CatalogSnapshot.Reach reach);

  /// The changes made outside Lockstep since the last recorded snapshot; empty if no run has
  /// recorded one, or the last run was interrupted. Only the history must be readable.
  Optional<Drift> drift();
}
