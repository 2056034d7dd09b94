package dev.lockstep.engine;

import dev.lockstep.schema.SchemaVersion;
import dev.lockstep.schema.ScriptKind;
import dev.lockstep.schema.ScriptName;
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
