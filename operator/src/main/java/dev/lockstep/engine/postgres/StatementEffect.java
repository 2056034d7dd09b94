package dev.lockstep.engine.postgres;

import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgConnection;

/// What a statement that cannot commit together with its journal entry leaves in the catalog: how
/// one sees, when nobody noted its end, what became of it.
interface StatementEffect {
  /// The effect of a statement that runs outside of a transaction.
  static StatementEffect of(SqlStatement statement) {
    return EffectReader.read(statement);
  }

  /// A query of one row and one text column, which may be NULL, whose answer is journaled before
  /// the statement starts; null when none is needed. It runs in the script's session, so names mean
  /// what they mean to the statement; what it calls of the server is schema-qualified.
  @Nullable String snapshotQuery();

  /// What became of a statement that was started, and that failed or whose end nobody noted. Runs
  /// in the script's session, outside of a transaction.
  ///
  /// @param snapshot the answer to [#snapshotQuery()] from before the statement
  Finding judge(PgConnection connection, @Nullable String snapshot) throws SQLException;

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

  /// What a user should know, and the way out.
  record Remark(String sentence, String hint) {}

  /// What became of a statement.
  sealed interface Finding {
    /// It did its work.
    record Done() implements Finding {}

    /// It did its work but for its end.
    ///
    /// @param completion statements that bring it to its end, each outside of a transaction; after
    ///   them it is done
    record DoneAfter(List<String> completion) implements Finding {
      public DoneAfter {
        completion = List.copyOf(completion);
      }
    }

    /// It can be run again.
    ///
    /// @param cleanup statements that take away what it left behind, to be run before it, each
    ///   outside of a transaction
    record NotDone(List<String> cleanup) implements Finding {
      public NotDone {
        cleanup = List.copyOf(cleanup);
      }
    }

    /// Another session is still at work on the same thing: the answer is to be had later.
    ///
    /// @param sentence who is at work on what
    /// @param hint the way out, when it does not end
    record Busy(String sentence, String hint) implements Finding {}

    /// The catalog does not say.
    ///
    /// @param sentence what is not known
    /// @param hint what a person can look at
    record Unknown(String sentence, String hint) implements Finding {}
  }

  /// A statement that comes to the same however often it runs.
  record Repeatable() implements StatementEffect {
    @Override
    public @Nullable String snapshotQuery() {
      return null;
    }

    @Override
    public Finding judge(PgConnection connection, @Nullable String snapshot) {
      return new Finding.NotDone(List.of());
    }
  }

  /// A statement of which nothing is known beforehand, such as a procedure that commits.
  record Unforeseen(SqlStatement statement) implements StatementEffect {
    @Override
    public @Nullable String snapshotQuery() {
      return null;
    }

    @Override
    public Finding judge(PgConnection connection, @Nullable String snapshot) {
      return new Finding.Unknown(
          "what became of statement %d is not known".formatted(statement.number()),
          "Look what it has done");
    }
  }
}
