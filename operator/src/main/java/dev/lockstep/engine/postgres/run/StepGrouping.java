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

/// Groups the statements of a journaled script into steps, and regroups them by what the server
/// refuses.
final class StepGrouping {
  private final List<SqlStatement> statements;
  private final ScriptBody.Mode mode;

  /// The statements that turned out to want no transaction around them.
  private final Set<SqlStatement> outsiders = new HashSet<>();

  /// Up to here statements run bare, because the script has made its transactions read-only.
  private int readOnlyUntil;

  /// Up to here statements run by themselves, because one needs those before it committed.
  private int singleUntil;

  /// How many statements may share a transaction, because the server has no room for the locks of
  /// more.
  private int most = Integer.MAX_VALUE;

  StepGrouping(ScriptBody body) {
    this.statements = body.statements();
    this.mode = body.mode();
  }

  /// How a step runs while no transaction of the script's own is open.
  ///
  /// @param index its first statement
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

  /// The statement behind those that share a transaction.
  ///
  /// @param from the first of them
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

  /// Regroups the statements of a step that the server refused.
  ///
  /// @param from the first of them
  /// @param to the one behind the last
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

  /// Whether a refused statement is to run by itself. What a function ran will be refused again,
  /// unless the function is one that knows better: then the script has to say so.
  private boolean wantsNoTransaction(SqlStatement failed, SQLException error) {
    return TransactionRefusal.wantsNoTransaction(failed, error)
        && (mode == ScriptBody.Mode.JOURNALED_SINGLY
            || !TransactionRefusal.isRefusedInFunction(failed, error));
  }
}
