package dev.lockstep.engine.script;

/// A warning about a script, or an objection to it, found when the script was read.
///
/// @param kind the kind of the warning
/// @param line the line, from 1; 0 for the script as a whole
/// @param words the end of a sentence that begins with the place
public record ScriptWarning(Kind kind, int line, String words) {
  /// The kind of a warning.
  public enum Kind {
    /// The script cannot be run: it would behave differently than with its own tool.
    OBJECTION,
    /// The script contains a text that looks like a placeholder and is not replaced.
    PLACEHOLDER,
    /// The script contains a marker that its tool reads as a comment.
    IDLE_MARKER
  }

  /// The whole sentence.
  public String sentence(String fileName) {
    return line == 0
        ? "%s: %s".formatted(fileName, words)
        : "%s, line %d: %s".formatted(fileName, line, words);
  }
}
