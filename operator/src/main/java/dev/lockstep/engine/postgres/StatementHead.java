package dev.lockstep.engine.postgres;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the head of a statement word by word: keywords and names, past white space and comments.
final class StatementHead {
  private static final Token END = new Token(SqlToken.END, "");

  private final List<Token> tokens = new ArrayList<>();
  private int next;

  private record Token(SqlToken kind, String text) {
    boolean isWord(String lowerCase) {
      return kind == SqlToken.WORD && Ascii.isWord(text, 0, text.length(), lowerCase);
    }

    boolean isName() {
      return kind == SqlToken.WORD || kind == SqlToken.QUOTED_NAME;
    }

    int nesting() {
      return kind == SqlToken.OPEN ? 1 : kind == SqlToken.CLOSE ? -1 : 0;
    }
  }

  StatementHead(String sql) {
    var scanner = new SqlScanner(sql, StandardStrings.ON);
    try {
      for (SqlToken token = scanner.next(); token != SqlToken.END; token = scanner.next()) {
        if (token != SqlToken.SPACE && token != SqlToken.COMMENT) {
          tokens.add(new Token(token, sql.substring(scanner.start(), scanner.end())));
        }
      }
    } catch (SqlScanner.Unclosed _) {
      // A string that the session reads by another rule: behind the names, which come first.
    }
  }

  /// Goes past these keywords when they are next, given in lower case.
  ///
  /// @return whether they were
  boolean take(String... words) {
    for (int i = 0; i < words.length; i++) {
      if (!at(next + i).isWord(words[i])) {
        return false;
      }
    }
    next += words.length;
    return true;
  }

  /// Goes past one of these keywords.
  ///
  /// @return the one it was, or null
  @Nullable String takeOneOf(String... words) {
    for (String word : words) {
      if (take(word)) {
        return word;
      }
    }
    return null;
  }

  /// Goes past everything in parentheses when an opening one is next.
  void skipParentheses() {
    if (at(next).kind() != SqlToken.OPEN) {
      return;
    }
    int depth = 0;
    do {
      depth += at(next++).nesting();
    } while (depth > 0 && next < tokens.size());
  }

  /// Reads a name of one or several parts; null when none is next.
  @Nullable SqlName name() {
    var parts = new ArrayList<String>();
    do {
      if (!at(next).isName()) {
        return null;
      }
      parts.add(part());
    } while (takeSymbol("."));
    return new SqlName(parts);
  }

  /// Reads names separated by commas.
  List<String> names() {
    var names = new ArrayList<String>();
    do {
      if (!at(next).isName()) {
        return List.of();
      }
      names.add(part());
    } while (takeSymbol(","));
    return names;
  }

  /// Reads `[ONLY] name [*]`, also with the name in parentheses.
  @Nullable SqlName relation() {
    boolean only = take("only");
    boolean parentheses = only && at(next).kind() == SqlToken.OPEN;
    next += parentheses ? 1 : 0;
    SqlName name = name();
    boolean closes = parentheses && at(next).kind() == SqlToken.CLOSE;
    if (closes || (!only && at(next).text().equals("*"))) {
      next++;
    }
    return name;
  }

  /// Reads what is left up to a list in parentheses, and its elements: of each the column that it
  /// names, or null where it is an expression. Empty when there is no list.
  List<@Nullable String> columns() {
    while (at(next).kind() != SqlToken.OPEN && next < tokens.size()) {
      next++;
    }
    var columns = new ArrayList<@Nullable String>();
    int depth = 0;
    for (; next < tokens.size(); next++) {
      Token token = at(next);
      boolean begins = depth == 1 && (at(next - 1).text().equals(",") || isFirst());
      if (begins) {
        columns.add(column(token));
      }
      depth += token.nesting();
      if (depth == 0) {
        break;
      }
    }
    return columns;
  }

  private boolean isFirst() {
    return at(next - 1).kind() == SqlToken.OPEN;
  }

  private @Nullable String column(Token token) {
    Token after = at(next + 1);
    boolean call = after.kind() == SqlToken.OPEN || after.text().equals(".");
    return token.isName() && !call && !SqlIdentifier.hasEscapes(quoted(token))
        ? plain(token)
        : null;
  }

  private static String quoted(Token token) {
    return token.kind() == SqlToken.WORD ? "\"" : token.text();
  }

  private static String plain(Token token) {
    return token.kind() == SqlToken.WORD
        ? SqlIdentifier.folded(token.text())
        : SqlIdentifier.unquoted(token.text());
  }

  private String part() {
    Token token = at(next++);
    if (token.kind() == SqlToken.QUOTED_NAME && SqlIdentifier.hasEscapes(token.text())) {
      return SqlIdentifier.unescaped(token.text(), escape());
    }
    return plain(token);
  }

  /// `UESCAPE '!'` behind a name.
  private char escape() {
    String text = at(next + 1).text();
    if (at(next).isWord("uescape") && text.length() == 3 && text.charAt(0) == '\'') {
      next += 2;
      return text.charAt(1);
    }
    return '\\';
  }

  private boolean takeSymbol(String symbol) {
    boolean is = at(next).text().equals(symbol);
    next += is ? 1 : 0;
    return is;
  }

  private Token at(int index) {
    return index < tokens.size() ? tokens.get(index) : END;
  }
}
