package dev.lockstep.engine.postgres.lint;

import dev.lockstep.engine.postgres.SqlLexeme;
import dev.lockstep.engine.postgres.SqlToken;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Goes over the tokens of a statement, or of a part of one, from left to right.
final class Words {
  private static final SqlLexeme NOTHING = new SqlLexeme(SqlToken.END, "", 0);

  private final List<SqlLexeme> tokens;
  private int next;

  Words(List<SqlLexeme> tokens) {
    this.tokens = tokens;
  }

  static Words of(String sql) {
    return new Words(
        SqlLexeme.of(sql).stream().filter(token -> token.kind() != SqlToken.COMMENT).toList());
  }

  boolean atEnd() {
    return next >= tokens.size();
  }

  /// The token that is next, or one after it.
  SqlLexeme peek(int ahead) {
    return next + ahead < tokens.size() ? tokens.get(next + ahead) : NOTHING;
  }

  /// Where the next token begins; behind the last one, where that ends.
  int offset() {
    if (!atEnd()) {
      return peek(0).offset();
    }
    return tokens.isEmpty() ? 0 : tokens.getLast().end();
  }

  /// Where the last token ends.
  int end() {
    return tokens.isEmpty() ? 0 : tokens.getLast().end();
  }

  /// Whether these words, in lower case, are next.
  boolean at(String... words) {
    for (int i = 0; i < words.length; i++) {
      if (!peek(i).isWord(words[i])) {
        return false;
      }
    }
    return true;
  }

  /// Goes past these words when they are next.
  boolean take(String... words) {
    boolean here = at(words);
    next += here ? words.length : 0;
    return here;
  }

  /// Goes past the one of these words that is next.
  @Nullable String takeOneOf(String... words) {
    for (String word : words) {
      if (take(word)) {
        return word;
      }
    }
    return null;
  }

  boolean takeSymbol(String symbol) {
    boolean here = peek(0).isSymbol(symbol);
    next += here ? 1 : 0;
    return here;
  }

  SqlLexeme take() {
    SqlLexeme token = peek(0);
    next++;
    return token;
  }

  /// A name without a schema, or null.
  @Nullable String identifier() {
    return peek(0).isName() ? take().name() : null;
  }

  /// A name with or without a schema, or null.
  @Nullable Name name() {
    if (!peek(0).isName()) {
      return null;
    }
    int offset = offset();
    String schema = null;
    String text = take().name();
    while (peek(0).isSymbol(".") && peek(1).isName()) {
      next++;
      schema = text;
      text = take().name();
    }
    return new Name(schema, text, offset);
  }

  /// Names separated by commas.
  List<Name> names() {
    var names = new ArrayList<Name>();
    do {
      take("only");
      Name name = name();
      if (name == null) {
        break;
      }
      names.add(name);
      takeSymbol("*");
    } while (takeSymbol(","));
    return names;
  }

  /// `[ONLY] name [*]`.
  @Nullable Name relation() {
    take("only");
    boolean parentheses = peek(0).kind() == SqlToken.OPEN;
    next += parentheses ? 1 : 0;
    Name name = name();
    if (parentheses && peek(0).kind() == SqlToken.CLOSE) {
      next++;
    }
    takeSymbol("*");
    return name;
  }

  /// What stands in the parentheses that are next; empty when none are.
  List<SqlLexeme> parentheses() {
    if (peek(0).kind() != SqlToken.OPEN) {
      return List.of();
    }
    int from = next + 1;
    int depth = 0;
    do {
      depth += nesting(take());
    } while (depth > 0 && !atEnd());
    return tokens.subList(Math.min(from, tokens.size()), Math.max(from, next - 1));
  }

  /// Names in the parentheses that are next.
  List<String> identifiers() {
    var names = new ArrayList<String>();
    for (List<SqlLexeme> part : split(parentheses())) {
      String name = new Words(part).identifier();
      if (name != null) {
        names.add(name);
      }
    }
    return names;
  }

  /// Goes on to one of these words outside of parentheses, or to the end.
  List<SqlLexeme> until(Set<String> words) {
    int from = next;
    int depth = 0;
    while (!atEnd()) {
      SqlLexeme token = peek(0);
      if (depth == 0 && next > from && isOneOf(token, words)) {
        break;
      }
      depth += nesting(token);
      next++;
    }
    return tokens.subList(from, next);
  }

  /// Whether one of these words stands ahead, outside of parentheses.
  boolean ahead(String... words) {
    int depth = 0;
    for (int i = 0; next + i < tokens.size(); i++) {
      if (depth == 0 && peek(i).isWord(words[0])) {
        boolean all = true;
        for (int j = 1; j < words.length; j++) {
          all &= peek(i + j).isWord(words[j]);
        }
        if (all) {
          return true;
        }
      }
      depth += nesting(peek(i));
    }
    return false;
  }

  /// Goes to a word outside of parentheses and past it.
  boolean skipPast(String word) {
    int depth = 0;
    for (int i = next; i < tokens.size(); i++) {
      if (depth == 0 && tokens.get(i).isWord(word)) {
        next = i + 1;
        return true;
      }
      depth += nesting(tokens.get(i));
    }
    return false;
  }

  /// All tokens that are left.
  List<SqlLexeme> rest() {
    List<SqlLexeme> rest = tokens.subList(Math.min(next, tokens.size()), tokens.size());
    next = tokens.size();
    return rest;
  }

  /// Cuts at the commas outside of parentheses and brackets.
  static List<List<SqlLexeme>> split(List<SqlLexeme> tokens) {
    var parts = new ArrayList<List<SqlLexeme>>();
    int depth = 0;
    int from = 0;
    for (int i = 0; i < tokens.size(); i++) {
      SqlLexeme token = tokens.get(i);
      depth += nesting(token) + (token.isSymbol("[") ? 1 : token.isSymbol("]") ? -1 : 0);
      if (depth == 0 && token.isSymbol(",")) {
        parts.add(tokens.subList(from, i));
        from = i + 1;
      }
    }
    if (from < tokens.size()) {
      parts.add(tokens.subList(from, tokens.size()));
    }
    return parts;
  }

  private static int nesting(SqlLexeme token) {
    return token.kind() == SqlToken.OPEN ? 1 : token.kind() == SqlToken.CLOSE ? -1 : 0;
  }

  private static boolean isOneOf(SqlLexeme token, Set<String> words) {
    return token.kind() == SqlToken.WORD && words.contains(token.name());
  }
}
