package dev.lockstep.engine.postgres.run;

import dev.lockstep.engine.postgres.session.SqlFailures;
import dev.lockstep.engine.postgres.sql.SqlStatement;
import dev.lockstep.engine.postgres.statement.ExecutionMode;
import dev.lockstep.schema.FailureKind;
import java.sql.SQLException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// How one try at a script ended, as far as the connection can tell.
sealed interface AttemptOutcome {
  /// The server said that the script's transaction is committed; of a part of an attempt, that all
  /// of the part is done.
  record Committed() implements AttemptOutcome {}

  /// What the next part of the attempt comes to, unless this one ended it.
  default AttemptOutcome then(Supplier<AttemptOutcome> next) {
    return this instanceof Committed ? next.get() : this;
  }

  /// The run must react to it.
  sealed interface Uncommitted extends AttemptOutcome {}

  /// The server refused.
  ///
  /// @param message what it refused; absent when it rolled back without an error
  record Refused(SQLException error, @Nullable WireStatement message) implements Uncommitted {
    /// The script's statement that was refused, if it was one.
    @Nullable SqlStatement statement() {
      return message == null ? null : message.statement();
    }

    /// Whether nothing of the script was run.
    boolean isBeforeBody() {
      return message != null
          && switch (message.part()) {
            case PROLOGUE -> true;
            // The attempt's row could be written: it is the script that made itself read-only.
            case CLAIM -> !SqlFailures.has(error, SqlFailures.READ_ONLY_TRANSACTION);
            case BODY, JOURNAL, EPILOGUE, RECORD -> false;
          };
    }

    /// Whether a database was to be copied while somebody is in it.
    ///
    /// @param database its name
    boolean copies(String database) {
      SqlStatement copying = statement();
      return copying != null
          && SqlFailures.has(error, SqlFailures.OBJECT_IN_USE)
          && database.equals(ExecutionMode.template(copying));
    }
  }

  /// The session is gone, and with it the answer.
  ///
  /// @param changesDateStyle the statement after which the driver closed the connection, because it
  ///   works with no DateStyle but ISO
  record Lost(SQLException error, @Nullable WireStatement changesDateStyle)
      implements Uncommitted {}

  /// The obstacle is not the server.
  ///
  /// @param statement the statement that cannot be run or was run in vain
  record Halted(FailureKind kind, @Nullable SqlStatement statement, String sentence, String hint)
      implements Uncommitted {}

  /// The run is to end, between two statements.
  record Stopped() implements Uncommitted {}
}
