package dev.lockstep.engine.postgres.run;

import dev.lockstep.engine.postgres.run.AttemptOutcome.Refused;
import dev.lockstep.engine.postgres.run.WireStatement.Part;
import dev.lockstep.engine.postgres.session.SqlFailures;
import dev.lockstep.engine.postgres.sql.SqlStatement;
import dev.lockstep.engine.postgres.statement.ExecutionMode;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Groups the statements of a journaled script into steps, and changes the groups after errors of
/// the server.
final class StepGrouping {
  private final List<SqlStatement> statements;
  private final ScriptBody.Mode mode;

  /// The statements that have failed because of the transaction around them.
  private final Set<SqlStatement> outsiders = new HashSet<>();

  /// The index up to which statements run without a transaction of ours, because the script has
  /// made its transactions read-only.
  private int readOnlyUntil;

  /// The index up to which each statement runs in its own transaction, because one requires that
  /// those before it are committed.
  private int singleUntil;

  /// The maximum number of statements in a transaction, after the server had no room for the locks
  /// of a larger one.
  private int most = Integer.MAX_VALUE;

  StepGrouping(ScriptBody body) {
    this.statements = body.statements();
    this.mode = body.mode();
  }

  /// The mode of a step while no transaction of the script itself is open.
  ///
  /// @param index the index of its first statement
  ExecutionMode modeOf(int index) {
    SqlStatement statement = statements.get(index);
    if (outsiders.contains(statement)) {
      return ExecutionMode.OUTSIDE;
    }
    ExecutionMode usual = ExecutionMode.of(statement);
    return switch (usual) {
      case IN_TRANSACTION, PROCEDURE -> index < readOnlyUntil ? ExecutionMode.BARE : usual;
      case BEGINS, BARE, OUTSIDE -> usual;
    };
  }

  /// The index after the last statement that shares a transaction with a statement.
  ///
  /// @param from the index of that statement, the first of the group
  int end(int from) {
    int to = from + 1;
    while (mode == ScriptBody.Mode.JOURNALED_IN_GROUPS
        && from >= singleUntil
        && to < statements.size()
        && to - from < most
        && !ExecutionMode.addsEnumValue(statements.get(to - 1))
        && !outsiders.contains(statements.get(to))
        && ExecutionMode.of(statements.get(to)) == ExecutionMode.IN_TRANSACTION) {
      to++;
    }
    return to;
  }

  /// Changes the groups after the server has rejected a step.
  ///
  /// @param from the index of the first statement of the step
  /// @param to the index after its last statement
  /// @return false if no other grouping can help
  boolean regroup(Refused refused, int from, int to) {
    WireStatement message = refused.message();
    if (message == null) {
      return false;
    }
    SQLException error = refused.error();
    SqlStatement failed = message.statement();
    boolean several = to - from > 1;
    if (several && SqlFailures.has(error, SqlFailures.OUT_OF_MEMORY)) {
      most = (to - from) / 2;
    } else if (several && SqlFailures.isForWantOfCommit(error)) {
      singleUntil = to;
    } else if (failed != null && wantsNoTransaction(failed, error)) {
      outsiders.add(failed);
    } else if (message.part() == Part.JOURNAL
        && SqlFailures.has(error, SqlFailures.READ_ONLY_TRANSACTION)) {
      readOnlyUntil = to;
    } else {
      return false;
    }
    return true;
  }

  /// Whether a failed statement must run outside a transaction. A command inside a function would
  /// fail again, unless the function handles that itself; the script must then have a marker.
  private boolean wantsNoTransaction(SqlStatement failed, SQLException error) {
    return TransactionRefusal.wantsNoTransaction(failed, error)
        && (mode == ScriptBody.Mode.JOURNALED_SINGLY
            || !TransactionRefusal.isRefusedInFunction(failed, error));
  }
}
