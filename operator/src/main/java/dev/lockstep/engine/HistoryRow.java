package dev.lockstep.engine;

import dev.lockstep.schema.SchemaVersion;
import dev.lockstep.schema.ScriptKind;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A row of the history, as far as planning and reports need it.
///
/// @param name the script's file name
/// @param kind what the script is for
/// @param version its version; absent for a repeatable script and in rows that a person recorded by
///   name alone
/// @param status what became of it
/// @param checksum the checksum when it was applied; absent when nobody noted one
/// @param normalizedChecksum the checksum of its tokens, see [Fingerprint]
/// @param appliedAt when
/// @param duration how long it ran
/// @param hasUndo whether what undoes it was stored
public record HistoryRow(
    String name,
    ScriptKind kind,
    @Nullable SchemaVersion version,
    Status status,
    @Nullable String checksum,
    @Nullable String normalizedChecksum,
    @Nullable Instant appliedAt,
    @Nullable Duration duration,
    boolean hasUndo) {

  /// A row of a script without undo.
  public HistoryRow(
      String name,
      ScriptKind kind,
      @Nullable SchemaVersion version,
      Status status,
      @Nullable String checksum,
      @Nullable String normalizedChecksum,
      @Nullable Instant appliedAt,
      @Nullable Duration duration) {
    this(name, kind, version, status, checksum, normalizedChecksum, appliedAt, duration, false);
  }

  /// The state of a script: `migration_history.status`.
  public enum Status {
    /// Applied.
    SUCCESS,
    /// Tried and not applied.
    FAILURE,
    /// Applied once and undone.
    ROLLBACK;

    /// The value in the database.
    public String label() {
      return switch (this) {
        case SUCCESS -> "success";
        case FAILURE -> "failure";
        case ROLLBACK -> "rollback";
      };
    }

    /// The status of a row.
    ///
    /// @throws IllegalArgumentException for a value that the table's constraint does not let in
    public static Status ofLabel(String label) {
      return switch (label) {
        case "success" -> SUCCESS;
        case "failure" -> FAILURE;
        case "rollback" -> ROLLBACK;
        default -> throw new IllegalArgumentException("no status of a migration: " + label);
      };
    }
  }

  /// Whether the database has what the script does.
  public boolean isApplied() {
    return status == Status.SUCCESS;
  }
}
