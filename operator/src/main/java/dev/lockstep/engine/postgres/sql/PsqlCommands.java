package dev.lockstep.engine.postgres.sql;

import org.jspecify.annotations.Nullable;

/// psql's backslash commands, and the reason for which a script cannot contain each of them.
final class PsqlCommands {
  private PsqlCommands() {}

  /// The name of the command that begins at a backslash, without the backslash.
  static String name(String text, int backslash) {
    int end = backslash + 1;
    if (end < text.length() && !CharScanner.isLetter(text.charAt(end))) {
      return text.charAt(end) <= ' ' ? "" : text.substring(end, end + 1);
    }
    while (end < text.length() && CharScanner.isLetter(text.charAt(end))) {
      end++;
    }
    return text.substring(backslash + 1, end);
  }

  /// The reason for rejecting the command, or null for one that is skipped.
  static @Nullable String refusal(String command) {
    return switch (command) {
      case "restrict", "unrestrict" -> null;
      case "" ->
          "a backslash outside a string: remove it, or, if it belongs to a string, write the string as E'...'";
      case ";" -> "psql's \\; (several statements in one message) is not supported: write ; alone";
      case "c", "connect" ->
          "psql's \\%s is not supported: the connection settings determine the database"
              .formatted(command);
      case "i", "ir", "include", "include_relative" ->
          "psql's \\%s is not supported: put the statements into a separate script"
              .formatted(command);
      case "copy" ->
          "psql's \\copy is not supported: write COPY ... FROM stdin with the data in the script";
      case "g", "gx", "gset", "gexec", "gdesc", "watch", "crosstabview" ->
          "psql's \\%s is not supported: end the statement with ; and compute statements in a DO block"
              .formatted(command);
      case "set", "unset", "if", "elif", "else", "endif", "prompt" ->
          "psql's \\%s is not supported: psql variables and conditions are not available"
              .formatted(command);
      default -> "psql's \\%s is not SQL and is not supported: remove the line".formatted(command);
    };
  }
}
