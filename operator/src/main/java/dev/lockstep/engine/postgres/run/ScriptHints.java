package dev.lockstep.engine.postgres.run;

import dev.lockstep.engine.journal.JournalWords;
import dev.lockstep.engine.postgres.run.AttemptOutcome.Refused;
import dev.lockstep.engine.postgres.session.ServerText;
import dev.lockstep.engine.postgres.session.SqlFailures;
import dev.lockstep.engine.postgres.sql.SqlStatement;
import dev.lockstep.engine.postgres.statement.ExecutionMode;
import dev.lockstep.schema.FailureKind;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// The hint for a statement that failed.
record ScriptHints(Attempt attempt) {
  private static final String AS_A_STATEMENT =
      "Write the named command as a statement of the script: a function or block cannot run it";

  String refused(FailureKind kind, Refused refused) {
    SQLException error = refused.error();
    SqlStatement statement = refused.statement();
    String fromServer = fromServer(statement, error);
    if (wasSettling(refused)) {
      return "Deferred constraints were checked before this statement, because PostgreSQL cannot run it while checks are pending. Make sure that they hold there; nothing in the script was applied";
    }
    if (SqlFailures.has(error, SqlFailures.READ_ONLY_TRANSACTION) && fromServer == null) {
      return "The history row is written in the script's transaction: remove READ ONLY from the script";
    }
    if (SqlFailures.has(error, SqlFailures.DISK_FULL)) {
      return "The server's disk is full: free some space, and run it again";
    }
    if (SqlFailures.has(error, SqlFailures.OUT_OF_MEMORY) && !isJournaled()) {
      return (fromServer == null ? "" : fromServer + " ")
          + "Nothing in the script was applied: run it again when the server has more memory, split it, or begin it with -- lockstep: no-transaction, which runs each statement in its own transaction";
    }
    String outside = statement == null ? null : outside(statement, error);
    return outside == null ? usual(kind, fromServer) : outside;
  }

  private boolean wasSettling(Refused refused) {
    WireStatement message = refused.message();
    SqlStatement statement = refused.statement();
    return message != null
        && statement != null
        && message.part() == WireStatement.Part.EPILOGUE
        && attempt.body().settled().contains(statement);
  }

  /// The hint for a statement that fails inside a transaction.
  private @Nullable String outside(SqlStatement statement, SQLException error) {
    if (TransactionRefusal.isRefusedInFunction(statement, error)) {
      return isJournaled()
          ? AS_A_STATEMENT + "; " + next()
          : AS_A_STATEMENT
              + ". Nothing in the script was applied; if the statement works in psql, begin the script with -- lockstep: no-transaction";
    }
    if (!TransactionRefusal.wantsNoTransaction(statement, error)) {
      return null;
    }
    if (attempt.body().hasOwnTransactions()) {
      return "The statement cannot run in a transaction: move it out of the script's BEGIN and COMMIT"
          + (isJournaled() ? "; " + next() : "");
    }
    return isJournaled() ? "The statement is also refused outside a transaction; " + next() : null;
  }

  private String usual(FailureKind kind, @Nullable String fromServer) {
    if (isJournaled()) {
      String next = next();
      return fromServer == null
          ? Character.toUpperCase(next.charAt(0)) + next.substring(1)
          : "%s; %s".formatted(fromServer, next);
    }
    if (fromServer != null) {
      return fromServer;
    }
    if (attempt.script().isUndo()) {
      return kind == FailureKind.SCRIPT_RETRYABLE
          ? "Nothing in the script was undone; run it again"
          : "Nothing in the script was undone: remove the obstacle, or reverse the changes in a new script";
    }
    return kind == FailureKind.SCRIPT_RETRYABLE
        ? "Nothing in the script was applied; run it again"
        : "Nothing in the script was applied; correct it and run it again";
  }

  /// The server's hint, replaced for COPY on the server, whose hint refers to a psql command.
  private static @Nullable String fromServer(@Nullable SqlStatement statement, SQLException error) {
    String hint = ServerText.hint(error);
    return hint != null && statement != null && ExecutionMode.copiesOnServer(statement)
        ? "COPY reads and writes files on the server: name a file that the server can open, or put the data into the script after COPY ... FROM stdin"
        : hint;
  }

  private boolean isJournaled() {
    return attempt.body().mode().isJournaled();
  }

  private String next() {
    return JournalWords.next(attempt.journal());
  }
}
