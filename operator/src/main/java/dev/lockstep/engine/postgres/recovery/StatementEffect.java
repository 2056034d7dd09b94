package dev.lockstep.engine.postgres.recovery;

import dev.lockstep.engine.postgres.sql.SqlStatement;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgConnection;

/// What a statement that cannot commit together with its journal entry leaves in the catalog: how
/// its outcome is determined if its end was not recorded.
public interface StatementEffect {
  /// The effect of a statement that runs outside of a transaction.
  static StatementEffect of(SqlStatement statement) {
    return EffectParser.read(statement);
  }

  /// A query of one row and one text column, which may be NULL, whose answer is journaled before
  /// the statement starts; null when none is needed. It runs in the script's session, so names mean
  /// what they mean to the statement; what it calls of the server is schema-qualified.
  @Nullable String snapshotQuery();

  /// The outcome of a statement that was started, but failed or has no recorded end. Runs in the
  /// script's session, outside of a transaction.
  ///
  /// @param snapshot the answer to [#snapshotQuery()] from before the statement
  Recovery judge(PgConnection connection, @Nullable String snapshot) throws SQLException;

  /// Why the result of a statement that succeeded is of no use, such as an invalid index; null when
  /// it is as it should be. A statement with a defect has not finished: it is judged and run again.
  ///
  /// @param snapshot the answer to [#snapshotQuery()] from before the statement
  default @Nullable Remark defect(PgConnection connection, @Nullable String snapshot)
      throws SQLException {
    return null;
  }

  /// What stood in the way of a statement that the server refused and does not say itself, such as
  /// that the index which exists already is invalid; null when there is no such thing. Asked before
  /// any clean-up.
  ///
  /// @param snapshot the answer to [#snapshotQuery()] from before the statement
  default @Nullable Remark obstacle(PgConnection connection, @Nullable String snapshot)
      throws SQLException {
    return null;
  }

  /// What a user should know, and how to fix it.
  record Remark(String sentence, String hint) {}

  /// The outcome of a statement.
  sealed interface Recovery {
    /// It did its work.
    record Done() implements Recovery {}

    /// It did its work but for its end.
    ///
    /// @param completion statements that bring it to its end, each outside of a transaction; after
    ///   them it is done
    record DoneAfter(List<String> completion) implements Recovery {
      public DoneAfter {
        completion = List.copyOf(completion);
      }
    }

    /// It can be run again.
    ///
    /// @param cleanup statements that take away what it left behind, to be run before it, each
    ///   outside of a transaction
    record NotDone(List<String> cleanup) implements Recovery {
      public NotDone {
        cleanup = List.copyOf(cleanup);
      }
    }

    /// Another session is still working on the same object; ask again later.
    ///
    /// @param sentence which session works on what
    /// @param hint how to fix it if it does not end
    record Busy(String sentence, String hint) implements Recovery {}

    /// The catalog does not say.
    ///
    /// @param sentence what is not known
    /// @param hint what a person can look at
    record Unknown(String sentence, String hint) implements Recovery {}
  }

  /// A statement that comes to the same however often it runs.
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

  /// A statement of which nothing is known beforehand, such as a procedure that commits.
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
