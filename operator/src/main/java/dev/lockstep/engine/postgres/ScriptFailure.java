package dev.lockstep.engine.postgres;

import dev.lockstep.engine.postgres.AttemptOutcome.Halted;
import dev.lockstep.engine.postgres.AttemptOutcome.Refused;
import dev.lockstep.schema.DurationText;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureKind;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Words for a script's failure: where, what, and the way out.
///
/// @param statementTimeout the scripts' `statement_timeout`, zero when Lockstep sets none
/// @param blockers who kept the session waiting when it was last looked
record ScriptFailure(Attempt attempt, Duration statementTimeout, @Nullable String blockers) {

  /// The server refused a statement, or the end of the script.
  Failure refused(Refused refused) {
    SQLException error = refused.error();
    Message message = refused.message();
    SqlStatement statement = message == null ? null : message.statement();
    if (tookTooLong(error)) {
      return tookTooLong(statement, error);
    }
    if (message != null && tookAway(message.part(), error)) {
      return failure(
          FailureKind.SCRIPT_FAILED,
          null,
          error,
          "the script takes the history away: " + whatIsGone(error) + soFar(),
          "Let it spare migration_history, migration_attempts and their schema, or keep them in another one (--schema, spec.database.schema)");
    }
    FailureKind kind = SqlFailures.inScript(error);
    return failure(kind, statement, error, whyRefused(error) + soFar(), hint(kind, error));
  }

  /// A callback that runs by itself was refused; the attempt is the callback's.
  Failure callback(FailureKind kind, Refused refused) {
    return failure(
        kind,
        refused.message() == null ? null : refused.message().statement(),
        refused.error(),
        "the callback failed: " + whyRefused(refused.error()),
        isJournaled()
            ? "What stands before the statement was applied; the next run begins the callback anew"
            : "Nothing of the callback was applied; correct it and run again");
  }

  private String whyRefused(SQLException error) {
    return isWaiting(error)
        ? "%s; it waited for %s".formatted(SqlFailures.sentence(error), blockers)
        : SqlFailures.sentence(error);
  }

  private boolean isWaiting(SQLException error) {
    return blockers != null
        && (SqlFailures.has(error, SqlFailures.LOCK_NOT_AVAILABLE)
            || SqlFailures.has(error, SqlFailures.QUERY_CANCELED));
  }

  /// A statement that waited for nobody and ran into the time limit will do so again.
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
        "%s; the limit is %s"
            .formatted(SqlFailures.sentence(error), DurationText.format(statementTimeout)),
        "Raise timeouts.statement (--statement-timeout; 0s is no limit), or do less in one statement");
  }

  /// `DROP SCHEMA public CASCADE` and its like, with our tables in it, or `TRUNCATE` of them. What
  /// ends a script runs its deferred triggers, which may miss a table of their own.
  private static boolean tookAway(Message.Part part, SQLException error) {
    return switch (part) {
      case BODY, EPILOGUE -> false;
      case PROLOGUE, CLAIM, JOURNAL -> SqlFailures.has(error, SqlFailures.UNDEFINED_TABLE);
      case RECORD ->
          SqlFailures.has(error, SqlFailures.UNDEFINED_TABLE)
              || SqlFailures.has(error, SqlFailures.DIVISION_BY_ZERO);
    };
  }

  private static String whatIsGone(SQLException error) {
    return SqlFailures.has(error, SqlFailures.DIVISION_BY_ZERO)
        ? "the rows of the script are gone"
        : SqlFailures.sentence(error);
  }

  /// The session that held the run's lock went away, and the script was ended for it.
  Failure lockLost(Refused refused) {
    return failure(
        FailureKind.SCRIPT_RETRYABLE,
        refused.message() == null ? null : refused.message().statement(),
        refused.error(),
        "the session that held the run's lock was lost, and the script was "
            + (isJournaled() ? "stopped" + soFar() : "rolled back"),
        "Run it again; see the server's log for what ended the session");
  }

  /// The script could not go on, or has no use as it is.
  Failure halted(Halted halted) {
    SqlStatement statement = halted.statement();
    String hint =
        halted.kind() == FailureKind.OUTCOME_UNKNOWN && statement != null
            ? "%s; then say where to go on: lockstep repair --script %s --resume-from %d where it is done, %d to run it again"
                .formatted(
                    halted.hint(),
                    attempt.script().fileName(),
                    statement.number() + 1,
                    statement.number())
            : halted.hint();
    return failure(
        halted.kind(),
        statement,
        null,
        halted.sentence() + (statement == null ? "" : soFar()),
        hint);
  }

  /// SIGTERM came between two statements of a journaled script.
  Failure stopped() {
    return failure(FailureKind.INTERRUPTED, null, null, "interrupted" + soFar(), sentence(next()));
  }

  /// SIGTERM came while the script ran.
  Failure interrupted(Refused refused) {
    Message message = refused.message();
    return failure(
        FailureKind.INTERRUPTED,
        message == null ? null : message.statement(),
        refused.error(),
        isJournaled() ? "interrupted" + soFar() : "interrupted and rolled back",
        isJournaled() ? sentence(next()) : "Run it again");
  }

  /// The connection went away, and the history does not have the script.
  Failure lost(SQLException error) {
    return failure(
        FailureKind.SCRIPT_RETRYABLE,
        null,
        error,
        "the connection was lost: " + SqlFailures.sentence(error) + soFar(),
        isJournaled() ? sentence(next()) : "The script was rolled back; run it again");
  }

  /// The connection went away, and there is no other to ask what the history has.
  Failure cutOff(Failure again) {
    return new Failure(
        again.kind(),
        again.failureClass(),
        file(null),
        null,
        null,
        again.sqlState(),
        "%s: the connection was lost, and what became of the script shows when the database can be asked. %s"
            .formatted(where(null), again.message()),
        again.hint());
  }

  private Failure failure(
      FailureKind kind,
      @Nullable SqlStatement statement,
      @Nullable SQLException error,
      String sentence,
      @Nullable String hint) {
    String file = file(statement);
    Integer line = statement == null ? null : lineOf(statement, error);
    String where = where(statement);
    String place =
        statement == null
            ? where
            : "%s, statement %d, line %d".formatted(where, statement.number(), line);
    return new Failure(
        kind,
        kind.failureClass(),
        file,
        statement == null ? null : statement.number(),
        line,
        error == null ? null : error.getSQLState(),
        place + ": " + sentence,
        hint);
  }

  private static int lineOf(SqlStatement statement, @Nullable SQLException error) {
    return statement.lineAt(error == null ? 0 : SqlFailures.position(error));
  }

  private String where(@Nullable SqlStatement statement) {
    return isUndo() ? file(statement) + " (undo)" : file(statement);
  }

  /// A statement of a callback is not the script's.
  private String file(@Nullable SqlStatement statement) {
    return statement == null || statement.file() == null
        ? attempt.script().fileName()
        : statement.file();
  }

  private String hint(FailureKind kind, SQLException error) {
    String fromServer = SqlFailures.hint(error);
    if (SqlFailures.has(error, SqlFailures.READ_ONLY_TRANSACTION) && fromServer == null) {
      return "The history row is written in the script's transaction: take READ ONLY out of the script";
    }
    if (SqlFailures.has(error, SqlFailures.DISK_FULL)) {
      return "The server has no room left on a disk: make room, and run it again";
    }
    if (isJournaled()) {
      return fromServer == null ? sentence(next()) : "%s; %s".formatted(fromServer, next());
    }
    if (fromServer != null) {
      return fromServer;
    }
    if (isUndo()) {
      return kind == FailureKind.SCRIPT_RETRYABLE
          ? "Nothing of the script was undone; run it again"
          : "Nothing of the script was undone: take away what stands in the way, or go back by a new script";
    }
    return kind == FailureKind.SCRIPT_RETRYABLE
        ? "Nothing of the script was applied; run it again"
        : "Nothing of the script was applied; correct it and run it again";
  }

  private boolean isUndo() {
    return attempt.script().isUndo();
  }

  private boolean isJournaled() {
    return attempt.body().mode().isJournaled();
  }

  private String soFar() {
    return isJournaled() ? "; " + Progress.done(attempt) : "";
  }

  private String next() {
    return Progress.next(attempt.journal());
  }

  private static String sentence(String phrase) {
    return Character.toUpperCase(phrase.charAt(0)) + phrase.substring(1);
  }
}
