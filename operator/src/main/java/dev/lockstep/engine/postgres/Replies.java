package dev.lockstep.engine.postgres;

import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What came back for a pipeline of statements.
///
/// @param before the answers before the first error, one for each statement
/// @param error the first error; its statement is the one after the last answer
/// @param lastTag the command tag of the last statement, which the server runs even after an error
record Replies(List<Reply> before, @Nullable SQLException error, String lastTag) {

  /// The answer to a statement, by its place in the pipeline.
  Reply at(int index) {
    return before.get(index);
  }

  /// The answers, when there was no error.
  Replies orThrow() throws SQLException {
    if (error != null) {
      throw error;
    }
    return this;
  }
}
