package dev.lockstep.engine.script;

/// A script says in a way that cannot be followed how it is to be read or run.
public final class MarkerException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int line;

  /// A directive in a comment that cannot be followed.
  ///
  /// @param line where, from 1; 0 for the file as a whole
  /// @param reason the end of a sentence that begins with the place, and how to fix it
  public MarkerException(int line, String reason) {
    super(reason);
    this.line = line;
  }

  /// The whole sentence.
  public String sentence(String fileName) {
    return line == 0
        ? "%s: %s".formatted(fileName, getMessage())
        : "%s, line %d: %s".formatted(fileName, line, getMessage());
  }
}
