package dev.lockstep.engine.postgres.command;

import dev.lockstep.engine.postgres.sql.Token;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The expression of a CHECK constraint.
///
/// @param tokens the tokens; empty if there is no CHECK
/// @param names the names in the expression
/// @param proven the columns that the expression proves to be not NULL
public record Condition(List<Token> tokens, Set<String> names, Set<String> proven) {
  static final Condition NONE = new Condition(List.of(), Set.of(), Set.of());

  public Condition {
    tokens = List.copyOf(tokens);
    names = Set.copyOf(names);
    proven = Set.copyOf(proven);
  }

  static Condition of(List<Token> tokens) {
    var names = new HashSet<String>();
    var proven = new HashSet<String>();
    boolean alternatives = false;
    for (int i = 0; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      alternatives |= token.isWord("or") || token.isWord("case");
      if (token.isName()) {
        names.add(token.name());
        if (isProven(tokens, i)) {
          proven.add(token.name());
        }
      }
    }
    return new Condition(tokens, names, alternatives ? Set.of() : proven);
  }

  /// Finds the form that the server's own proof recognizes: `column IS NOT NULL`, alone or as one
  /// of several conditions that must all hold.
  private static boolean isProven(List<Token> tokens, int i) {
    return i + 3 < tokens.size()
        && tokens.get(i + 1).isWord("is")
        && tokens.get(i + 2).isWord("not")
        && tokens.get(i + 3).isWord("null")
        && (i == 0 || !tokens.get(i - 1).isWord("not"));
  }
}
