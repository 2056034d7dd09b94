package dev.lockstep.runner;

import dev.lockstep.engine.postgres.CatalogDifference;
import dev.lockstep.engine.postgres.Drift;
import dev.lockstep.runner.Finding.Kind;
import java.util.List;
import java.util.Optional;

/// What `check --drift` says of a schema that other hands have changed.
final class DriftFindings {
  private static final String HINT =
      "put the change into a script, or take it back; a run that applies something takes the schema as it is then";

  private DriftFindings() {}

  static List<Finding> of(Optional<Drift> drift) {
    return drift
        .map(found -> found.changes().stream().map(change -> finding(found, change)).toList())
        .orElseGet(
            () ->
                List.of(
                    Finding.of(
                        Kind.DRIFT,
                        null,
                        "it is not known: no run has recorded what the schema is made of, or the last one was cut off",
                        "the next run that applies something records it")));
  }

  private static Finding finding(Drift drift, CatalogDifference change) {
    String what =
        switch (change.kind()) {
          case ADDED -> "is new";
          case REMOVED -> "is gone";
          case CHANGED -> "is another one";
        };
    return Finding.of(
        Kind.DRIFT,
        null,
        "%s %s since %s, and no script of Lockstep did it"
            .formatted(change.object(), what, drift.since()),
        HINT);
  }
}
