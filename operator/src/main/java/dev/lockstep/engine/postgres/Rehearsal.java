package dev.lockstep.engine.postgres;

import dev.lockstep.engine.EngineException;
import dev.lockstep.engine.Script;
import dev.lockstep.engine.StopSignal;
import dev.lockstep.engine.postgres.AttemptOutcome.Refused;
import dev.lockstep.engine.postgres.Rehearsed.Step;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Runs scripts in one transaction that is rolled back, and watches what each statement does. What
/// a rollback would not take back is not tried, nor is what comes after a script that cannot be one
/// transaction: it may build on it.
final class Rehearsal {
  /// What `DISCARD ALL` does between two scripts, as far as a transaction allows it.
  private static final List<String> RESET =
      List.of(
          "SET SESSION AUTHORIZATION DEFAULT",
          "RESET ALL",
          "DEALLOCATE ALL",
          "CLOSE ALL",
          "DISCARD TEMP");

  /// Constraints that are checked late unless a script says otherwise.
  private static final String DEFERRED =
      """
      SELECT 'SET CONSTRAINTS '
        || pg_catalog.string_agg(DISTINCT pg_catalog.format('%I.%I', n.nspname, c.conname), ', ')
        || ' DEFERRED'
      FROM pg_catalog.pg_constraint c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.connamespace
      WHERE c.condeferred AND pg_catalog.has_schema_privilege(n.oid, 'USAGE')""";

  private static final Pattern ROWS = Pattern.compile(" (\\d+)$");

  private final Sessions sessions;
  private final ScriptMessages messages;
  private final StopSignal stop;
  private final ScriptRun run;
  private final RelationLocks locks;
  private final List<Rehearsed.Part> parts = new ArrayList<>();
  private @Nullable String obstacle;

  Rehearsal(Sessions sessions, ScriptMessages messages, StopSignal stop) {
    this.sessions = sessions;
    this.messages = messages;
    this.stop = stop;
    this.run = new ScriptRun(sessions.work(), messages, sessions.watch().position());
    this.locks = new RelationLocks(sessions.lock(), sessions.work());
  }

  /// Something to rehearse, cut.
  ///
  /// @param around the callbacks that run in its transaction
  record Piece(Script script, List<SqlStatement> statements, Surroundings around) {}

  /// @throws SQLException when a statement of ours fails
  Rehearsed run(List<Piece> pieces) throws SQLException {
    try {
      tell(messages.beforeCallback(ScriptBody.Mode.TRANSACTIONAL));
      Pipeline.tell(sessions.work(), List.of("BEGIN READ WRITE")).orThrow();
      makeSchema();
      for (Piece piece : pieces) {
        rehearse(piece);
      }
      return new Rehearsed(parts, Optional.empty());
    } catch (EngineException e) {
      return new Rehearsed(parts, Optional.of(e));
    } finally {
      sessions.watch().end();
      Pipeline.tell(sessions.work(), List.of("ROLLBACK"));
    }
  }

  /// A run makes the schema where there is none.
  private void makeSchema() throws SQLException {
    String schema = messages.settings().schema();
    String query =
        "SELECT count(*) FROM pg_catalog.pg_namespace WHERE nspname = " + Sql.literal(schema);
    if ("0".equals(Pipeline.ask(sessions.work(), List.of(query)).orThrow().at(0).value())) {
      Pipeline.tell(sessions.work(), List.of("CREATE SCHEMA " + Sql.identifier(schema))).orThrow();
    }
  }

  private void rehearse(Piece piece) throws SQLException {
    String file = piece.script().fileName();
    ScriptBody body = ScriptBody.of(piece.statements(), piece.script().transactions());
    if (obstacle != null || body.mode().isJournaled()) {
      parts.add(new Rehearsed.Part(file, List.of(), whyNot(file)));
      return;
    }
    var attempt =
        new Attempt(
            UUID.randomUUID(),
            piece.script(),
            piece.around().in(body),
            new Journal(piece.statements(), JournalState.NONE));
    var steps = new ArrayList<Step>();
    sessions.watch().begin(attempt);
    try {
      rehearse(attempt, steps);
    } finally {
      parts.add(new Rehearsed.Part(file, steps, null));
    }
  }

  private String whyNot(String file) {
    if (obstacle == null) {
      obstacle = file;
      return "it cannot be one transaction";
    }
    return "it comes after %s, which was not tried to its end".formatted(obstacle);
  }

  private void rehearse(Attempt attempt, List<Step> steps) throws SQLException {
    var statements = new ArrayList<>(attempt.body().hoisted());
    statements.addAll(attempt.body().statements());
    for (SqlStatement statement : statements) {
      stop.check();
      steps.add(step(attempt, statement));
      if (obstacle != null) {
        return;
      }
    }
    endOfScript(attempt);
  }

  private Step step(Attempt attempt, SqlStatement statement) throws SQLException {
    String file = statement.file() == null ? attempt.script().fileName() : statement.file();
    String irrevocable = Irrevocable.reason(statement);
    if (irrevocable != null) {
      return Step.untried(file, statement, irrevocable);
    }
    long begin = System.nanoTime();
    Replies replies = send(statement);
    Duration time = Duration.ofNanos(System.nanoTime() - begin);
    SQLException error = replies.error();
    if (error == null) {
      RelationLocks.News news = locks.news();
      Long rows = rows(replies.lastTag());
      return new Step(file, statement, news.locks(), news.rewritten(), rows, time, null);
    }
    boolean earlier = !parts.isEmpty() && SqlFailures.isForWantOfCommit(error);
    if (stop.requested() || !(earlier || attempt.body().wantsJournal(error, statement))) {
      throw failure(attempt, new Refused(error, Message.body(statement)));
    }
    obstacle = attempt.script().fileName();
    return Step.untried(file, statement, SqlFailures.sentence(error));
  }

  private Replies send(SqlStatement statement) throws SQLException {
    Message message = Message.body(statement);
    if (!message.copies()) {
      sessions.watch().position().sent(List.of(message));
      return Pipeline.tell(sessions.work(), List.of(statement.sql()));
    }
    return run.send(List.of(message)) instanceof Refused(SQLException error, _)
        ? new Replies(List.of(), error, "")
        : new Replies(List.of(), null, "");
  }

  /// What a commit would check is checked, and the next script finds the session as a new one.
  private void endOfScript(Attempt attempt) throws SQLException {
    Replies late = Pipeline.tell(sessions.work(), List.of("SET CONSTRAINTS ALL IMMEDIATE"));
    if (late.error() != null) {
      throw failure(attempt, new Refused(late.error(), null));
    }
    Pipeline.tell(sessions.work(), RESET).orThrow();
    tell(messages.sessionAgain(attempt));
    String deferred = Pipeline.ask(sessions.work(), List.of(DEFERRED)).orThrow().at(0).value();
    if (deferred != null) {
      Pipeline.tell(sessions.work(), List.of(deferred)).orThrow();
    }
  }

  private void tell(List<Message> ours) throws SQLException {
    Pipeline.tell(sessions.work(), ours.stream().map(Message::sql).toList()).orThrow();
  }

  private EngineException failure(Attempt attempt, Refused refused) {
    var words =
        new ScriptFailure(
            attempt, messages.settings().timeouts().statement(), sessions.watch().end());
    return new EngineException(
        stop.requested() ? words.interrupted(refused) : words.refused(refused),
        List.of(),
        SqlFailures.confidential(refused.error()),
        refused.error());
  }

  private static @Nullable Long rows(String tag) {
    Matcher rows = ROWS.matcher(tag);
    return rows.find() ? Long.valueOf(rows.group(1)) : null;
  }
}
