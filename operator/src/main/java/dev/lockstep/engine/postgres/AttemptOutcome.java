package dev.lockstep.engine.postgres;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// How one try at a script ended, as far as the connection can tell.
sealed interface AttemptOutcome {
  /// The server said that the script's transaction is committed.
  record Committed() implements AttemptOutcome {}

  /// The server refused.
  ///
  /// @param message what it refused; absent when it rolled back without an error
  record Refused(SQLException error, @Nullable Message message) implements AttemptOutcome {}

  /// The session is gone, and with it the answer.
  record Lost(SQLException error) implements AttemptOutcome {}
}
