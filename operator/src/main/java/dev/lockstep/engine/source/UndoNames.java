package dev.lockstep.engine.source;

import dev.lockstep.engine.script.ScriptHeader;
import dev.lockstep.engine.script.ScriptWarning;
import dev.lockstep.schema.ScriptName;
import dev.lockstep.schema.UndoName;
import java.util.List;
import java.util.Optional;

/// Detects scripts whose names mark them as undo scripts by the convention of another tool.
final class UndoNames {
  private UndoNames() {}

  /// The objection to a forward script whose name suggests an undo script, if there is one.
  ///
  /// @param text the script's text, which can accept the name
  static List<ScriptWarning> remarks(ScriptName name, String text) {
    return UndoName.meantBy(name)
        .filter(_ -> !ScriptHeader.accepts(text, UndoPart.NAME_ACCEPTED_AS))
        .map(
            renamed ->
                new ScriptWarning(
                    ScriptWarning.Kind.OBJECTION,
                    0,
                    "its name suggests an undo script, but it would run as version %s: rename it to %s; if it is not an undo script, write '-- lockstep: allow-file %s REASON' at its top"
                        .formatted(name.version(), renamed, UndoPart.NAME_ACCEPTED_AS)))
        .stream()
        .toList();
  }

  /// The reason for rejecting two scripts with the same version, if one of them looks like the undo
  /// script of the other.
  static Optional<String> sameVersion(ScriptName one, ScriptName other) {
    return undoes(one, other).or(() -> undoes(other, one));
  }

  private static Optional<String> undoes(ScriptName undo, ScriptName forward) {
    return UndoName.meantBy(undo)
        .map(
            renamed ->
                "%s looks like the undo script of %s: rename it to %s"
                    .formatted(undo.fileName(), forward.fileName(), renamed));
  }
}
