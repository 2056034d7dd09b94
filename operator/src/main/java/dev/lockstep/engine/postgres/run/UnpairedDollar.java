package dev.lockstep.engine.postgres.run;

import dev.lockstep.engine.postgres.session.SqlFailures;
import dev.lockstep.engine.postgres.sql.SqlStatement;
import dev.lockstep.engine.postgres.sql.Token;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// Detects a dollar sign without a meaning in SQL at the position of a syntax error: usually half
/// of a quote (`$$`) that a substitution has shortened.
final class UnpairedDollar {
  private static final String SYNTAX_ERROR = "42601";

  private UnpairedDollar() {}

  /// The observation, to be appended to the server's message; empty if there is none.
  static String words(@Nullable SqlStatement statement, SQLException error) {
    return isAt(statement, error) ? "; a dollar quote begins with $$, but here is a single $" : "";
  }

  /// The hint, to be appended to another one; empty if the error has another cause.
  static String wayOut(@Nullable SqlStatement statement, SQLException error) {
    return isAt(statement, error)
        ? ". If the file has $$ there, something between the repository and the cluster replaces $$ with $, as envsubst does: exclude the scripts from substitution (Flux's postBuild: annotate their ConfigMap with kustomize.toolkit.fluxcd.io/substitute: disabled)"
        : "";
  }

  private static boolean isAt(@Nullable SqlStatement statement, SQLException error) {
    int position = SqlFailures.position(error);
    if (statement == null || position <= 0 || !SqlFailures.has(error, SYNTAX_ERROR)) {
      return false;
    }
    String sql = statement.sql();
    if (position > sql.codePointCount(0, sql.length())) {
      return false;
    }
    int offset = sql.offsetByCodePoints(0, position - 1);
    return sql.charAt(offset) == '$'
        && Token.of(sql).stream()
            .anyMatch(lexeme -> lexeme.offset() == offset && lexeme.text().equals("$"));
  }
}
