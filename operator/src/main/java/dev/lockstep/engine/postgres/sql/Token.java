package dev.lockstep.engine.postgres.sql;

import java.util.ArrayList;
import java.util.List;

/// A token of a text and where it stands.
///
/// @param kind what it is
/// @param text as it is written
/// @param offset where it begins in the text, in UTF-16 units
public record Token(TokenKind kind, String text, int offset) {
  /// All tokens of a text but the white space, comments included. A string that the session reads
  /// by another rule, and so seems not to end, ends the list.
  public static List<Token> of(String text) {
    return of(text, StandardStrings.ON);
  }

  /// The same for a session that may read strings by the older rule.
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

  /// Where it ends, exclusive.
  public int end() {
    return offset + text.length();
  }

  /// What stands in a `'...'` string; another token as it is.
  public String value() {
    return kind == TokenKind.STRING && text.length() > 1 && text.charAt(0) == '\''
        ? text.substring(1, text.length() - 1).replace("''", "'")
        : text;
  }

  /// How much deeper in parentheses the next token is.
  public int nesting() {
    return kind == TokenKind.OPEN ? 1 : kind == TokenKind.CLOSE ? -1 : 0;
  }

  /// Whether it is a keyword or plain name, given in lower case.
  public boolean isWord(String lowerCase) {
    return kind == TokenKind.WORD && Ascii.isWord(text, 0, text.length(), lowerCase);
  }

  /// Whether it is written exactly so, and neither a name nor a string.
  public boolean isSymbol(String symbol) {
    return kind == TokenKind.SYMBOL && text.equals(symbol);
  }

  /// Whether it can be a name.
  public boolean isName() {
    return kind == TokenKind.WORD || kind == TokenKind.QUOTED_NAME;
  }

  /// The name as the server understands it: folded, or without its quotes.
  public String name() {
    return name('\\');
  }

  /// The same for a `U&"..."` name with an escape of its own.
  String name(char escape) {
    if (kind == TokenKind.WORD) {
      return SqlIdentifier.folded(text);
    }
    return SqlIdentifier.hasEscapes(text)
        ? SqlIdentifier.unescaped(text, escape)
        : SqlIdentifier.unquoted(text);
  }
}
