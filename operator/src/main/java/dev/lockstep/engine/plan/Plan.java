package dev.lockstep.engine.plan;

import dev.lockstep.engine.script.DollarSubstitution;
import dev.lockstep.engine.script.NameList;
import dev.lockstep.engine.script.Script;
import dev.lockstep.schema.Command;
import dev.lockstep.schema.EngineException;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.schema.SchemaVersion;
import dev.lockstep.schema.Setting;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The scripts that a run would apply, or the conflict that prevents the run.
public sealed interface Plan {
  /// The scripts to apply, in order; empty if there is nothing to do.
  ///
  /// @throws EngineException for a conflict
  List<Script> pending();

  /// A plan without a conflict.
  ///
  /// @param pending the scripts to apply, in order; empty if there is nothing to do
  /// @param recorded the recorded version before the run
  /// @param desired the recorded version after the run
  record Ready(
      List<Script> pending, Optional<SchemaVersion> recorded, Optional<SchemaVersion> desired)
      implements Plan {
    public Ready {
      pending = List.copyOf(pending);
    }
  }

  /// History and scripts contradict each other.
  sealed interface Conflict extends Plan {
    /// The failure that a run reports.
    Failure failure();

    @Override
    default List<Script> pending() {
      throw new EngineException(failure());
    }
  }

  /// An applied script that was edited.
  ///
  /// @param name the script's file name
  /// @param recorded the checksum when it was applied
  /// @param found the current checksum
  /// @param extent the extent of the change
  record Change(String name, String recorded, String found, Extent extent) {
    private static final int BRIEF = 12;

    private String sentence() {
      return switch (extent) {
        case WHITESPACE -> "%s in comments and white space only".formatted(checksums());
        case DOLLARS ->
            "%s in dollar signs only: $$ was applied, the file now has $".formatted(checksums());
        case STATEMENTS -> checksums();
      };
    }

    private String checksums() {
      return "%s (applied with checksum %s, now %s)".formatted(name, brief(recorded), brief(found));
    }

    private static String brief(String checksum) {
      return checksum.substring(0, Math.min(BRIEF, checksum.length()));
    }
  }

  /// The extent of a change to a script.
  enum Extent {
    /// Comments and white space only.
    WHITESPACE,
    /// Dollar signs: single ones have replaced the doubled ones that were applied.
    DOLLARS,
    /// Statements.
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
              + NameList.of(changes.stream().map(Change::sentence).toList()),
          hint());
    }

    private String hint() {
      String restore =
          "Restore the files and put the change into a new script, or accept a file as it is with "
              + Command.REPAIR.with(Setting.ACCEPT_CHECKSUM);
      boolean halved = changes.stream().anyMatch(change -> change.extent() == Extent.DOLLARS);
      boolean edited = changes.stream().anyMatch(change -> change.extent() != Extent.DOLLARS);
      return halved
          ? "%s: %s%s"
              .formatted(
                  DollarSubstitution.CAUSE,
                  DollarSubstitution.WAY_OUT,
                  edited ? ". For the others: " + restore : "")
          : restore;
    }
  }

  /// The history contains applied scripts that the set lacks.
  ///
  /// @param below the target, if it is also below the recorded version: then the scripts may have
  ///   left the set for that reason
  /// @param objection the reason for not accepting them, if newer scripts are accepted
  record UnknownApplied(
      List<String> names, @Nullable TargetBelowRecorded below, @Nullable String objection)
      implements Conflict {
    public UnknownApplied {
      names = List.copyOf(names);
    }

    @Override
    public Failure failure() {
      String sentence =
          "applied scripts are missing from the set: "
              + NameList.of(names)
              + (objection == null
                  ? ""
                  : "; they are not accepted as newer scripts, because " + objection);
      return conflict(
          FailureKind.UNKNOWN_APPLIED,
          names.getFirst(),
          below == null ? sentence : "%s. T%s".formatted(sentence, below.sentence().substring(1)),
          "Restore the files"
              + (below == null ? "" : ", or " + below.wayBack())
              + "; if they belong to another set, use a separate schema for each set");
    }
  }

  /// Pending scripts are older than an applied one.
  ///
  /// @param names the pending scripts
  /// @param recorded the recorded version
  record OutOfOrderPending(List<String> names, SchemaVersion recorded) implements Conflict {
    public OutOfOrderPending {
      names = List.copyOf(names);
    }

    @Override
    public Failure failure() {
      return conflict(
          FailureKind.OUT_OF_ORDER,
          names.getFirst(),
          "pending scripts are older than the recorded version %s: %s"
              .formatted(recorded, NameList.of(names)),
          "Give them a newer version, or apply them out of order: " + Setting.APPLY_OUT_OF_ORDER);
    }
  }

  /// The set does not contain the target version.
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
          "Set the target to the version of a script, or to latest");
    }
  }

  /// The target is older than the recorded version.
  ///
  /// @param rollback the rollback that would reach the target
  record TargetBelowRecorded(SchemaVersion target, SchemaVersion recorded, RollbackPlan rollback)
      implements Conflict {
    @Override
    public Failure failure() {
      return conflict(
          FailureKind.TARGET_BELOW_RECORDED,
          null,
          sentence(),
          "Set the target to %s or newer, or %s".formatted(recorded, wayBack()));
    }

    private String sentence() {
      List<String> without = rollback.withoutUndo();
      return "the target version %s is older than the recorded version %s. A rollback would undo %s%s"
          .formatted(
              target,
              recorded,
              NameList.of(rollback.names()),
              without.isEmpty() ? "" : ". These have no stored undo: " + NameList.of(without));
    }

    private String wayBack() {
      return rollback.withoutUndo().isEmpty()
          ? "allow the rollback: " + Setting.ALLOW_ROLLBACK
          : "reverse the changes in a new script";
    }
  }

  private static Failure conflict(
      FailureKind kind, @Nullable String script, String message, String hint) {
    return Failure.ofScript(kind, script, message, hint);
  }
}
