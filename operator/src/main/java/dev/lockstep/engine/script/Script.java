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
/// @param name the parsed name
/// @param source the text as written, without a byte order mark and without the undo part
/// @param text the text that runs: the source with the declared placeholders replaced
/// @param checksum see [Checksum]; over the whole decompressed file
/// @param undoText the undo SQL with placeholders replaced, if the set has one; its lines keep
///   their numbers in the file, and its header contains the directive for its transactions
/// @param transactions the transactions that the file itself requires
/// @param remarks warnings and objections
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

  /// The transactions that a script's own marker, in the syntax of its tool, requires.
  public enum Transactions {
    /// No marker: one transaction if the statements allow it.
    AS_STATEMENTS_ALLOW,
    /// No transaction around it.
    NONE;

    /// The transactions that the header of a text requires, such as [Script#undo()], even if the
    /// text was read from the history.
    public static Transactions of(String text) {
      try {
        return ScriptHeader.transactions(text);
      } catch (MarkerException _) {
        return AS_STATEMENTS_ALLOW;
      }
    }

    /// The combination of two markers.
    public Transactions or(Transactions other) {
      return this == NONE ? NONE : other;
    }
  }

  /// The undo of an applied script, under that script's name.
  ///
  /// @param checksum the checksum of the applied script; empty if none was recorded
  /// @param undo the undo SQL
  public static Script undo(
      String fileName,
      ScriptKind kind,
      @Nullable SchemaVersion version,
      String checksum,
      String undo) {
    var name = new ScriptName(fileName, ScriptStyle.NUMBERED, kind, Direction.UNDO, version, "");
    return new Script(name, undo, undo, checksum, null, Transactions.of(undo));
  }

  /// Whether this is the undo of the script with this name.
  public boolean isUndo() {
    return name.direction() == Direction.UNDO;
  }

  /// The file name, which identifies the script in the history.
  public String fileName() {
    return name.fileName();
  }

  /// The kind of the script.
  public ScriptKind kind() {
    return name.kind();
  }

  /// The version that the schema has after the script; empty for repeatable scripts and callbacks.
  public Optional<SchemaVersion> version() {
    return Optional.ofNullable(name.version());
  }

  /// The undo SQL.
  public Optional<String> undo() {
    return Optional.ofNullable(undoText);
  }

  /// The reasons for which the script cannot be run, apart from its statements, as sentences.
  public List<String> objections() {
    return remarks.stream()
        .filter(remark -> remark.kind() == ScriptWarning.Kind.OBJECTION)
        .map(remark -> remark.sentence(fileName()))
        .toList();
  }

  /// The warnings to show when the script runs, as sentences.
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
