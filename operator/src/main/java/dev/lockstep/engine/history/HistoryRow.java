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
/// @param kind the kind of the script
/// @param version the version; null for a repeatable script and in rows that a user recorded by
///   name only
/// @param status the current status
/// @param checksum the checksum when it was applied; null if none was recorded
/// @param normalizedChecksum the checksum of its tokens, see [Fingerprint]
/// @param appliedAt when it was applied
/// @param duration how long it ran
/// @param hasUndo whether undo SQL is stored
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
    /// Failed and not applied.
    FAILURE,
    /// Applied and undone later.
    ROLLBACK;

    /// The value in the database.
    public String label() {
      return switch (this) {
        case SUCCESS -> "success";
        case FAILURE -> "failure";
        case ROLLBACK -> "rollback";
      };
    }

    /// The status for a value in the database.
    ///
    /// @throws IllegalArgumentException for a value that the table's constraint does not permit
    public static Status ofLabel(String label) {
      return switch (label) {
        case "success" -> SUCCESS;
        case "failure" -> FAILURE;
        case "rollback" -> ROLLBACK;
        default -> throw new IllegalArgumentException("not a migration status: " + label);
      };
    }
  }

  /// As in [HistoryRecord#equals].
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof HistoryRow that
        && name.equals(that.name)
        && kind == that.kind
        && Objects.equals(version, that.version)
        && status == that.status
        && Objects.equals(checksum, that.checksum)
        && Objects.equals(normalizedChecksum, that.normalizedChecksum)
        && Objects.equals(appliedAt, that.appliedAt)
        && Objects.equals(duration, that.duration)
        && hasUndo == that.hasUndo;
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  /// The version of the script; for a row without one, the version in its name.
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

  /// The undo of this row's script, as a script.
  ///
  /// @param text the stored undo SQL
  public Script undo(String text) {
    return Script.undo(name, kind, version, checksum == null ? "" : checksum, text);
  }

  /// Whether the row is as a run writes it after applying or undoing the script.
  boolean isWrittenFor(Script script) {
    return script.isUndo()
        ? status == Status.ROLLBACK
        : isApplied()
            && script.checksum().equals(checksum)
            && Objects.equals(script.version().orElse(null), version);
  }

  /// Whether the script is applied.
  public boolean isApplied() {
    return status == Status.SUCCESS;
  }
}
