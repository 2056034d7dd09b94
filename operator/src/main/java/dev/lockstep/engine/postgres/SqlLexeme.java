package dev.lockstep.engine.postgres;

import java.util.ArrayList;
import java.util.List;

/// A token of a text and where it stands.
///
/// @param kind what it is
/// @param text as it is written
/// @param offset where it begins in the text, in UTF-16 units
public record SqlLexeme(SqlToken kind, String text, int offset) {
  /// All tokens of a text but the white space, comments included. A string that the session reads
  /// by another rule, and so seems not to end, ends the list.
  public static List<SqlLexeme> of(String text) {
    var lexemes = new ArrayList<SqlLexeme>();
    var scanner = new SqlScanner(text, StandardStrings.ON);
    scanner.moveTo(0, text.length());
    try {
      for (SqlToken token = scanner.next(); token != SqlToken.END; token = scanner.next()) {
        if (token != SqlToken.SPACE) {
          lexemes.add(
              new SqlLexeme(
                  token, text.substring(scanner.start(), scanner.end()), scanner.start()));
        }
      }
    } catch (SqlScanner.Unclosed _) {
      return lexemes;
    }
    return lexemes;
  }

  /// Where it ends, exclusive.
  public int end() {
    return offset + text.length();
  }

  /// Whether it is a keyword or plain name, given in lower case.
  public boolean isWord(String lowerCase) {
    return kind == SqlToken.WORD && Ascii.isWord(text, 0, text.length(), lowerCase);
  }

  /// Whether it is written exactly so, and neither a name nor a string.
  public boolean isSymbol(String symbol) {
    return kind == SqlToken.SYMBOL && text.equals(symbol);
  }

  /// Whether it can be a name.
  public boolean isName() {
    return kind == SqlToken.WORD || kind == SqlToken.QUOTED_NAME;
  }

  /// The name as the server understands it: folded, or without its quotes.
  public String name() {
    if (kind == SqlToken.WORD) {
      return SqlIdentifier.folded(text);
    }
    return SqlIdentifier.hasEscapes(text)
        ? SqlIdentifier.unescaped(text, '\\')
        : SqlIdentifier.unquoted(text);
  }
}
