package dev.lockstep.runner.connection;

import dev.lockstep.engine.RunSettings;
import dev.lockstep.engine.RunTimeouts;
import dev.lockstep.runner.options.CommandModel;
import dev.lockstep.runner.options.UsageException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The options of a run: the schema, the id of the run, and the timeouts.
final class RunOptions {
  /// The maximum length: PostgreSQL truncates longer names and then does not find them.
  private static final int LONGEST_NAME = 63;

  private String schema = "public";
  private Duration connectTimeout = Duration.ofSeconds(60);
  private Duration lockTimeout = Duration.ofSeconds(5);
  private Duration lockRetryTimeout = Duration.ofMinutes(1);
  private Duration concurrentLockTimeout = Duration.ZERO;
  private Duration statementTimeout = Duration.ZERO;
  private Duration advisoryLockTimeout = Duration.ofMinutes(10);
  private String runId = "";
  private @Nullable String retry;

  void addWorkTo(CommandModel command) {
    command.option(
        "--schema",
        "NAME",
        String.class,
        "public",
        value -> schema = value,
        "The schema that holds the history; also the first schema of the search path (default: ${DEFAULT-VALUE}).");
    command.option(
        "--run-id",
        "ID",
        String.class,
        "",
        value -> runId = value,
        "An identifier for this run, shown in the history and in pg_stat_activity.");
    command.option(
        "--retry-value",
        "VALUE",
        String.class,
        value -> retry = value,
        "The retry request that started this run, recorded in migration_attempts.");
  }

  void addTimeoutsTo(CommandModel command) {
    command.time(
        "--connect-timeout",
        "60s",
        value -> connectTimeout = value,
        "How long to wait for a database that does not respond (default: ${DEFAULT-VALUE}).");
    command.time(
        "--lock-timeout",
        "5s",
        value -> lockTimeout = value,
        "The lock_timeout of the scripts (default: ${DEFAULT-VALUE}).");
    command.time(
        "--lock-retry-timeout",
        "1m",
        value -> lockRetryTimeout = value,
        "How long to keep retrying a script that could not acquire a lock (default: ${DEFAULT-VALUE}; 0s: do not retry).");
    command.time(
        "--concurrent-lock-timeout",
        "0s",
        value -> concurrentLockTimeout = value,
        "The lock_timeout of CREATE INDEX CONCURRENTLY and similar statements (default: ${DEFAULT-VALUE}, no limit).");
    command.time(
        "--statement-timeout",
        "0s",
        value -> statementTimeout = value,
        "The statement_timeout of the scripts (default: ${DEFAULT-VALUE}, no limit).");
    command.time(
        "--advisory-lock-timeout",
        "10m",
        value -> advisoryLockTimeout = value,
        "How long to wait for another run on the same schema to finish (default: ${DEFAULT-VALUE}).");
  }

  RunSettings settings() {
    int bytes = schema.getBytes(StandardCharsets.UTF_8).length;
    if (bytes == 0 || bytes > LONGEST_NAME) {
      throw new UsageException(
          "--schema: a schema name has 1 to %d bytes, this one has %d"
              .formatted(LONGEST_NAME, bytes));
    }
    if (schema.startsWith("pg_") || schema.equals("information_schema")) {
      throw new UsageException(
          "--schema: %s is reserved by PostgreSQL, like every schema that begins with pg_: name another schema"
              .formatted(schema));
    }
    return new RunSettings(
        schema,
        runId,
        retry,
        new RunTimeouts(
            connectTimeout,
            lockTimeout,
            lockRetryTimeout,
            concurrentLockTimeout,
            statementTimeout,
            advisoryLockTimeout));
  }

  /// The settings for a caller that retries failed connections itself.
  RunSettings impatient() {
    RunSettings patient = settings();
    RunTimeouts times = patient.timeouts();
    return new RunSettings(
        patient.schema(),
        patient.runId(),
        patient.retry(),
        new RunTimeouts(
            Duration.ZERO,
            times.lock(),
            times.lockRetry(),
            times.concurrentLock(),
            times.statement(),
            times.advisoryLock()));
  }

  String schema() {
    return schema;
  }
}
