package dev.lockstep.engine.postgres.run;

import dev.lockstep.engine.journal.JournalWords;
import dev.lockstep.engine.postgres.history.ForeignPart;
import dev.lockstep.engine.postgres.run.AttemptOutcome.Halted;
import dev.lockstep.engine.postgres.run.AttemptOutcome.Refused;
import dev.lockstep.engine.postgres.session.ServerText;
import dev.lockstep.engine.postgres.session.SqlFailures;
import dev.lockstep.engine.postgres.sql.InvisibleLetter;
import dev.lockstep.engine.postgres.sql.SqlStatement;
import dev.lockstep.engine.repair.Repair;
import dev.lockstep.schema.DurationText;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.schema.Setting;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The message of a script's failure: the place, the error, and how to fix it.
///
/// @param statementTimeout the scripts' `statement_timeout`; zero if Lockstep sets none
/// @param blockers the sessions that blocked the script at the last check
record ScriptFailure(Attempt attempt, Duration statementTimeout, @Nullable String blockers) {
  /// The failure of a statement, or of the end of the script.
  Failure refused(Refused refused) {
    SQLException error = refused.error();
    WireStatement message = refused.message();
    SqlStatement statement = message == null ? null : message.statement();
    if (tookTooLong(error)) {
      return tookTooLong(statement, error);
    }
    if (message != null && tookAway(message.part(), error)) {
      return failure(
          FailureKind.SCRIPT_FAILED,
          null,
          ForeignPart.found(SqlFailures.internalQuery(error)) == null ? error : null,
          whatIsGone(error).after("the script removes Lockstep's history: ").then(soFar()),
          "Exclude migration_history, migration_attempts and their schema, or keep the history in another schema: "
              + Setting.SCHEMA);
    }
    FailureKind kind = SqlFailures.inScript(error);
    String hint =
        new ScriptHints(attempt).refused(kind, refused) + UnpairedDollar.wayOut(statement, error);
    String unseen = invisible(statement, error) + UnpairedDollar.words(statement, error);
    return failure(kind, statement, error, whyRefused(error).then(unseen + soFar()), hint);
  }

  /// Mentions an invisible character, which may be the cause of a syntax error.
  private static String invisible(@Nullable SqlStatement statement, SQLException error) {
    String state = error.getSQLState();
    return statement == null || state == null || !state.startsWith("42")
        ? ""
        : InvisibleLetter.at(statement, SqlFailures.position(error))
            .map(
                letter ->
                    "; line %d contains the invisible character %s there: delete it"
                        .formatted(statement.lineAt(letter.position()), letter.title()))
            .orElse("");
  }

  /// The failure to copy the script's own database, because of the run's second session.
  Failure copyOfItself(Refused refused) {
    return failure(
        FailureKind.SCRIPT_FAILED,
        refused.statement(),
        refused.error(),
        ServerText.of(refused.error())
            .then(": Lockstep itself keeps a second session in this database during the run")
            .then(soFar()),
        "Run the script in another database, %s, or copy this one outside Lockstep"
            .formatted(Setting.DATABASE_NAME));
  }

  /// The failure of a callback that runs on its own; the attempt is that of the callback.
  Failure callback(FailureKind kind, Refused refused) {
    return failure(
        kind,
        refused.message() == null ? null : refused.message().statement(),
        refused.error(),
        whyRefused(refused.error()).after("the callback failed: "),
        isJournaled()
            ? "The statements before it were applied; the next run starts the callback again"
            : "Nothing in the callback was applied; correct it and run again");
  }

  private ServerText whyRefused(SQLException error) {
    String found = ForeignPart.found(SqlFailures.internalQuery(error));
    if (found != null) {
      return ServerText.ours(found);
    }
    ServerText words = ServerText.of(error);
    return isWaiting(error) ? words.then("; it waited for " + blockers) : words;
  }

  private boolean isWaiting(SQLException error) {
    return blockers != null
        && (SqlFailures.has(error, SqlFailures.LOCK_NOT_AVAILABLE)
            || SqlFailures.has(error, SqlFailures.QUERY_CANCELED));
  }

  /// Whether a statement exceeded its timeout without waiting for a lock, and would do so again.
  private boolean tookTooLong(SQLException error) {
    return statementTimeout.isPositive()
        && blockers == null
        && SqlFailures.has(error, SqlFailures.QUERY_CANCELED);
  }

  private Failure tookTooLong(@Nullable SqlStatement statement, SQLException error) {
    return failure(
        FailureKind.SCRIPT_FAILED,
        statement,
        error,
        ServerText.of(error).then("; the limit is " + DurationText.format(statementTimeout)),
        "Raise %s (%s; 0s means no limit), or split the statement"
            .formatted(Setting.STATEMENT_TIMEOUT.option(), Setting.STATEMENT_TIMEOUT.field()));
  }

  /// Whether the script has dropped or emptied our tables, for example with `DROP SCHEMA public
  /// CASCADE` or `TRUNCATE`. The end of a script runs its deferred triggers, which may miss a table
  /// of their own.
  private static boolean tookAway(WireStatement.Part part, SQLException error) {
    return switch (part) {
      case BODY, EPILOGUE -> false;
      case PROLOGUE, CLAIM, JOURNAL -> SqlFailures.has(error, SqlFailures.UNDEFINED_TABLE);
      case RECORD ->
          SqlFailures.has(error, SqlFailures.UNDEFINED_TABLE)
              || SqlFailures.has(error, SqlFailures.INSUFFICIENT_PRIVILEGE)
              || ForeignPart.found(SqlFailures.internalQuery(error)) != null
              || SqlFailures.has(error, SqlFailures.DIVISION_BY_ZERO);
    };
  }

  private static ServerText whatIsGone(SQLException error) {
    String found = ForeignPart.found(SqlFailures.internalQuery(error));
    if (found != null) {
      return ServerText.ours(found);
    }
    return SqlFailures.has(error, SqlFailures.DIVISION_BY_ZERO)
        ? ServerText.ours("the script's history row is missing")
        : ServerText.of(error);
  }

  /// The loss of the session that held the run lock, because of which the script was canceled.
  Failure lockLost(Refused refused) {
    return failure(
        FailureKind.SCRIPT_RETRYABLE,
        refused.message() == null ? null : refused.message().statement(),
        refused.error(),
        ServerText.ours(
            "the session that held the run lock was lost, and the script was "
                + (isJournaled() ? "stopped" + soFar() : "rolled back")),
        "Run it again; the server's log shows why the session ended");
  }

  /// The failure of a script that could not continue, or whose result cannot be used.
  Failure halted(Halted halted) {
    SqlStatement statement = halted.statement();
    String hint =
        halted.kind() == FailureKind.OUTCOME_UNKNOWN && statement != null
            ? "%s, then resume: %s if it completed, %s to run it again"
                .formatted(
                    halted.hint(),
                    Repair.resuming(attempt.script().fileName(), statement.number() + 1),
                    Setting.RESUME_FROM.with(statement.number()))
            : halted.hint();
    return failure(
        halted.kind(),
        statement,
        null,
        ServerText.ours(halted.sentence() + (statement == null ? "" : soFar())),
        hint);
  }

  /// The interruption by SIGTERM between two statements of a journaled script.
  Failure stopped() {
    return failure(
        FailureKind.INTERRUPTED,
        null,
        null,
        ServerText.ours("interrupted" + soFar()),
        sentence(next()));
  }

  /// The interruption by SIGTERM during the script.
  Failure interrupted(Refused refused) {
    WireStatement message = refused.message();
    return failure(
        FailureKind.INTERRUPTED,
        message == null ? null : message.statement(),
        refused.error(),
        ServerText.ours(isJournaled() ? "interrupted" + soFar() : "interrupted and rolled back"),
        isJournaled() ? sentence(next()) : "Run it again");
  }

  /// The loss of the connection, if the script is not in the history.
  Failure lost(SQLException error) {
    return failure(
        FailureKind.SCRIPT_RETRYABLE,
        null,
        error,
        ServerText.of(error).after("the connection was lost: ").then(soFar()),
        isJournaled() ? sentence(next()) : "The script was rolled back; run it again");
  }

  /// The closing of the connection by the driver, if the script is not in the history.
  Failure dateStyle(WireStatement changing) {
    return failure(
        FailureKind.SCRIPT_FAILED,
        changing.statement(),
        null,
        ServerText.ours(
            "the statement changes DateStyle to a style other than ISO, which the connection requires"
                + soFar()),
        "Keep DateStyle at ISO (any order: DMY, MDY or YMD), or restore it within the statement, for example by a function with SET datestyle in its definition"
            + (isJournaled() ? "" : "; nothing in the script was applied"));
  }

  /// The loss of the connection, if no new one can be opened to read the history.
  Failure cutOff(Failure again) {
    return new Failure(
        again.kind(),
        again.failureClass(),
        file(null),
        null,
        null,
        again.sqlState(),
        "%s: the connection was lost; the history will show whether the script was applied; %s"
            .formatted(where(null), again.message()),
        again.hint());
  }

  private Failure failure(
      FailureKind kind,
      @Nullable SqlStatement statement,
      @Nullable SQLException error,
      ServerText words,
      @Nullable String hint) {
    ScriptPlace place = statement == null ? null : ScriptPlace.of(statement, error);
    ServerText sentence =
        words.after(where(statement) + (place == null ? "" : place.phrase()) + ": ");
    return new Failure(
        kind,
        kind.failureClass(),
        file(statement),
        statement == null ? null : statement.number(),
        place == null ? null : place.line(),
        error == null ? null : error.getSQLState(),
        sentence.shown(),
        hint,
        sentence.confidential());
  }

  private String where(@Nullable SqlStatement statement) {
    return isUndo() ? file(statement) + " (undo)" : file(statement);
  }

  /// The file of a statement, which may belong to a callback.
  private String file(@Nullable SqlStatement statement) {
    return statement == null || statement.file() == null
        ? attempt.script().fileName()
        : statement.file();
  }

  private boolean isUndo() {
    return attempt.script().isUndo();
  }

  private boolean isJournaled() {
    return attempt.body().mode().isJournaled();
  }

  private String soFar() {
    return isJournaled() ? "; " + JournalWords.done(attempt.script(), attempt.journal()) : "";
  }

  private String next() {
    return JournalWords.next(attempt.journal());
  }

  private static String sentence(String phrase) {
    return Character.toUpperCase(phrase.charAt(0)) + phrase.substring(1);
  }
}
