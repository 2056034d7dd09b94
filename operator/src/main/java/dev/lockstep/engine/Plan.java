package dev.lockstep.engine;

import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.schema.SchemaVersion;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a run would do, or why it must not.
public sealed interface Plan {
  /// The scripts to apply, in order; empty when there is nothing to do.
  ///
  /// @throws EngineException with what stands in the way
  List<Script> pending();

  /// Scripts can be applied.
  ///
  /// @param pending the scripts to apply, in order; empty when there is nothing to do
  /// @param recorded the version that the database records
  /// @param desired the version that it records afterwards
  record Ready(
      List<Script> pending, Optional<SchemaVersion> recorded, Optional<SchemaVersion> desired)
      implements Plan {
    public Ready {
      pending = List.copyOf(pending);
    }
  }

  /// History and scripts contradict each other.
  sealed interface Conflict extends Plan {
    /// The conflict as a run reports it.
    Failure failure();

    @Override
    default List<Script> pending() {
      throw new EngineException(failure());
    }
  }

  /// An applied script and its text now.
  ///
  /// @param name the script's file name
  /// @param recorded the checksum when it was applied
  /// @param found the checksum now
  /// @param extent how much of it changed
  record Change(String name, String recorded, String found, Extent extent) {
    private String sentence() {
      return switch (extent) {
        case BLANKS -> "%s changed in comments and white space only".formatted(checksums());
        case STATEMENTS -> "%s changed".formatted(checksums());
      };
    }

    private String checksums() {
      return "%s (applied with checksum %s, now %s)".formatted(name, recorded, found);
    }
  }

  /// How much of a script changed.
  enum Extent {
    /// Comments and white space only.
    BLANKS,
    /// What the database is told.
    STATEMENTS
  }

  /// Applied scripts were edited.
  record ChecksumMismatch(List<Change> changes) implements Conflict {
    public ChecksumMismatch {
      changes = List.copyOf(changes);
    }

    @Override
    public Failure failure() {
      return conflict(
          FailureKind.CHECKSUM_MISMATCH,
          changes.getFirst().name(),
          "applied scripts were edited: "
              + Listing.of(changes.stream().map(Change::sentence).toList()),
          "restore the files and put the change into a new script; lockstep repair --accept-checksum"
              + " takes a text over as it is");
    }
  }

  /// The history holds applied scripts that the set does not.
  ///
  /// @param below the target, where it is below the database, too: then the scripts may have left
  ///   the set for that reason
  record UnknownApplied(List<String> names, @Nullable TargetBelowRecorded below)
      implements Conflict {
    public UnknownApplied {
      names = List.copyOf(names);
    }

    @Override
    public Failure failure() {
      String sentence =
          "the database has scripts applied that are not in the set: " + Listing.of(names);
      return conflict(
          FailureKind.UNKNOWN_APPLIED,
          names.getFirst(),
          below == null ? sentence : "%s; %s".formatted(sentence, below.sentence()),
          "add the files back"
              + (below == null ? "" : ", or " + below.wayBack())
              + "; if they belong to another set, give each set a schema of its own");
    }
  }

  /// Pending scripts are older than an applied one.
  ///
  /// @param names the pending scripts
  /// @param recorded the version that the database records
  record OutOfOrderPending(List<String> names, SchemaVersion recorded) implements Conflict {
    public OutOfOrderPending {
      names = List.copyOf(names);
    }

    @Override
    public Failure failure() {
      return conflict(
          FailureKind.OUT_OF_ORDER,
          names.getFirst(),
          "scripts are older than the recorded version %s and not applied: %s"
              .formatted(recorded, Listing.of(names)),
          "give them a newer version, or apply them out of order (outOfOrder: Apply,"
              + " --out-of-order)");
    }
  }

  /// The target is no version of the set.
  ///
  /// @param target the target
  /// @param newest the newest version of the set
  record TargetUnknown(SchemaVersion target, Optional<SchemaVersion> newest) implements Conflict {
    @Override
    public Failure failure() {
      return conflict(
          FailureKind.SCRIPTS_REFUSED,
          null,
          "no script has the target version %s%s"
              .formatted(
                  target, newest.map(version -> "; the newest version is " + version).orElse("")),
          "set the target to a version of the scripts, or to latest");
    }
  }

  /// The target is older than what the database records.
  ///
  /// @param rollback what going back would do
  record TargetBelowRecorded(SchemaVersion target, SchemaVersion recorded, RollbackPlan rollback)
      implements Conflict {
    @Override
    public Failure failure() {
      return conflict(
          FailureKind.TARGET_BELOW_RECORDED,
          null,
          sentence(),
          "set the target to %s or newer, or %s".formatted(recorded, wayBack()));
    }

    private String sentence() {
      List<String> without = rollback.withoutUndo();
      return "the target version %s is older than the recorded version %s; a rollback would undo %s%s"
          .formatted(
              target,
              recorded,
              Listing.of(rollback.names()),
              without.isEmpty() ? "" : ", and no undo is stored of " + Listing.of(without));
    }

    private String wayBack() {
      return rollback.withoutUndo().isEmpty()
          ? "allow to go back (rollback: Allow, --rollback allow)"
          : "go back by a new script";
    }
  }

  private static Failure conflict(
      FailureKind kind, @Nullable String script, String message, String hint) {
    return new Failure(kind, kind.failureClass(), script, null, null, null, message, hint);
  }
}
