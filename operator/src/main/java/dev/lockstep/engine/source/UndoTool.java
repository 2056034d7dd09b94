package dev.lockstep.engine.source;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A tool that divides a file between what goes forward and what undoes it, by a comment of its
/// own.
///
/// @param name what it is called; the first group of the pattern when it is empty
/// @param comment the comment, somewhere in it
record UndoTool(String name, Pattern comment) {
  private static final List<UndoTool> ALL =
      List.of(
          of("node-pg-migrate", "(?i)^--[\\s-]*down\\s+migration\\s*(?:$|[^\\p{L}\\p{N}\\s])"),
          of("Play evolutions", "^(?:--|#).*!Downs"),
          of("sql-migrate", "(?i)^-*\\s*\\+\\s*migrate\\s+down\\b"),
          of("", "(?i)^(?:-|/\\*)[\\s*-]*\\+\\s*([a-z][\\w-]{0,30})\\s+down\\b"),
          of("rambler", "(?i)^--\\s*rambler\\s+down\\b"),
          of("shmig", "(?i)^--\\s*=+\\s*down\\s*=+"),
          of("MyBatis", "(?i)^--[\\s-]*(?://)?\\s*@\\s*undo\\b"),
          of("tern", "(?i)^-+\\s*create above\\s*/\\s*drop below"));

  private static UndoTool of(String name, String comment) {
    return new UndoTool(name, Pattern.compile(comment));
  }

  /// The name of the tool that begins an undo part with a comment; null when none is known.
  static @Nullable String of(String comment) {
    for (UndoTool tool : ALL) {
      Matcher found = tool.comment.matcher(comment);
      if (found.find()) {
        return tool.name.isEmpty() ? found.group(1) : tool.name;
      }
    }
    return null;
  }
}
