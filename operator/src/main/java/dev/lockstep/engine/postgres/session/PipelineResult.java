package dev.lockstep.engine.postgres.session;

import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The server's replies to the statements of a pipeline.
///
/// @param before the replies before the first error, one for each statement
/// @param error the first error; its statement is the one after the last reply
/// @param lastTag the command tag of the last statement, which the server runs even after an error
public record PipelineResult(List<Reply> before, @Nullable SQLException error, String lastTag) {

  /// The reply to a statement, by its index in the pipeline.
  public Reply at(int index) {
    return before.get(index);
  }

  /// Returns this result, or throws its error.
  public PipelineResult orThrow() throws SQLException {
    if (error != null) {
      throw error;
    }
    return this;
  }
}
