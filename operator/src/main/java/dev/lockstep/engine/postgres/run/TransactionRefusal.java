package dev.lockstep.engine.postgres.run;

import dev.lockstep.engine.postgres.session.SqlFailures;
import dev.lockstep.engine.postgres.sql.SqlStatement;
import dev.lockstep.engine.postgres.sql.StatementKind;
import dev.lockstep.engine.postgres.statement.ExecutionMode;
import java.sql.SQLException;
import java.util.Set;

/// Interprets errors of statements inside a transaction.
public final class TransactionRefusal {
  private TransactionRefusal() {}

  /// Whether the error means that the statement may work outside a transaction: regardless of its
  /// message, because extensions reject statements of their own. This is never true for a statement
  /// that sets the modes of a transaction or changes the session; if the error is a commit inside
  /// the statement, it is true only for `CALL` and `DO`, because a `SELECT` whose function commits
  /// fails everywhere.
  public static boolean wantsNoTransaction(SqlStatement statement, SQLException error) {
    if (SqlFailures.has(error, SqlFailures.TRANSACTION_TERMINATION)) {
      return statement.kind() == StatementKind.PROCEDURE;
    }
    return SqlFailures.has(error, SqlFailures.ACTIVE_TRANSACTION)
        && SqlFailures.isFromServer(error)
        && switch (ExecutionMode.of(statement)) {
          case BEGINS, BARE -> false;
          case IN_TRANSACTION, PROCEDURE, OUTSIDE -> true;
        };
  }

  /// Whether the server rejected not the statement itself but a command in a function of it, which
  /// would also fail outside a transaction.
  static boolean isRefusedInFunction(SqlStatement statement, SQLException error) {
    return SqlFailures.isRefusedBelow(error)
        && !ExecutionMode.cannotBeInTransaction(statement)
        && !Set.of("REINDEX", "CLUSTER").contains(ExecutionMode.verb(statement));
  }
}
