package dev.lockstep.runner;

import dev.lockstep.engine.EngineException;
import dev.lockstep.engine.postgres.CatalogDifference;
import dev.lockstep.engine.postgres.Drift;
import dev.lockstep.runner.Finding.Kind;
import java.util.List;
import java.util.Optional;

/// What `check --drift` says of a schema that other hands have changed.
///
/// @param findings for people
/// @param objects the names of what was changed, none where it is not known
record DriftFindings(List<Finding> findings, List<String> objects) {
  static final DriftFindings NONE = new DriftFindings(List.of(), List.of());

  private static final String HINT =
      "put the change into a script, or take it back; a run that applies something takes the schema as it is then";

  /// A function may be named by a hundred types.
  private static final int NAME_LENGTH = 100;

  /// What becomes of drift.
  enum Policy {
    /// It is not looked for.
    IGNORE,
    /// It is told.
    REPORT,
    /// It is told, and the schema is not in step.
    REJECT
  }

  DriftFindings {
    findings = List.copyOf(findings);
    objects = List.copyOf(objects);
  }

  static DriftFindings of(Optional<Drift> drift) {
    return drift
        .map(
            found ->
                new DriftFindings(
                    found.changes().stream().map(change -> finding(found, change)).toList(),
                    found.changes().stream().map(change -> brief(change.object())).toList()))
        .orElseGet(
            () ->
                unknown(
                    "no run has recorded what the schema is made of, or the last one was cut off",
                    "the next run that applies something records it"));
  }

  /// The catalog could not be compared, which is no reason to fail where drift is only reported.
  static DriftFindings unreadable(EngineException failure) {
    String hint = failure.failure().hint();
    return unknown(failure.failure().message(), hint == null ? "ask again" : hint);
  }

  private static DriftFindings unknown(String reason, String hint) {
    return new DriftFindings(
        List.of(Finding.of(Kind.DRIFT, null, "it is not known: " + reason, hint)), List.of());
  }

  private static String brief(String name) {
    return name.codePointCount(0, name.length()) <= NAME_LENGTH
        ? name
        : name.substring(0, name.offsetByCodePoints(0, NAME_LENGTH)) + "…";
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
