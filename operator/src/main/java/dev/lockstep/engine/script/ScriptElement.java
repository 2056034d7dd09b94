package dev.lockstep.engine.script;

import java.util.List;

/// An element of a script that can separate one part of it from another: a statement, or a comment
/// between statements. A comment inside a statement, string, function body or COPY data is none.
public sealed interface ScriptElement {
  /// The line on which the element begins, from 1.
  int line();

  /// A comment between statements.
  ///
  /// @param endLine the line on which the comment ends
  /// @param text the comment as written, with its dashes or `/*`; a long one is truncated
  record Comment(int line, int endLine, String text) implements ScriptElement {
    /// The number of characters of a comment that are kept.
    public static final int LONGEST = 400;

    /// Whether the comment accepts a name, with a reason: `lockstep: WORD NAME REASON`, in which
    /// the word is `allow` or `allow-file`.
    public boolean accepts(String word, String name) {
      String[] words = text.replaceFirst("^(?:--|/\\*)\\s*", "").strip().split("\\s+", 5);
      return words.length > 3
          && words[0].equals("lockstep:")
          && words[1].equals(word)
          && words[2].equals(name)
          && !words[3].equals("*/");
    }
  }

  /// A statement.
  ///
  /// @param words the leading keywords, in upper case
  record Statement(int line, List<String> words) implements ScriptElement {
    public Statement {
      words = List.copyOf(words);
    }
  }
}
