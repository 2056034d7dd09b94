package dev.lockstep.engine.postgres.session;

import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What came back for a pipeline of statements.
///
/// @param before the answers before the first error, one for each statement
/// @param error the first error; its statement is the one after the last answer
/// @param lastTag the command tag of the last statement, which the server runs even after an error
public record PipelineResult(List<Reply> before, @Nullable SQLException error, String lastTag) {

  /// The answer to a statement, by its place in the pipeline.
  public Reply at(int index) {
    return before.get(index);
  }

  /// The answers, when there was no error.
  public PipelineResult orThrow() throws SQLException {
    if (error != null) {
      throw error;
    }
    return this;
  }
}
