package dev.lockstep.engine.postgres.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads the tokens of a statement, or of a part of one, from left to right.
public final class TokenCursor {
  private static final Token NOTHING = new Token(TokenKind.END, "", 0);

  /// The number of columns of a list that are read: the server allows 32 in a key or an index.
  public static final int COLUMNS = 40;

  private final List<Token> tokens;
  private int next;

  public TokenCursor(List<Token> tokens) {
    this.tokens = tokens;
  }

  public static TokenCursor of(String sql) {
    return new TokenCursor(
        Token.of(sql).stream().filter(token -> token.kind() != TokenKind.COMMENT).toList());
  }

  public boolean atEnd() {
    return next >= tokens.size();
  }

  /// The next token, or one after it, without consuming it.
  public Token peek(int ahead) {
    return next + ahead < tokens.size() ? tokens.get(next + ahead) : NOTHING;
  }

  /// The offset of the next token; at the end, the offset after the last token.
  public int offset() {
    if (!atEnd()) {
      return peek(0).offset();
    }
    return tokens.isEmpty() ? 0 : tokens.getLast().end();
  }

  /// The offset after the last token.
  public int end() {
    return tokens.isEmpty() ? 0 : tokens.getLast().end();
  }

  /// Whether the next tokens are these words, which are given in lower case.
  public boolean at(String... words) {
    for (int i = 0; i < words.length; i++) {
      if (!peek(i).isWord(words[i])) {
        return false;
      }
    }
    return true;
  }

  /// Consumes these words if they are next.
  public boolean take(String... words) {
    boolean here = at(words);
    next += here ? words.length : 0;
    return here;
  }

  /// Consumes whichever of these words is next; null if none is.
  public @Nullable String takeOneOf(String... words) {
    for (String word : words) {
      if (take(word)) {
        return word;
      }
    }
    return null;
  }

  public boolean takeSymbol(String symbol) {
    boolean here = peek(0).isSymbol(symbol);
    next += here ? 1 : 0;
    return here;
  }

  public Token take() {
    Token token = peek(0);
    next++;
    return token;
  }

  /// A name without a schema, or null.
  public @Nullable String identifier() {
    return peek(0).isName() ? part() : null;
  }

  /// A name with or without a schema, or null.
  public @Nullable Name name() {
    if (!peek(0).isName()) {
      return null;
    }
    int offset = offset();
    String database = null;
    String schema = null;
    String text = part();
    while (peek(0).isSymbol(".") && peek(1).isName()) {
      next++;
      database = schema;
      schema = text;
      text = part();
    }
    return new Name(database, schema, text, offset);
  }

  /// One part of a name, with a `UESCAPE '!'` that follows it.
  private String part() {
    Token token = take();
    String text = peek(1).text();
    if (token.kind() == TokenKind.QUOTED_NAME
        && peek(0).isWord("uescape")
        && text.length() == 3
        && text.charAt(0) == '\'') {
      next += 2;
      return Name.stored(token.name(text.charAt(1)));
    }
    return Name.stored(token.name());
  }

  /// Names separated by commas.
  public List<Name> names() {
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
  public @Nullable Name relation() {
    take("only");
    boolean parentheses = peek(0).kind() == TokenKind.OPEN;
    next += parentheses ? 1 : 0;
    Name name = name();
    if (parentheses && peek(0).kind() == TokenKind.CLOSE) {
      next++;
    }
    takeSymbol("*");
    return name;
  }

  /// Consumes the parentheses that are next and returns the tokens inside; empty if no parenthesis
  /// is next.
  public List<Token> parentheses() {
    if (peek(0).kind() != TokenKind.OPEN) {
      return List.of();
    }
    int from = next + 1;
    int depth = 0;
    do {
      depth += take().nesting();
    } while (depth > 0 && !atEnd());
    return tokens.subList(Math.min(from, tokens.size()), Math.max(from, next - 1));
  }

  /// A cursor over at most `count` of the next tokens.
  public TokenCursor near(int count) {
    return new TokenCursor(
        tokens.subList(Math.min(next, tokens.size()), Math.min(next + count, tokens.size())));
  }

  /// Consumes the parentheses that are next and returns the names in the list inside.
  public List<String> identifiers() {
    var names = new ArrayList<String>();
    for (List<Token> part : split(parentheses())) {
      String name = new TokenCursor(part).identifier();
      if (name != null && names.size() < COLUMNS) {
        names.add(name);
      }
    }
    return names;
  }

  /// Consumes and returns the tokens up to one of these words outside parentheses, or all tokens.
  public List<Token> until(Set<String> words) {
    int from = next;
    int depth = 0;
    while (!atEnd()) {
      Token token = peek(0);
      if (depth == 0 && next > from && isOneOf(token, words)) {
        break;
      }
      depth += token.nesting();
      next++;
    }
    return tokens.subList(from, next);
  }

  /// Whether this sequence of words follows somewhere, outside parentheses.
  public boolean ahead(String... words) {
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
      depth += peek(i).nesting();
    }
    return false;
  }

  /// Skips to a word outside parentheses and consumes it; without the word, nothing is consumed.
  public boolean skipPast(String word) {
    int depth = 0;
    for (int i = next; i < tokens.size(); i++) {
      if (depth == 0 && tokens.get(i).isWord(word)) {
        next = i + 1;
        return true;
      }
      depth += tokens.get(i).nesting();
    }
    return false;
  }

  /// All tokens, including those already consumed.
  public List<Token> all() {
    return tokens;
  }

  /// Consumes and returns the remaining tokens.
  public List<Token> rest() {
    List<Token> rest = tokens.subList(Math.min(next, tokens.size()), tokens.size());
    next = tokens.size();
    return rest;
  }

  /// Splits at the commas outside parentheses and brackets.
  public static List<List<Token>> split(List<Token> tokens) {
    var parts = new ArrayList<List<Token>>();
    int depth = 0;
    int from = 0;
    for (int i = 0; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      depth += token.nesting() + (token.isSymbol("[") ? 1 : token.isSymbol("]") ? -1 : 0);
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

  private static boolean isOneOf(Token token, Set<String> words) {
    return token.kind() == TokenKind.WORD && words.contains(token.name());
  }
}
