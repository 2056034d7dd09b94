package dev.lockstep.engine.postgres.session;

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

/// Sends messages unchanged, in one write, and reads all replies: one round trip. A message
/// contains one statement, or several that are separated by semicolons: the server skips the rest
/// of a message after an error, but not the messages after it. The driver's own parser, which
/// splits and rewrites statements, is bypassed.
public final class Pipeline {
  private static final int FLAGS =
      QueryExecutor.QUERY_SUPPRESS_BEGIN
          | QueryExecutor.QUERY_EXECUTE_AS_SIMPLE
          | QueryExecutor.QUERY_ONESHOT;

  private Pipeline() {}

  /// Sends messages and keeps their results.
  public static PipelineResult query(PgConnection connection, List<String> messages)
      throws SQLException {
    return run(connection, messages, FLAGS, Ear.DEAF);
  }

  /// Sends messages and discards their results, however large.
  public static PipelineResult execute(PgConnection connection, List<String> messages)
      throws SQLException {
    return execute(connection, messages, Ear.DEAF);
  }

  /// Sends messages, discards their results and reports their progress to a listener.
  public static PipelineResult execute(PgConnection connection, List<String> messages, Ear ear)
      throws SQLException {
    return run(connection, messages, FLAGS | QueryExecutor.QUERY_NO_RESULTS, ear);
  }

  /// Receives the server's replies while the statements run.
  public interface Ear {
    /// Ignores everything.
    Ear DEAF =
        new Ear() {
          @Override
          public void answered(Reply reply) {}

          @Override
          public void noticed(int statement, SQLWarning notice) {}
        };

    /// Called for the reply to each statement up to the first error.
    void answered(Reply reply);

    /// Called for a notice or warning of the server.
    ///
    /// @param statement the index in the pipeline of the statement that caused it
    void noticed(int statement, SQLWarning notice);
  }

  private static PipelineResult run(
      PgConnection connection, List<String> messages, int flags, Ear ear) throws SQLException {
    QueryExecutor executor = connection.getQueryExecutor();
    Query query =
        executor.wrap(
            messages.stream().map(sql -> new NativeQuery(sql, SqlCommand.BLANK)).toList());
    var answers = new Answers(ear);
    try {
      executor.execute(query, null, answers, 0, 0, flags);
    } catch (SQLException e) {
      // The driver throws an error that the handler already received, or one of the connection.
      answers.handleError(e);
    }
    return new PipelineResult(List.copyOf(answers.before), answers.first, answers.lastTag);
  }

  private static final class Answers extends ResultHandlerBase {
    private final List<Reply> before = new ArrayList<>();
    private @Nullable SQLException first;
    private final Ear ear;
    private String lastTag = "";

    Answers(Ear ear) {
      this.ear = ear;
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
      if (first == null) {
        ear.noticed(before.size(), warning);
      }
    }

    @Override
    public void handleError(SQLException error) {
      if (first == null) {
        first = error;
      }
    }

    /// Called before each statement that does not fit into the first write: nothing more is sent
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
        ear.answered(reply);
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
