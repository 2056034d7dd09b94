package dev.lockstep.engine.postgres;

import dev.lockstep.engine.postgres.AttemptOutcome.Committed;
import dev.lockstep.engine.postgres.AttemptOutcome.Lost;
import dev.lockstep.engine.postgres.AttemptOutcome.Refused;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import org.postgresql.core.TransactionState;
import org.postgresql.jdbc.PgConnection;

/// Runs one try at a script on a connection, and says how it ended; it records no failure and
/// retries nothing.
final class ScriptRun {
  /// What fits into the socket's buffers together with the answers, so that neither side waits for
  /// the other.
  static final int CHUNK_BYTES = 64 * 1024;

  /// The driver reserves 250 of 64,000 bytes for each answer, and waits for all when they are used
  /// up.
  static final int CHUNK_STATEMENTS = 250;

  private final PgConnection connection;
  private final ScriptMessages messages;
  private final ServerPosition position;

  /// @param position told of what is sent and answered
  ScriptRun(PgConnection connection, ScriptMessages messages, ServerPosition position) {
    this.connection = connection;
    this.messages = messages;
    this.position = position;
  }

  /// The script and its history row as one transaction.
  AttemptOutcome transactional(Attempt attempt) {
    return settled(send(messages.transactional(attempt)));
  }

  /// Runs a callback by itself. Its session is prepared in a round trip of its own: the server goes
  /// on after a failed statement outside of a transaction.
  AttemptOutcome callback(ScriptBody body) {
    AttemptOutcome outcome = send(messages.beforeCallback(body.mode()));
    if (outcome instanceof Committed) {
      outcome = body.mode().isJournaled() ? oneByOne(body) : send(messages.callback(body));
    }
    return settled(outcome);
  }

  /// The outcome after what an error left open is rolled back.
  AttemptOutcome settled(AttemptOutcome outcome) {
    if (outcome instanceof Refused(SQLException error, _)
        && (SqlFailures.isConnectionLost(error) || !rolledBack())) {
      return new Lost(error);
    }
    return outcome;
  }

  private AttemptOutcome oneByOne(ScriptBody body) {
    for (SqlStatement statement : body.statements()) {
      AttemptOutcome outcome = send(List.of(Message.body(statement)));
      if (!(outcome instanceof Committed)) {
        return outcome;
      }
    }
    return connection.getTransactionState() == TransactionState.IDLE
        ? send(messages.afterJournaledCallback())
        : new Refused(
            new SQLException("the callback leaves a transaction open at its end", "25001"), null);
  }

  /// Sends all, in as few round trips as can be; stops after the first that has an error.
  AttemptOutcome send(List<Message> all) {
    boolean commits = all.getLast().commits();
    for (int from = 0; from < all.size(); ) {
      int to = chunkEnd(all, from);
      List<Message> chunk = all.subList(from, to);
      from = to;
      Replies replies = transmit(chunk);
      SQLException error = replies.error();
      if (error != null) {
        int failed = replies.before().size();
        return new Refused(error, failed < chunk.size() ? chunk.get(failed) : null);
      }
      if (commits && to == all.size() && !replies.lastTag().equals("COMMIT")) {
        return new Refused(new SQLException("the server rolled the script back", "40000"), null);
      }
    }
    return new Committed();
  }

  private static int chunkEnd(List<Message> all, int from) {
    if (all.get(from).copies()) {
      return from + 1;
    }
    long bytes = 0;
    int to = from;
    while (to < all.size() && !all.get(to).copies()) {
      bytes += all.get(to).sql().getBytes(StandardCharsets.UTF_8).length;
      if (to > from && (bytes > CHUNK_BYTES || to - from == CHUNK_STATEMENTS)) {
        break;
      }
      to++;
    }
    return to;
  }

  private Replies transmit(List<Message> chunk) {
    SqlStatement statement = chunk.getFirst().statement();
    position.sent(chunk);
    try {
      if (statement != null && chunk.getFirst().copies()) {
        copy(statement);
        return new Replies(List.of(), null, "COPY");
      }
      return Pipeline.tell(
          connection, chunk.stream().map(Message::sql).toList(), position::answered);
    } catch (SQLException e) {
      return new Replies(List.of(), e, "");
    }
  }

  private void copy(SqlStatement statement) throws SQLException {
    CopyData data = statement.copyData();
    try {
      if (data == null) {
        connection.getCopyAPI().copyOut(statement.sql(), Writer.nullWriter());
      } else {
        connection.getCopyAPI().copyIn(statement.sql(), data.reader());
      }
    } catch (IOException e) {
      throw new SQLException("the data of COPY could not be sent", "08006", e);
    }
  }

  /// Ends a transaction that an error left open.
  ///
  /// @return whether the session is usable
  private boolean rolledBack() {
    try {
      if (connection.isClosed()) {
        return false;
      }
      return connection.getTransactionState() == TransactionState.IDLE
          || Pipeline.tell(connection, List.of("ROLLBACK")).error() == null;
    } catch (SQLException _) {
      return false;
    }
  }
}
