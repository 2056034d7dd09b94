package dev.lockstep.engine.postgres.run;

import dev.lockstep.engine.postgres.session.SqlFailures;
import dev.lockstep.engine.postgres.sql.SqlStatement;
import dev.lockstep.engine.postgres.sql.StatementKind;
import dev.lockstep.engine.postgres.statement.ExecutionMode;
import java.sql.SQLException;
import java.util.Set;

/// Judges the server's refusals of statements inside a transaction.
public final class TransactionRefusal {
  private TransactionRefusal() {}

  /// Whether the server's refusal means that the statement may work by itself: whatever its words,
  /// because extensions refuse statements of their own. Never so with what sets the modes of a
  /// transaction or the session, and for a commit inside it with `CALL` and `DO` alone: a `SELECT`
  /// whose function commits is refused everywhere.
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

  /// Whether it was not the statement that was refused in a transaction, but a command that a
  /// function of it runs: by itself it would be refused again.
  static boolean isRefusedInFunction(SqlStatement statement, SQLException error) {
    return SqlFailures.isRefusedBelow(error)
        && !ExecutionMode.cannotBeInTransaction(statement)
        && !Set.of("REINDEX", "CLUSTER").contains(ExecutionMode.verb(statement));
  }
}
