package dev.lockstep.engine;

/// A script says in a way that cannot be followed how it is to be read or run.
final class MarkerException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int line;

  /// @param line where, from 1; 0 for the file as a whole
  /// @param reason the end of a sentence that begins with the place, and the way out
  MarkerException(int line, String reason) {
    super(reason);
    this.line = line;
  }

  /// The whole sentence.
  String sentence(String fileName) {
    return line == 0
        ? "%s: %s".formatted(fileName, getMessage())
        : "%s, line %d: %s".formatted(fileName, line, getMessage());
  }
}
