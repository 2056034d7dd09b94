package dev.lockstep.engine.script;

import java.util.List;

/// What stands in a script, in its order, as far as it says where one part of it ends and another
/// begins: the statements, and the comments between them. Comments inside of statements, strings,
/// bodies of functions and data of COPY are none.
public sealed interface ScriptElement {
  /// The line that it begins in, from 1.
  int line();

  /// A comment between statements.
  ///
  /// @param endLine the line that it ends in
  /// @param text as it is written, with its dashes or `/*`; a long one is cut
  record Comment(int line, int endLine, String text) implements ScriptElement {
    /// How much of a comment is looked at.
    public static final int LONGEST = 400;

    /// Whether it says that what a name stands for is accepted, with a reason, where `word` is
    /// `allow` or `allow-file`.
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
  /// @param words its leading keywords, in capital letters
  record Statement(int line, List<String> words) implements ScriptElement {
    public Statement {
      words = List.copyOf(words);
    }
  }
}
