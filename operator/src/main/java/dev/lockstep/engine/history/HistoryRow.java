package dev.lockstep.engine.history;

import dev.lockstep.engine.script.Script;
import dev.lockstep.schema.SchemaVersion;
import dev.lockstep.schema.ScriptKind;
import dev.lockstep.schema.ScriptName;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A row of the history, as far as planning and reports need it.
///
/// @param name the script's file name
/// @param kind what the script is for
/// @param version its version; absent for a repeatable script and in rows that a person recorded by
///   name alone
/// @param status its current state
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
  public HistoryRow {
    if (version != null && kind == ScriptKind.VERSIONED) {
      version = ScriptName.wholeVersion(name, version);
    }
  }

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
        default -> throw new IllegalArgumentException("not a migration status: " + label);
      };
    }
  }

  /// The version of the script: of a row without one, that of its name.
  public Optional<SchemaVersion> scriptVersion() {
    return version != null
        ? Optional.of(version)
        : ScriptName.parse(name).flatMap(parsed -> Optional.ofNullable(parsed.version()));
  }

  /// The newest version that rows record as applied.
  public static Optional<SchemaVersion> newestApplied(List<HistoryRow> rows) {
    return rows.stream()
        .filter(HistoryRow::isApplied)
        .map(HistoryRow::scriptVersion)
        .flatMap(Optional::stream)
        .max(Comparator.naturalOrder());
  }

  /// What undoes the script of this row, as a script.
  ///
  /// @param text the undo's statements, as they were stored
  public Script undo(String text) {
    return Script.undo(name, kind, version, checksum == null ? "" : checksum, text);
  }

  /// Whether the row says what a run writes that has applied the script, or undone it.
  boolean isWrittenFor(Script script) {
    return script.isUndo()
        ? status == Status.ROLLBACK
        : isApplied()
            && script.checksum().equals(checksum)
            && Objects.equals(script.version().orElse(null), version);
  }

  /// Whether the database has what the script does.
  public boolean isApplied() {
    return status == Status.SUCCESS;
  }
}
