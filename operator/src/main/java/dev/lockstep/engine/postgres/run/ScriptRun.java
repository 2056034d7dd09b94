package dev.lockstep.engine.postgres.run;

import dev.lockstep.engine.postgres.run.AttemptOutcome.Committed;
import dev.lockstep.engine.postgres.run.AttemptOutcome.Lost;
import dev.lockstep.engine.postgres.run.AttemptOutcome.Refused;
import dev.lockstep.engine.postgres.session.CatalogLookup;
import dev.lockstep.engine.postgres.session.Pipeline;
import dev.lockstep.engine.postgres.session.PipelineResult;
import dev.lockstep.engine.postgres.session.Reply;
import dev.lockstep.engine.postgres.session.SqlFailures;
import dev.lockstep.engine.postgres.sql.CopyData;
import dev.lockstep.engine.postgres.sql.SqlStatement;
import java.io.IOException;
import java.io.Writer;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.QueryExecutorBase;
import org.postgresql.core.TransactionState;
import org.postgresql.jdbc.PgConnection;

/// Runs attempts at scripts on a connection and returns their outcome; it records no failure and
/// retries nothing.
final class ScriptRun {

  private final PgConnection connection;
  private final ScriptPipeline messages;
  private final SentStatements position;
  private final Notices notices;

  /// @param position receives the statements that are sent and answered
  /// @param notices receives the server's notices
  ScriptRun(
      PgConnection connection, ScriptPipeline messages, SentStatements position, Notices notices) {
    this.connection = connection;
    this.messages = messages;
    this.position = position;
    this.notices = notices;
  }

  /// Runs scripts, each with its history row in one transaction. None waits for the reply to the
  /// one before it, but the server runs none behind one that is not committed: see
  /// [ScriptPipeline#transactional].
  ///
  /// @param committed called for each script, in their order, when the server has reported its
  ///   commit
  /// @return the outcome of the first script that was not committed
  AttemptOutcome transactional(List<WireStatement> scripts, Runnable committed) {
    return settled(send(scripts, committed));
  }

  /// Runs a callback on its own. Its session is prepared in a separate round trip, because the
  /// server continues after a failed statement outside a transaction.
  AttemptOutcome callback(ScriptBody body) {
    AttemptOutcome outcome = send(messages.beforeCallback(body.mode()));
    if (outcome instanceof Committed) {
      outcome = body.mode().isJournaled() ? oneByOne(body) : send(messages.callback(body));
    }
    return settled(outcome);
  }

  /// The outcome, after rolling back a transaction that an error left open.
  AttemptOutcome settled(AttemptOutcome outcome) {
    if (outcome instanceof Refused(SQLException error, WireStatement message)
        && (SqlFailures.isConnectionLost(error) || !rolledBack())) {
      return new Lost(error, hasOtherDateStyle(connection) ? message : null);
    }
    return outcome;
  }

  /// Whether the DateStyle that the server last reported is not supported by the driver, which then
  /// closes the connection but keeps the value.
  static boolean hasOtherDateStyle(PgConnection connection) {
    String style = connection.getParameterStatus("DateStyle");
    return style != null && !style.startsWith("ISO");
  }

  private AttemptOutcome oneByOne(ScriptBody body) {
    for (SqlStatement statement : body.statements()) {
      AttemptOutcome outcome = send(List.of(WireStatement.body(statement)));
      if (!(outcome instanceof Committed)) {
        return outcome;
      }
    }
    return connection.getTransactionState() == TransactionState.IDLE
        ? send(messages.afterJournaledCallback())
        : new Refused(
            new SQLException("the callback left a transaction open at its end", "25001"), null);
  }

  /// Sends statements in as few round trips as possible; stops after the first error.
  AttemptOutcome send(List<WireStatement> all) {
    return send(all, () -> {});
  }

  private AttemptOutcome send(List<WireStatement> all, Runnable committed) {
    for (int from = 0; from < all.size(); ) {
      int to = chunkEnd(all, from);
      List<WireStatement> chunk = all.subList(from, to);
      from = to;
      WireStatement unwritable = unwritable(chunk);
      if (unwritable != null) {
        return new Refused(
            new SQLException(
                "the statement contains non-ASCII characters, which cannot be sent after a change of client_encoding to "
                    + encoding(),
                "22021"),
            unwritable);
      }
      PipelineResult replies = transmit(chunk, committed);
      if (isRolledBack(chunk, replies)) {
        return new Refused(new SQLException("the server rolled the script back", "40000"), null);
      }
      SQLException error = replies.error();
      if (error != null) {
        return new Refused(error, failed(chunk, replies.before().size()));
      }
    }
    return new Committed();
  }

  /// Whether the server answered a COMMIT with a rollback.
  private static boolean isRolledBack(List<WireStatement> chunk, PipelineResult replies) {
    for (int i = 0; i < replies.before().size(); i++) {
      if (chunk.get(i).commits() && !replies.at(i).tag().equals("COMMIT")) {
        return true;
      }
    }
    return false;
  }

  /// The statement that caused an error: the first one without a reply, except for a setting, which
  /// the server reports after its reply.
  private @Nullable WireStatement failed(List<WireStatement> chunk, int answered) {
    int failed = hasOtherDateStyle(connection) ? Math.max(0, answered - 1) : answered;
    return failed < chunk.size() ? chunk.get(failed) : null;
  }

  private static int chunkEnd(List<WireStatement> all, int from) {
    var size = new ChunkSize();
    int to = from;
    while (to < all.size() && size.add(all.get(to))) {
      to++;
    }
    return to;
  }

  /// Sends statements that fit into one round trip, and returns all replies.
  PipelineResult transmit(List<WireStatement> chunk) {
    return transmit(chunk, () -> {});
  }

  private PipelineResult transmit(List<WireStatement> chunk, Runnable committed) {
    SqlStatement statement = chunk.getFirst().statement();
    position.sent(chunk);
    try {
      if (statement != null && chunk.getFirst().copies()) {
        copy(statement, chunk.getFirst());
        return new PipelineResult(List.of(), null, "COPY");
      }
      if (chunk.getFirst().isDeferring()) {
        return defer(chunk.getFirst().sql());
      }
      return Pipeline.execute(connection, texts(chunk, encoding()), new Replies(chunk, committed));
    } catch (SQLException e) {
      return new PipelineResult(List.of(), e, "");
    }
  }

  /// The messages: the statements that are joined to the one before them are in its message.
  private static List<String> texts(List<WireStatement> chunk, @Nullable String encoding) {
    var texts = new ArrayList<String>(chunk.size());
    for (WireStatement each : chunk) {
      String text = Objects.requireNonNullElseGet(each.textIn(encoding), each::sql);
      if (each.joined()) {
        // On a line of its own: a statement may end with a comment.
        texts.add(texts.removeLast() + "\n;\n" + text);
      } else {
        texts.add(text);
      }
    }
    return texts;
  }

  private PipelineResult defer(String question) throws SQLException {
    String statement = CatalogLookup.value(connection, question);
    return statement == null
        ? new PipelineResult(List.of(), null, "")
        : Pipeline.execute(connection, List.of(statement));
  }

  private @Nullable WireStatement unwritable(List<WireStatement> chunk) {
    String encoding = encoding();
    if ("UTF8".equals(encoding)) {
      return null;
    }
    return chunk.stream()
        .filter(message -> !message.copies() && message.textIn(encoding) == null)
        .findFirst()
        .orElse(null);
  }

  /// The session's current client_encoding, which a script may have changed in any way.
  private @Nullable String encoding() {
    return connection.getParameterStatus("client_encoding");
  }

  /// Receives the replies to statements that were sent together.
  private final class Replies implements Pipeline.Ear {
    private final List<WireStatement> chunk;
    private final Runnable committed;
    private int next;

    Replies(List<WireStatement> chunk, Runnable committed) {
      this.chunk = chunk;
      this.committed = committed;
    }

    @Override
    public void answered(Reply reply) {
      position.answered();
      if (chunk.get(next++).commits() && reply.tag().equals("COMMIT")) {
        committed.run();
      }
    }

    @Override
    public void noticed(int statement, SQLWarning notice) {
      if (statement < chunk.size()) {
        notices.heard(chunk.get(statement), notice);
      }
    }
  }

  private void copy(SqlStatement statement, WireStatement message) throws SQLException {
    CopyData data = statement.copyData();
    var executor = (QueryExecutorBase) connection.getQueryExecutor();
    executor.getWarnings();
    executor.addWarning(new WarningSink(notice -> notices.heard(message, notice)));
    try {
      if (data == null) {
        connection.getCopyAPI().copyOut(statement.sql(), Writer.nullWriter());
      } else {
        data.sendTo(connection.getCopyAPI().copyIn(statement.sql()));
      }
    } catch (IOException e) {
      throw new SQLException("cannot send the COPY data", "08006", e);
    } finally {
      executor.getWarnings();
    }
  }

  /// The head of the driver's chain of warnings, to which warnings are added during a COPY. It
  /// passes each new warning on instead of appending it: the chain has no limit and is traversed
  /// for each warning.
  private static final class WarningSink extends SQLWarning {
    private static final long serialVersionUID = 1L;

    private final transient Consumer<SQLWarning> ear;

    WarningSink(Consumer<SQLWarning> ear) {
      this.ear = ear;
    }

    @Override
    public void setNextWarning(SQLWarning warning) {
      ear.accept(warning);
    }
  }

  /// Rolls back a transaction that an error left open.
  ///
  /// @return whether the session is usable
  private boolean rolledBack() {
    try {
      if (connection.isClosed()) {
        return false;
      }
      return connection.getTransactionState() == TransactionState.IDLE
          || Pipeline.execute(connection, List.of("ROLLBACK")).error() == null;
    } catch (SQLException _) {
      return false;
    }
  }
}
