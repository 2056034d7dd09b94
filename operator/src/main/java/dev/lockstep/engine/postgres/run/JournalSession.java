package dev.lockstep.engine.postgres.run;

import dev.lockstep.engine.postgres.history.JournalState;
import dev.lockstep.engine.postgres.run.AttemptOutcome.Committed;
import dev.lockstep.engine.postgres.run.AttemptOutcome.Refused;
import dev.lockstep.engine.postgres.run.WireStatement.Part;
import dev.lockstep.engine.postgres.session.Pipeline;
import dev.lockstep.engine.postgres.sql.SqlStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.TransactionState;
import org.postgresql.jdbc.PgConnection;

/// The session of a journaled attempt: what its steps send, and what they note.
final class JournalSession {
  private final PgConnection connection;
  private final ScriptRun transport;
  private final ScriptPipeline messages;
  private final Attempt attempt;
  private final SessionWatch watch;

  JournalSession(Sessions sessions, ScriptRun transport, ScriptPipeline messages, Attempt attempt) {
    this.connection = sessions.work();
    this.watch = sessions.watch();
    this.transport = transport;
    this.messages = messages;
    this.attempt = attempt;
  }

  PgConnection connection() {
    return connection;
  }

  Journal journal() {
    return attempt.journal();
  }

  boolean inTransaction() {
    return connection.getTransactionState() != TransactionState.IDLE;
  }

  /// Sends, and ends the attempt when there is an error; what was open is rolled back then.
  void send(List<WireStatement> all) throws EndedException {
    AttemptOutcome outcome = transport.settled(transport.send(all));
    if (!(outcome instanceof Committed)) {
      throw new EndedException(outcome);
    }
  }

  void send(WireStatement message) throws EndedException {
    send(List.of(message));
  }

  /// Runs statements in one transaction of ours, with a journal entry that commits with them. BEGIN
  /// goes first and alone: were it cancelled in a pipeline, the rest would run without it.
  ///
  /// @param finished how many statements of the script are done then
  void sendTogether(List<SqlStatement> statements, int finished) throws EndedException {
    JournalState state = journal().finishing(finished);
    send(WireStatement.ours(Part.JOURNAL, "BEGIN"));
    var all = new ArrayList<WireStatement>();
    statements.forEach(statement -> all.add(WireStatement.body(statement)));
    // Deferred errors are to surface here, under the settings and the role of the script.
    all.add(WireStatement.effect("SET CONSTRAINTS ALL IMMEDIATE", statements.getLast()));
    all.addAll(messages.noteInside(attempt, state));
    all.add(WireStatement.ours(Part.JOURNAL, "COMMIT"));
    send(all);
    journal().noted(state);
  }

  /// Commits a transaction of the script's, with a journal entry in it where it may write.
  void sendCommit(SqlStatement commit, int finished) throws EndedException {
    if ("on".equals(ask(commit, "SELECT pg_catalog.current_setting('transaction_read_only')"))) {
      send(WireStatement.body(commit));
      return;
    }
    JournalState state = journal().finishing(finished);
    var all = new ArrayList<WireStatement>();
    all.add(WireStatement.effect("SET CONSTRAINTS ALL IMMEDIATE", commit));
    all.addAll(messages.noteInside(attempt, state));
    all.add(WireStatement.body(commit));
    send(all);
    journal().noted(state);
  }

  /// Notes a state by itself, durably.
  void note(JournalState state) throws EndedException {
    send(messages.note(attempt, state));
    journal().noted(state);
  }

  /// Opens the attempt's row and prepares the session.
  void open() throws EndedException {
    send(messages.prologue(attempt));
    requireLock();
  }

  /// Prepares the session after the script has discarded it.
  void prepareAgain() throws EndedException {
    send(messages.sessionAgain(attempt));
    requireLock();
  }

  /// DISCARD ALL gave the session's lock up for a moment. Nobody else has had it meanwhile when the
  /// lock session is there: the journal that was read is still how things are.
  private void requireLock() throws EndedException {
    if (!watch.confirm()) {
      throw new EndedException(
          new Refused(
              new SQLException("the session that held the run lock was lost", "57014"), null));
    }
  }

  /// Writes the script down as applied.
  void record() throws EndedException {
    send(messages.record(attempt));
  }

  /// Asks for one text on behalf of a statement.
  @Nullable String ask(SqlStatement statement, String query) throws EndedException {
    try {
      List<List<@Nullable String>> rows =
          Pipeline.query(connection, List.of(query)).orThrow().at(0).rows();
      return rows.isEmpty() ? null : rows.getFirst().getFirst();
    } catch (SQLException e) {
      throw refused(e, statement);
    }
  }

  /// The end of an attempt by an error that has to do with a statement.
  EndedException refused(SQLException error, SqlStatement statement) {
    return new EndedException(transport.settled(new Refused(error, WireStatement.body(statement))));
  }
}
