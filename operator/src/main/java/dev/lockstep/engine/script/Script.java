package dev.lockstep.engine.script;

import dev.lockstep.schema.SchemaVersion;
import dev.lockstep.schema.ScriptKind;
import dev.lockstep.schema.ScriptName;
import dev.lockstep.schema.ScriptName.Direction;
import dev.lockstep.schema.ScriptStyle;
import java.util.List;
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
/// @param remarks what a person should know of it
public record Script(
    ScriptName name,
    String source,
    String text,
    String checksum,
    @Nullable String undoText,
    Transactions transactions,
    List<ScriptWarning> remarks) {
  public Script {
    remarks = List.copyOf(remarks);
  }

  /// A script without warnings.
  public Script(
      ScriptName name,
      String source,
      String text,
      String checksum,
      @Nullable String undoText,
      Transactions transactions) {
    this(name, source, text, checksum, undoText, transactions, List.of());
  }

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
    public Transactions or(Transactions other) {
      return this == NONE ? NONE : other;
    }
  }

  /// What undoes an applied script, under that script's name.
  ///
  /// @param checksum that of the applied script; empty when nobody noted one
  /// @param undo the statements
  public static Script undo(
      String fileName,
      ScriptKind kind,
      @Nullable SchemaVersion version,
      String checksum,
      String undo) {
    var name = new ScriptName(fileName, ScriptStyle.NUMBERED, kind, Direction.UNDO, version, "");
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

  /// Why it cannot be run whatever its statements are, as sentences.
  public List<String> objections() {
    return remarks.stream()
        .filter(remark -> remark.kind() == ScriptWarning.Kind.OBJECTION)
        .map(remark -> remark.sentence(fileName()))
        .toList();
  }

  /// What to say of it when it runs, as sentences.
  public List<String> warnings() {
    return remarks.stream()
        .filter(remark -> remark.kind() != ScriptWarning.Kind.OBJECTION)
        .map(remark -> remark.sentence(fileName()))
        .toList();
  }

  @Override
  public String toString() {
    return fileName();
  }
}
