package dev.lockstep.engine.postgres.statement;

import dev.lockstep.engine.postgres.sql.SqlScanner;
import dev.lockstep.engine.postgres.sql.StandardStrings;
import dev.lockstep.engine.postgres.sql.Token;
import dev.lockstep.engine.postgres.sql.TokenKind;
import java.util.Optional;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/// Searches for two adjacent tokens, also inside the strings of a statement: the body of a `DO`
/// block is a string, and so is the argument of `EXECUTE`.
public final class EmbeddedSql {
  /// A block, a statement that it executes, and a block in that statement.
  private static final int DEEPEST = 3;

  private EmbeddedSql() {}

  /// The first token of the first pair that meets a condition.
  public static Optional<Token> find(String sql, BiPredicate<Token, Token> pair) {
    return Optional.ofNullable(find(sql, pair, 0));
  }

  private static @Nullable Token find(String sql, BiPredicate<Token, Token> pair, int depth) {
    var scanner = new SqlScanner(sql, StandardStrings.ON);
    Token before = null;
    try {
      for (TokenKind kind = scanner.next(); kind != TokenKind.END; kind = scanner.next()) {
        if (kind == TokenKind.SPACE || kind == TokenKind.COMMENT) {
          continue;
        }
        var token = new Token(kind, sql.substring(scanner.start(), scanner.end()), scanner.start());
        if (before != null && pair.test(before, token)) {
          return before;
        }
        if (kind == TokenKind.STRING && depth < DEEPEST) {
          Token found = find(inside(token.text()), pair, depth + 1);
          if (found != null) {
            return found;
          }
        }
        before = token;
      }
    } catch (SqlScanner.Unclosed _) {
      // A text with an apostrophe, or a string that the session reads by another rule.
    }
    return null;
  }

  /// The content of a string, with doubled quotes replaced by single ones.
  private static String inside(String string) {
    int quote = string.indexOf('\'');
    if (string.charAt(0) == '$') {
      int tag = string.indexOf('$', 1) + 1;
      return string.substring(tag, string.length() - tag);
    }
    return string.substring(quote + 1, string.length() - 1).replace("''", "'");
  }
}
