package dev.lockstep.engine.postgres.sql;

/// A range of a script's text, which is not copied: 20 MB can be a hundred thousand statements.
///
/// @param script the text of the script
/// @param start the offset of the first character
/// @param end the offset after the last character
public record TextSpan(String script, int start, int end) {
  @Override
  public String toString() {
    return script.substring(start, end);
  }
}
