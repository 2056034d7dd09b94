package dev.lockstep.engine.postgres.run;

import dev.lockstep.engine.DryRunResult;
import dev.lockstep.engine.DryRunResult.Step;
import dev.lockstep.engine.PreparedCallbacks;
import dev.lockstep.engine.StopSignal;
import dev.lockstep.engine.journal.Journal;
import dev.lockstep.engine.journal.JournalState;
import dev.lockstep.engine.postgres.run.AttemptOutcome.Refused;
import dev.lockstep.engine.postgres.session.CatalogLookup;
import dev.lockstep.engine.postgres.session.Pipeline;
import dev.lockstep.engine.postgres.session.PipelineResult;
import dev.lockstep.engine.postgres.session.ServerText;
import dev.lockstep.engine.postgres.session.SqlFailures;
import dev.lockstep.engine.postgres.sql.Sql;
import dev.lockstep.engine.postgres.sql.SqlStatement;
import dev.lockstep.engine.postgres.statement.NotRollbackable;
import dev.lockstep.engine.script.Script;
import dev.lockstep.schema.EngineException;
import dev.lockstep.schema.Failure;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Runs scripts in one transaction that is rolled back, and reports the effects of each statement.
/// It skips statements that a rollback would not undo, and everything after a script that cannot
/// run in one transaction, because it may depend on that script.
public final class DryRun {
  /// The effect of `DISCARD ALL` between two scripts, as far as a transaction permits it.
  private static final List<String> RESET =
      List.of(
          "SET SESSION AUTHORIZATION DEFAULT",
          "RESET ALL",
          "DEALLOCATE ALL",
          "CLOSE ALL",
          "DISCARD TEMP");

  private static final Pattern ROWS = Pattern.compile(" (\\d+)$");

  private final Sessions sessions;
  private final ScriptPipeline messages;
  private final StopSignal stop;
  private final Notices notices;
  private final ScriptRun run;
  private final RelationLocks locks;
  private final List<DryRunResult.Part> parts = new ArrayList<>();
  private @Nullable String obstacle;

  public DryRun(Sessions sessions, ScriptPipeline messages, Notices notices, StopSignal stop) {
    this.sessions = sessions;
    this.messages = messages;
    this.stop = stop;
    this.notices = notices;
    this.run = new ScriptRun(sessions.work(), messages, sessions.watch().position(), notices);
    this.locks = new RelationLocks(sessions.lock(), sessions.work());
  }

  /// A script or callback to run.
  ///
  /// @param around the callbacks that run in its transaction
  public record Piece(PreparedScript prepared, PreparedCallbacks around) {
    Script script() {
      return prepared.script();
    }
  }

  /// Runs the scripts in one transaction and rolls it back.
  ///
  /// @throws SQLException if one of our own statements fails
  public DryRunResult run(List<Piece> pieces) throws SQLException {
    try {
      tell(messages.beforeCallback(ScriptBody.Mode.TRANSACTIONAL));
      Pipeline.execute(sessions.work(), List.of("BEGIN READ WRITE")).orThrow();
      makeSchema();
      for (Piece piece : pieces) {
        dryRun(piece);
      }
      return new DryRunResult(parts, Optional.empty());
    } catch (EngineException e) {
      return new DryRunResult(parts, Optional.of(e));
    } finally {
      sessions.watch().end();
      Pipeline.execute(sessions.work(), List.of("ROLLBACK"));
    }
  }

  /// Creates the schema if it does not exist, as a run does.
  private void makeSchema() throws SQLException {
    String schema = messages.settings().schema();
    String query =
        """
        SELECT pg_catalog.count(*) FROM pg_catalog.pg_namespace
        WHERE nspname OPERATOR(pg_catalog.=) %s"""
            .formatted(Sql.literal(schema));
    if ("0".equals(Pipeline.query(sessions.work(), List.of(query)).orThrow().at(0).value())) {
      Pipeline.execute(sessions.work(), List.of("CREATE SCHEMA " + Sql.identifier(schema)))
          .orThrow();
    }
  }

  private void dryRun(Piece piece) throws SQLException {
    String file = piece.script().fileName();
    List<SqlStatement> statements = piece.prepared().statements(sessions.strings());
    ScriptBody body = ScriptBody.of(statements, piece.script().transactions());
    if (obstacle != null || body.mode().isJournaled()) {
      parts.add(new DryRunResult.Part(file, List.of(), whyNot(file)));
      return;
    }
    var attempt =
        Attempt.unrecorded(
            piece.script(),
            ScriptCallbacks.of(piece.around(), sessions.strings()).in(body),
            new Journal(statements, JournalState.NONE));
    var steps = new ArrayList<Step>();
    sessions.watch().begin(attempt);
    notices.begin(piece.script());
    try {
      dryRun(attempt, steps);
    } finally {
      notices.end();
      parts.add(new DryRunResult.Part(file, steps, null));
    }
  }

  private String whyNot(String file) {
    if (obstacle == null) {
      obstacle = file;
      return "it cannot run in one transaction";
    }
    return "it comes after %s, which was not tried to completion".formatted(obstacle);
  }

  private void dryRun(Attempt attempt, List<Step> steps) throws SQLException {
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
    String irrevocable = NotRollbackable.reason(statement);
    if (irrevocable != null) {
      return untried(file, statement, irrevocable);
    }
    long begin = System.nanoTime();
    PipelineResult replies = send(statement);
    Duration time = Duration.ofNanos(System.nanoTime() - begin);
    SQLException error = replies.error();
    if (error != null) {
      return untried(file, statement, obstacle(attempt, statement, error));
    }
    RelationLocks.News news = locks.news();
    return new Step(
        file,
        statement.number(),
        statement.line(),
        news.locks(),
        news.rewritten(),
        rows(replies.lastTag()),
        time,
        null);
  }

  /// Why the rest cannot be tried, if it is not the fault of the statement.
  private String obstacle(Attempt attempt, SqlStatement statement, SQLException error) {
    if (ScriptRun.hasOtherDateStyle(sessions.work())) {
      Failure failure = words(attempt).dateStyle(WireStatement.body(statement));
      throw new EngineException(failure, List.of(), null, error);
    }
    boolean earlier = !parts.isEmpty() && SqlFailures.isForWantOfCommit(error);
    boolean otherwise =
        attempt.body().wantsJournal(error, statement)
            || attempt.body().wantsSettling(error, statement);
    if (stop.requested() || !(earlier || otherwise)) {
      throw failure(attempt, new Refused(error, WireStatement.body(statement)));
    }
    obstacle = attempt.script().fileName();
    return ServerText.of(error).shown();
  }

  private static Step untried(String file, SqlStatement statement, String why) {
    return Step.untried(file, statement.number(), statement.line(), why);
  }

  private PipelineResult send(SqlStatement statement) {
    return run.transmit(List.of(WireStatement.body(statement)));
  }

  /// Checks deferred constraints, as a commit would, and resets the session for the next script.
  private void endOfScript(Attempt attempt) throws SQLException {
    WireStatement settling =
        WireStatement.ours(WireStatement.Part.EPILOGUE, "SET CONSTRAINTS ALL IMMEDIATE");
    PipelineResult late = run.transmit(List.of(settling));
    if (late.error() != null) {
      throw failure(attempt, new Refused(late.error(), null));
    }
    Pipeline.execute(sessions.work(), RESET).orThrow();
    tell(messages.sessionAgain(attempt));
    String deferred = CatalogLookup.value(sessions.work(), WireStatement.DEFERRING);
    if (deferred != null) {
      Pipeline.execute(sessions.work(), List.of(deferred)).orThrow();
    }
  }

  private void tell(List<WireStatement> ours) throws SQLException {
    Pipeline.execute(sessions.work(), ours.stream().map(WireStatement::sql).toList()).orThrow();
  }

  private EngineException failure(Attempt attempt, Refused refused) {
    ScriptFailure words = words(attempt);
    return new EngineException(
        stop.requested() ? words.interrupted(refused) : words.refused(refused),
        List.of(),
        SqlFailures.confidential(refused.error()),
        refused.error());
  }

  private ScriptFailure words(Attempt attempt) {
    return new ScriptFailure(
        attempt, messages.settings().timeouts().statement(), sessions.watch().end());
  }

  private static @Nullable Long rows(String tag) {
    Matcher rows = ROWS.matcher(tag);
    return rows.find() ? Long.valueOf(rows.group(1)) : null;
  }
}
