package dev.lockstep.engine.source;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A tool that separates the forward part of a file from its undo part by a comment of its own.
///
/// @param name the tool's name; if it is empty, the first group of the pattern
/// @param comment a pattern that the comment contains
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

  /// The name of the tool that begins an undo part with this comment; null if none is known.
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
