package dev.lockstep.engine.postgres;

import dev.lockstep.engine.postgres.sql.SqlScanner;
import dev.lockstep.engine.postgres.sql.StandardStrings;
import dev.lockstep.engine.postgres.sql.TokenKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Finds names in a statement that the search path resolves: functions, types and relations without
/// a schema and, if the path is not ours, operators and keywords that stand for operators.
///
/// @param sql the statement
/// @param path the search path with which it runs
record NameCheck(String sql, Path path) {
  enum Path {
    OURS,
    THEIRS
  }

  /// Words that can precede a parenthesis and are not functions.
  private static final Set<String> WORDS =
      Set.of(
          ("select join from where and or not in any all exists values on as over filter using when then else case end by"
                  + " lateral coalesce nullif greatest least extract array operator with distinct check default key"
                  + " materialized conflict row unique union returns is having into char")
              .split(" "));

  /// The names that the program's own WITH clauses and aliases define.
  private static final Set<String> LOCAL =
      Set.of(
          "spaces",
          "relations",
          "objects",
          "entries",
          "done",
          "me",
          "groups",
          "columns",
          "trees",
          "lacks",
          "n",
          "s",
          "t");

  private static final Set<String> TYPE_WORDS =
      Set.of("bigint", "int", "integer", "smallint", "boolean", "numeric", "float", "varchar");

  private static final Set<String> STANDS_FOR_OPERATOR =
      Set.of("in", "like", "ilike", "nullif", "between", "similar");

  private record Token(TokenKind kind, String text) {
    boolean is(String word) {
      return kind == TokenKind.WORD && text.equals(word);
    }
  }

  List<String> faults() {
    var faults = new ArrayList<String>();
    List<Token> tokens = tokens();
    if (!Set.of("select", "insert", "update", "delete", "with", "create", "alter")
        .contains(at(tokens, 0).text())) {
      return faults;
    }
    for (int i = 0; i < tokens.size(); i++) {
      call(tokens, i, faults);
      type(tokens, i, faults);
      relation(tokens, i, faults);
      if (path == Path.THEIRS) {
        operator(tokens, i, faults);
      }
    }
    return faults;
  }

  private static void call(List<Token> tokens, int i, List<String> faults) {
    Token token = tokens.get(i);
    Token before = at(tokens, i - 1);
    boolean alias =
        before.kind() == TokenKind.CLOSE
            || before.is("as")
            || (before.kind() == TokenKind.WORD && at(tokens, i - 2).text().equals("."));
    if (token.kind() == TokenKind.WORD
        && at(tokens, i + 1).kind() == TokenKind.OPEN
        && !before.text().equals(".")
        && !alias
        && !WORDS.contains(token.text())
        && !LOCAL.contains(token.text())) {
      faults.add("function " + token.text());
    }
  }

  private static void type(List<Token> tokens, int i, List<String> faults) {
    if (tokens.get(i).text().equals("::")) {
      Token type = at(tokens, i + 1);
      if (!type.is("pg_catalog") && !TYPE_WORDS.contains(type.text())) {
        faults.add("type " + type.text());
      }
    }
  }

  private static void relation(List<Token> tokens, int i, List<String> faults) {
    Token token = tokens.get(i);
    boolean introduces =
        token.is("join")
            || token.is("into")
            || (token.is("from") && !at(tokens, i - 1).is("distinct"))
            || (token.is("update") && !at(tokens, i - 1).is("do"));
    Token name = at(tokens, i + 1);
    if (introduces && name.is("lateral")) {
      name = at(tokens, i + 2);
    }
    boolean isName = name.kind() == TokenKind.WORD || name.kind() == TokenKind.QUOTED_NAME;
    if (introduces
        && isName
        && !LOCAL.contains(name.text())
        && !inExtract(tokens, i)
        && !at(tokens, i + 2).text().equals(".")
        && !at(tokens, i + 3).text().equals(".")) {
      faults.add("relation " + name.text());
    }
  }

  /// `extract(epoch FROM x)`.
  private static boolean inExtract(List<Token> tokens, int i) {
    return at(tokens, i - 3).is("extract");
  }

  private static void operator(List<Token> tokens, int i, List<String> faults) {
    Token token = tokens.get(i);
    if (token.kind() == TokenKind.SYMBOL
        && !Set.of(".", ",", "::", "[", "]", ":").contains(token.text())
        && !at(tokens, i - 1).text().equals(".")
        && !isAssignment(tokens, i)
        && !isStar(tokens, i)
        && !isSign(tokens, i)) {
      faults.add("operator " + token.text());
    }
    if (token.kind() == TokenKind.WORD && STANDS_FOR_OPERATOR.contains(token.text())) {
      faults.add(token.text().toUpperCase(Locale.ROOT));
    }
    if (token.is("distinct") && at(tokens, i + 1).is("from")) {
      faults.add("DISTINCT FROM");
    }
    if (token.is("case") && !at(tokens, i + 1).is("when")) {
      faults.add("CASE");
    }
  }

  /// `SET column = value`.
  private static boolean isAssignment(List<Token> tokens, int i) {
    int clause = i;
    while (clause > 0
        && !Set.of("set", "where", "select", "from").contains(at(tokens, clause).text())) {
      clause--;
    }
    return tokens.get(i).text().equals("=")
        && at(tokens, clause).is("set")
        && (at(tokens, i - 2).is("set") || at(tokens, i - 2).text().equals(","));
  }

  private static boolean isStar(List<Token> tokens, int i) {
    return tokens.get(i).text().equals("*")
        && (at(tokens, i - 1).kind() == TokenKind.OPEN || at(tokens, i - 1).is("select"));
  }

  /// Whether an operator is the sign of a number.
  private static boolean isSign(List<Token> tokens, int i) {
    return tokens.get(i).text().equals("-")
        && at(tokens, i - 1).kind() == TokenKind.OPEN
        && at(tokens, i + 1).kind() == TokenKind.VALUE;
  }

  private static Token at(List<Token> tokens, int i) {
    return i < 0 || i >= tokens.size() ? new Token(TokenKind.END, "") : tokens.get(i);
  }

  private List<Token> tokens() {
    var tokens = new ArrayList<Token>();
    var scanner = new SqlScanner(sql, StandardStrings.ON);
    try {
      for (TokenKind token = scanner.next(); token != TokenKind.END; token = scanner.next()) {
        String text = sql.substring(scanner.start(), scanner.end());
        if (token == TokenKind.SPACE || token == TokenKind.COMMENT) {
          continue;
        }
        tokens.add(
            new Token(token, token == TokenKind.WORD ? text.toLowerCase(Locale.ROOT) : text));
      }
    } catch (SqlScanner.Unclosed e) {
      throw new IllegalStateException(sql, e);
    }
    return tokens;
  }
}
