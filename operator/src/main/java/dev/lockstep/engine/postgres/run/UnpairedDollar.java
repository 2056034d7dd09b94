package dev.lockstep.engine.postgres.run;

import dev.lockstep.engine.postgres.session.SqlFailures;
import dev.lockstep.engine.postgres.sql.SqlStatement;
import dev.lockstep.engine.postgres.sql.Token;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// A dollar sign that stands for nothing in SQL, where the server says that it does not understand
/// it: mostly the half of a quote (`$$`) that a substitution on the way has cut.
final class UnpairedDollar {
  private static final String SYNTAX_ERROR = "42601";

  private UnpairedDollar() {}

  /// The fact, to be read behind the server's words; empty where it is none.
  static String words(@Nullable SqlStatement statement, SQLException error) {
    return isAt(statement, error) ? "; a dollar quote begins with $$, but here is a single $" : "";
  }

  /// The hint, to follow another one; empty if the error has another cause.
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
