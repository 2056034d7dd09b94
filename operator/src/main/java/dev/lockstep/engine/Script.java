package dev.lockstep.engine;

import dev.lockstep.schema.SchemaVersion;
import dev.lockstep.schema.ScriptKind;
import dev.lockstep.schema.ScriptName;
import dev.lockstep.schema.ScriptName.Direction;
import dev.lockstep.schema.ScriptStyle;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A script of a set.
///
/// @param name its name, taken apart
/// @param source its text as it was written, without a byte order mark and without what undoes it
/// @param text the text that runs: the source with the declared placeholders replaced
/// @param checksum see [Checksum]; over the whole file, unpacked
/// @param undoText the text that undoes it, placeholders replaced, where the set has one; its lines
///   have the numbers that they have in the file, and what it wants of transactions says its header
/// @param transactions what the file itself says of transactions
public record Script(
    ScriptName name,
    String source,
    String text,
    String checksum,
    @Nullable String undoText,
    Transactions transactions) {

  /// What a script's own marker, in the way of its tool, wants of transactions.
  public enum Transactions {
    /// Nothing is said: one transaction if the statements allow it.
    AS_STATEMENTS_ALLOW,
    /// No transaction around it.
    NONE;

    /// What a text says of itself in its header, such as [Script#undo()], also when it comes out of
    /// the history.
    public static Transactions of(String text) {
      try {
        return ScriptHeader.transactions(text);
      } catch (MarkerException _) {
        return AS_STATEMENTS_ALLOW;
      }
    }

    /// What two markers together want.
    Transactions or(Transactions other) {
      return this == NONE ? NONE : other;
    }
  }

  /// What undoes an applied script, as a script of the same name that goes back.
  ///
  /// @param row the applied script
  /// @param undo the text that was stored when it was applied
  public static Script undoing(HistoryRow row, String undo) {
    var name =
        new ScriptName(
            row.name(), ScriptStyle.NUMBERED, row.kind(), Direction.UNDO, row.version(), "");
    String checksum = row.checksum() == null ? "" : row.checksum();
    return new Script(name, undo, undo, checksum, null, Transactions.of(undo));
  }

  /// Whether it undoes the script that it has the name of.
  public boolean isUndo() {
    return name.direction() == Direction.UNDO;
  }

  /// The file's name: what the history knows the script by.
  public String fileName() {
    return name.fileName();
  }

  /// What the script is for.
  public ScriptKind kind() {
    return name.kind();
  }

  /// The version that the schema has after the script; empty for repeatable scripts and callbacks.
  public Optional<SchemaVersion> version() {
    return Optional.ofNullable(name.version());
  }

  /// The text that undoes the script.
  public Optional<String> undo() {
    return Optional.ofNullable(undoText);
  }

  @Override
  public String toString() {
    return fileName();
  }
}
