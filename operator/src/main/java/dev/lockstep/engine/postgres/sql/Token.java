package dev.lockstep.engine.postgres.sql;

import java.util.ArrayList;
import java.util.List;

/// A token and its offset in a text.
///
/// @param kind the kind of the token
/// @param text the token as written
/// @param offset the offset of its first character, in UTF-16 units
public record Token(TokenKind kind, String text, int offset) {
  /// All tokens of a text except white space; comments are included. The list ends before a token
  /// that is not closed, as happens when the session reads strings by another rule.
  public static List<Token> of(String text) {
    return of(text, StandardStrings.ON);
  }

  /// All tokens of a text by the given value of `standard_conforming_strings`.
  static List<Token> of(String text, StandardStrings strings) {
    var tokens = new ArrayList<Token>();
    var scanner = new SqlScanner(text, strings);
    scanner.moveTo(0, text.length());
    try {
      for (TokenKind token = scanner.next(); token != TokenKind.END; token = scanner.next()) {
        if (token != TokenKind.SPACE) {
          tokens.add(
              new Token(token, text.substring(scanner.start(), scanner.end()), scanner.start()));
        }
      }
    } catch (SqlScanner.Unclosed _) {
      return tokens;
    }
    return tokens;
  }

  /// The offset after the token.
  public int end() {
    return offset + text.length();
  }

  /// The value of a `'...'` string; the text of any other token.
  public String value() {
    return kind == TokenKind.STRING && text.length() > 1 && text.charAt(0) == '\''
        ? text.substring(1, text.length() - 1).replace("''", "'")
        : text;
  }

  /// The change in the depth of parentheses after this token.
  public int nesting() {
    return kind == TokenKind.OPEN ? 1 : kind == TokenKind.CLOSE ? -1 : 0;
  }

  /// Whether the token is this keyword or plain name, which is given in lower case.
  public boolean isWord(String lowerCase) {
    return kind == TokenKind.WORD && Ascii.isWord(text, 0, text.length(), lowerCase);
  }

  /// Whether the token is exactly this symbol, and neither a name nor a string.
  public boolean isSymbol(String symbol) {
    return kind == TokenKind.SYMBOL && text.equals(symbol);
  }

  /// Whether the token can be a name.
  public boolean isName() {
    return kind == TokenKind.WORD || kind == TokenKind.QUOTED_NAME;
  }

  /// The name as the server understands it: folded, or without its quotes.
  public String name() {
    return name('\\');
  }

  /// The name as the server understands it, with the escape character of a `U&"..."` name.
  String name(char escape) {
    if (kind == TokenKind.WORD) {
      return SqlIdentifier.folded(text);
    }
    return SqlIdentifier.hasEscapes(text)
        ? SqlIdentifier.unescaped(text, escape)
        : SqlIdentifier.unquoted(text);
  }
}
