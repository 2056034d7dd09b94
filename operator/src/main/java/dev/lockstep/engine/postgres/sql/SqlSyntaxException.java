package dev.lockstep.engine.postgres.sql;

/// Thrown for a script that cannot be split into statements, or for an unsupported psql command.
///
/// The message is a sentence for the user, without file name and line.
public final class SqlSyntaxException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int line;

  SqlSyntaxException(int line, String sentence) {
    super(sentence);
    this.line = line;
  }

  /// The line in the script, from 1, on which the unclosed string or comment or the command begins.
  public int line() {
    return line;
  }

  /// The sentence for the user.
  public String sentence() {
    return String.valueOf(getMessage());
  }
}
