package dev.lockstep.engine.adoption;

import dev.lockstep.engine.history.HistoryRow;
import dev.lockstep.engine.script.Script;
import dev.lockstep.schema.SchemaVersion;
import dev.lockstep.schema.ScriptKind;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A script or a baseline that counts as applied although Lockstep did not apply it.
///
/// @param row the row of the history
/// @param description the row's description
/// @param script the script, if it belongs to the set
/// @param appliedBy the user who applied it; null for the user of this run
public record AdoptedRow(
    HistoryRow row, String description, @Nullable Script script, @Nullable String appliedBy) {

  /// The metadata of the original application.
  ///
  /// @param at the time
  /// @param took the duration
  /// @param by the user
  public record AppliedMetadata(
      @Nullable Instant at, @Nullable Duration took, @Nullable String by) {
    static final AppliedMetadata NONE = new AppliedMetadata(null, null, null);
  }

  /// A script whose current text is, as far as is known, the one that was applied.
  static AdoptedRow of(Script script, AppliedMetadata trace) {
    return of(script, trace, script.checksum());
  }

  /// A repeatable script whose applied text is not known, so it runs again.
  static AdoptedRow withOtherText(Script script, AppliedMetadata trace) {
    return of(script, trace, null);
  }

  /// A baseline: a version up to which the database has everything, without a script.
  ///
  /// @param name the name of the row, which is not a file name
  public static AdoptedRow baseline(
      String name, SchemaVersion version, String description, AppliedMetadata trace) {
    var row =
        new HistoryRow(
            name,
            ScriptKind.BASELINE,
            version,
            HistoryRow.Status.SUCCESS,
            null,
            null,
            trace.at(),
            trace.took());
    return new AdoptedRow(row, description, null, trace.by());
  }

  private static AdoptedRow of(Script script, AppliedMetadata trace, @Nullable String checksum) {
    var row =
        new HistoryRow(
            script.fileName(),
            script.kind(),
            script.version().orElse(null),
            HistoryRow.Status.SUCCESS,
            checksum,
            null,
            trace.at(),
            trace.took(),
            script.undo().isPresent());
    return new AdoptedRow(row, script.name().description(), script, trace.by());
  }
}
