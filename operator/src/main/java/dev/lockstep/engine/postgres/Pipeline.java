package dev.lockstep.engine.postgres;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.Field;
import org.postgresql.core.NativeQuery;
import org.postgresql.core.Query;
import org.postgresql.core.QueryExecutor;
import org.postgresql.core.ResultCursor;
import org.postgresql.core.ResultHandlerBase;
import org.postgresql.core.SqlCommand;
import org.postgresql.core.Tuple;
import org.postgresql.jdbc.PgConnection;

/// Sends statements as they are, each as a message of its own, in one write, and reads all answers:
/// one round trip. The driver's own parser, which cuts and rewrites, is passed by.
final class Pipeline {
  private static final int FLAGS =
      QueryExecutor.QUERY_SUPPRESS_BEGIN
          | QueryExecutor.QUERY_EXECUTE_AS_SIMPLE
          | QueryExecutor.QUERY_ONESHOT;

  private Pipeline() {}

  /// Sends statements whose results are kept.
  static Replies ask(PgConnection connection, List<String> statements) throws SQLException {
    return run(connection, statements, FLAGS, () -> {});
  }

  /// Sends statements whose results, however large, are thrown away.
  static Replies tell(PgConnection connection, List<String> statements) throws SQLException {
    return tell(connection, statements, () -> {});
  }

  /// The same, for who wants to know of each answer as it comes.
  static Replies tell(PgConnection connection, List<String> statements, Runnable onAnswer)
      throws SQLException {
    return run(connection, statements, FLAGS | QueryExecutor.QUERY_NO_RESULTS, onAnswer);
  }

  private static Replies run(
      PgConnection connection, List<String> statements, int flags, Runnable onAnswer)
      throws SQLException {
    QueryExecutor executor = connection.getQueryExecutor();
    Query query =
        executor.wrap(
            statements.stream().map(sql -> new NativeQuery(sql, SqlCommand.BLANK)).toList());
    var answers = new Answers(onAnswer);
    try {
      executor.execute(query, null, answers, 0, 0, flags);
    } catch (SQLException e) {
      // The driver throws what the handler was told already, or that the connection is gone.
      answers.handleError(e);
    }
    return new Replies(List.copyOf(answers.before), answers.first, answers.lastTag);
  }

  private static final class Answers extends ResultHandlerBase {
    private final List<Reply> before = new ArrayList<>();
    private @Nullable SQLException first;
    private final Runnable onAnswer;
    private String lastTag = "";

    Answers(Runnable onAnswer) {
      this.onAnswer = onAnswer;
    }

    @Override
    public void handleResultRows(
        Query query, Field[] fields, List<Tuple> tuples, @Nullable ResultCursor cursor) {
      add(new Reply("", tuples.stream().map(Answers::row).toList()));
    }

    @Override
    public void handleCommandStatus(String status, long updateCount, long insertOid) {
      add(new Reply(status, List.of()));
    }

    @Override
    public void handleWarning(SQLWarning warning) {
      // Notices are the server's talk to a person at a terminal.
    }

    @Override
    public void handleError(SQLException error) {
      if (first == null) {
        first = error;
      }
    }

    /// Asked before each statement that does not fit into the first write: nothing more is sent
    /// after an error.
    @Override
    public @Nullable SQLException getException() {
      return first;
    }

    @Override
    public void handleCompletion() {
      // Errors are values here.
    }

    private void add(Reply reply) {
      lastTag = reply.tag();
      if (first == null) {
        before.add(reply);
        onAnswer.run();
      }
    }

    private static List<@Nullable String> row(Tuple tuple) {
      var values = new ArrayList<@Nullable String>(tuple.fieldCount());
      for (int i = 0; i < tuple.fieldCount(); i++) {
        byte[] value = tuple.get(i);
        values.add(value == null ? null : new String(value, StandardCharsets.UTF_8));
      }
      return values;
    }
  }
}
