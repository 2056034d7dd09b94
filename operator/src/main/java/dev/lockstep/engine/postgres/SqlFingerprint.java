package dev.lockstep.engine.postgres;

import dev.lockstep.engine.Checksum;
import dev.lockstep.engine.Fingerprint;

/// PostgreSQL's fingerprint: the tokens, each on a line of its own, without comments and white
/// space between them. What lies inside strings and COPY data counts, but for the kind of its line
/// ends. A text that cannot be cut into statements is taken as it is.
public final class SqlFingerprint implements Fingerprint {
  @Override
  public String of(String text) {
    try {
      return Checksum.of(tokens(text));
    } catch (SqlSyntaxException | SqlScanner.Unclosed _) {
      return Checksum.of(text);
    }
  }

  private static String tokens(String text) {
    var tokens = new StringBuilder(text.length());
    var lexer = new SqlLexer(text, StandardStrings.ON);
    for (SqlStatement next = lexer.next(); next != null; next = lexer.next()) {
      append(tokens, next.sql());
      if (next.copyData() != null) {
        tokens.append(next.copyData().text());
      }
      tokens.append(";\n");
    }
    return tokens.toString();
  }

  private static void append(StringBuilder tokens, String sql) {
    var scanner = new SqlScanner(sql, StandardStrings.ON);
    for (SqlToken token = scanner.next(); token != SqlToken.END; token = scanner.next()) {
      if (token != SqlToken.SPACE && token != SqlToken.COMMENT) {
        tokens.append(sql, scanner.start(), scanner.end()).append('\n');
      }
    }
  }
}
