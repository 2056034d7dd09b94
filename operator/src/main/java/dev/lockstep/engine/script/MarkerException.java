package dev.lockstep.engine.script;

/// Thrown for a directive or marker in a script that cannot be followed.
public final class MarkerException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int line;

  /// @param line the line, from 1; 0 for the file as a whole
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
