package dev.lockstep.engine.postgres;

import dev.lockstep.schema.FailureKind;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// How one try at a script ended, as far as the connection can tell.
sealed interface AttemptOutcome {
  /// The server said that the script's transaction is committed.
  record Committed() implements AttemptOutcome {}

  /// Something is to be done about it.
  sealed interface Uncommitted extends AttemptOutcome {}

  /// The server refused.
  ///
  /// @param message what it refused; absent when it rolled back without an error
  record Refused(SQLException error, @Nullable Message message) implements Uncommitted {}

  /// The session is gone, and with it the answer.
  record Lost(SQLException error) implements Uncommitted {}

  /// It is not the server that stands in the way.
  ///
  /// @param statement the statement that cannot be run or was run in vain
  record Halted(FailureKind kind, @Nullable SqlStatement statement, String sentence, String hint)
      implements Uncommitted {}

  /// The run is to end, between two statements.
  record Stopped() implements Uncommitted {}
}
