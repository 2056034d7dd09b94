package dev.lockstep.engine.adoption;

import dev.lockstep.engine.history.HistoryRow;
import dev.lockstep.engine.script.Script;
import dev.lockstep.schema.SchemaVersion;
import dev.lockstep.schema.ScriptKind;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Something that counts as applied although Lockstep did not apply it.
///
/// @param row the row of the history that says so
/// @param description the row's description
/// @param script the script, where it is one of the set
/// @param appliedBy who applied it; the user of this run when that is not known
public record AdoptedRow(
    HistoryRow row, String description, @Nullable Script script, @Nullable String appliedBy) {

  /// What is known of an earlier application.
  ///
  /// @param at when it was
  /// @param took how long it took
  /// @param by who did it
  public record AppliedMetadata(
      @Nullable Instant at, @Nullable Duration took, @Nullable String by) {
    static final AppliedMetadata NONE = new AppliedMetadata(null, null, null);
  }

  /// A script whose text now is the one that was applied, as far as anybody knows.
  static AdoptedRow of(Script script, AppliedMetadata trace) {
    return of(script, trace, script.checksum());
  }

  /// A repeatable script whose text now is not known to be the one that was applied: it runs again.
  static AdoptedRow withOtherText(Script script, AppliedMetadata trace) {
    return of(script, trace, null);
  }

  /// A version up to which the database has everything, without any script that says so.
  ///
  /// @param name the row's name, which is no file's
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
