package dev.lockstep.engine.postgres.run;

import dev.lockstep.engine.postgres.session.SqlFailures;
import dev.lockstep.engine.postgres.sql.SqlStatement;
import dev.lockstep.engine.postgres.statement.ExecutionMode;
import dev.lockstep.schema.FailureKind;
import java.sql.SQLException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The outcome of one attempt at a script, as far as it is known from the connection.
sealed interface AttemptOutcome {
  /// The server reported the commit of the script's transaction; for a part of an attempt, the part
  /// has succeeded.
  record Committed() implements AttemptOutcome {}

  /// Continues with the next part of the attempt, unless this one has ended it.
  default AttemptOutcome then(Supplier<AttemptOutcome> next) {
    return this instanceof Committed ? next.get() : this;
  }

  /// An outcome to which the run must react.
  sealed interface Uncommitted extends AttemptOutcome {}

  /// The server reported an error.
  ///
  /// @param message the statement that failed; null if the server rolled back without an error
  record Refused(SQLException error, @Nullable WireStatement message) implements Uncommitted {
    /// The script's statement that failed, or null.
    @Nullable SqlStatement statement() {
      return message == null ? null : message.statement();
    }

    /// Whether the error occurred before any statement of the script ran.
    boolean isBeforeBody() {
      return message != null
          && switch (message.part()) {
            case PROLOGUE -> true;
            // The attempt's row could be written, so the script itself has chosen READ ONLY.
            case CLAIM -> !SqlFailures.has(error, SqlFailures.READ_ONLY_TRANSACTION);
            case BODY, JOURNAL, EPILOGUE, RECORD -> false;
          };
    }

    /// Whether the statement copies a database that has other sessions.
    ///
    /// @param database the database's name
    boolean copies(String database) {
      SqlStatement copying = statement();
      return copying != null
          && SqlFailures.has(error, SqlFailures.OBJECT_IN_USE)
          && database.equals(ExecutionMode.template(copying));
    }
  }

  /// The session was lost, and with it the reply.
  ///
  /// @param changesDateStyle the statement after which the driver closed the connection, because it
  ///   supports no DateStyle other than ISO
  record Lost(SQLException error, @Nullable WireStatement changesDateStyle)
      implements Uncommitted {}

  /// The run cannot continue for a reason other than an error of the server.
  ///
  /// @param statement the statement that cannot run, or whose result cannot be used
  record Halted(FailureKind kind, @Nullable SqlStatement statement, String sentence, String hint)
      implements Uncommitted {}

  /// The run must stop between two statements.
  record Stopped() implements Uncommitted {}
}
