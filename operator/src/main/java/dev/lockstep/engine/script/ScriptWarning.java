package dev.lockstep.engine.script;

/// A warning about a script, found when it was read.
///
/// @param kind what it is about
/// @param line where, from 1; 0 for the script as a whole
/// @param words the end of a sentence that begins with the place
public record ScriptWarning(Kind kind, int line, String words) {
  /// What a remark is about.
  public enum Kind {
    /// The script cannot be run: it would do something else than its tool has done with it.
    OBJECTION,
    /// It has a text that looks like a placeholder and is taken as it is.
    PLACEHOLDER,
    /// It has a marker that its tool takes for a comment.
    IDLE_MARKER
  }

  /// The whole sentence.
  public String sentence(String fileName) {
    return line == 0
        ? "%s: %s".formatted(fileName, words)
        : "%s, line %d: %s".formatted(fileName, line, words);
  }
}
