package dev.lockstep.runner.check;

import dev.lockstep.engine.Database;
import dev.lockstep.engine.SchemaCatalog;
import dev.lockstep.engine.catalog.CatalogDifference;
import dev.lockstep.engine.catalog.Drift;
import dev.lockstep.runner.check.Finding.Kind;
import dev.lockstep.schema.EngineException;
import dev.lockstep.schema.FailureKind;
import java.util.List;
import java.util.Optional;

/// The findings of `check --drift` about a schema that was changed outside Lockstep.
///
/// @param findings the findings
/// @param objects the names of the changed objects; empty if they are not known
record DriftFindings(List<Finding> findings, List<String> objects) {
  static final DriftFindings NONE = new DriftFindings(List.of(), List.of());

  private static final String HINT =
      "Add the change to a script or revert it. The next run that applies anything accepts the schema as it is";

  /// The maximum length of a name: that of a function can contain a hundred types.
  private static final int NAME_LENGTH = 100;

  /// How to handle drift.
  enum Policy {
    /// Drift is not checked.
    IGNORE,
    /// Drift is reported.
    REPORT,
    /// Drift is reported, and the schema is not in step.
    REJECT
  }

  DriftFindings {
    findings = List.copyOf(findings);
    objects = List.copyOf(objects);
  }

  /// Checks for drift if the policy requires it.
  static DriftFindings found(Policy policy, Database database) {
    return switch (policy) {
      case IGNORE -> NONE;
      case REJECT -> of(catalog(database).drift());
      case REPORT -> {
        try {
          yield of(catalog(database).drift());
        } catch (EngineException e) {
          yield unreadable(e);
        }
      }
    };
  }

  private static SchemaCatalog catalog(Database database) {
    return database
        .catalog()
        .orElseThrow(
            () ->
                new EngineException(
                    FailureKind.USAGE,
                    "--drift: schemas of this database cannot be compared",
                    "Run lockstep check without --drift"));
  }

  /// Whether the schema still counts as in step.
  boolean isTolerated(Policy policy) {
    return policy != Policy.REJECT || findings.isEmpty();
  }

  private static DriftFindings of(Optional<Drift> drift) {
    return drift
        .map(
            found ->
                new DriftFindings(
                    found.changes().stream().map(change -> finding(found, change)).toList(),
                    found.changes().stream().map(change -> brief(change.object())).toList()))
        .orElseGet(
            () ->
                unknown(
                    "no run has recorded the schema yet, or the last one was interrupted",
                    "The next run that applies anything records it"));
  }

  /// The finding that the catalog could not be compared, which is not an error for `report`.
  private static DriftFindings unreadable(EngineException failure) {
    String hint = failure.failure().hint();
    return unknown(failure.failure().message(), hint == null ? "Run the command again" : hint);
  }

  private static DriftFindings unknown(String reason, String hint) {
    return new DriftFindings(
        List.of(Finding.of(Kind.DRIFT, null, "unknown: " + reason, hint)), List.of());
  }

  private static String brief(String name) {
    return name.codePointCount(0, name.length()) <= NAME_LENGTH
        ? name
        : name.substring(0, name.offsetByCodePoints(0, NAME_LENGTH)) + "…";
  }

  private static Finding finding(Drift drift, CatalogDifference change) {
    String what =
        switch (change.kind()) {
          case ADDED -> "was added";
          case REMOVED -> "was dropped";
          case CHANGED -> "was changed";
        };
    return Finding.of(
        Kind.DRIFT,
        null,
        "%s %s outside Lockstep after %s".formatted(change.object(), what, drift.since()),
        HINT);
  }
}
