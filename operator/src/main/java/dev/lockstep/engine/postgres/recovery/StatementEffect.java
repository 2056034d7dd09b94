package dev.lockstep.engine.postgres.recovery;

import dev.lockstep.engine.postgres.sql.SqlStatement;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgConnection;

/// The effect on the catalog of a statement that cannot commit together with its journal entry:
/// determines the outcome if the end of the statement was not recorded.
public interface StatementEffect {
  /// The effect of a statement that runs outside a transaction.
  static StatementEffect of(SqlStatement statement) {
    return EffectParser.read(statement);
  }

  /// A query with one row and one text column, which may be NULL. Its result is journaled before
  /// the statement starts. Null if none is needed. It runs in the script's session, so names
  /// resolve as in the statement; names of the server's own objects are schema-qualified.
  @Nullable String snapshotQuery();

  /// The outcome of a statement that was started, but failed or has no recorded end. Runs in the
  /// script's session, outside a transaction.
  ///
  /// @param snapshot the answer to [#snapshotQuery()] from before the statement
  Recovery judge(PgConnection connection, @Nullable String snapshot) throws SQLException;

  /// The reason for which the result of a successful statement cannot be used, such as an invalid
  /// index; null if there is none. A statement with a defect counts as unfinished: it is judged and
  /// run again.
  ///
  /// @param snapshot the answer to [#snapshotQuery()] from before the statement
  default @Nullable Remark defect(PgConnection connection, @Nullable String snapshot)
      throws SQLException {
    return null;
  }

  /// The cause of a failure that the server's error does not mention, such as that the existing
  /// index is invalid; null if there is none. Called before any cleanup.
  ///
  /// @param snapshot the answer to [#snapshotQuery()] from before the statement
  default @Nullable Remark obstacle(PgConnection connection, @Nullable String snapshot)
      throws SQLException {
    return null;
  }

  /// A sentence for the user, and how to fix the problem.
  record Remark(String sentence, String hint) {}

  /// The outcome of a statement.
  sealed interface Recovery {
    /// The statement has finished.
    record Done() implements Recovery {}

    /// The statement has finished except for its last step.
    ///
    /// @param completion statements that complete it, each run outside a transaction
    record DoneAfter(List<String> completion) implements Recovery {
      public DoneAfter {
        completion = List.copyOf(completion);
      }
    }

    /// The statement can be run again.
    ///
    /// @param cleanup statements that remove what it left behind, to be run before it, each outside
    ///   a transaction
    record NotDone(List<String> cleanup) implements Recovery {
      public NotDone {
        cleanup = List.copyOf(cleanup);
      }
    }

    /// Another session is still working on the same object; check again later.
    ///
    /// @param sentence which session works on which object
    /// @param hint how to proceed if it does not end
    record Busy(String sentence, String hint) implements Recovery {}

    /// The catalog does not show the outcome.
    ///
    /// @param sentence what is not known
    /// @param hint what the user can check
    record Unknown(String sentence, String hint) implements Recovery {}
  }

  /// A statement that can be repeated without changing the result.
  record Repeatable() implements StatementEffect {
    @Override
    public @Nullable String snapshotQuery() {
      return null;
    }

    @Override
    public Recovery judge(PgConnection connection, @Nullable String snapshot) {
      return new Recovery.NotDone(List.of());
    }
  }

  /// A statement whose effect cannot be predicted, such as a procedure that commits.
  record UnknownEffect(SqlStatement statement) implements StatementEffect {
    @Override
    public @Nullable String snapshotQuery() {
      return null;
    }

    @Override
    public Recovery judge(PgConnection connection, @Nullable String snapshot) {
      return new Recovery.Unknown(
          "the outcome of statement %d is unknown".formatted(statement.number()),
          "Check what it did");
    }
  }
}
