package dev.lockstep.api.v1alpha1.spec;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/// The time limits of a run, each a duration such as `30s`. Fields that were added later stay
/// absent unless a user sets them, and the runner applies their defaults: a filled-in default would
/// change the digest of every spec.
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Timeouts(
    @JsonPropertyDescription(
            "How long a run waits for a database that does not respond, before the attempt fails and is retried later. Longer than 0s, at most 500h. Default: 60s.")
        @Default("60s")
        @Size(min = 1, max = Rules.DURATION_SIZE)
        @ValidationRule(value = Rules.DURATION, message = Rules.DURATION_MESSAGE)
        String connect,
    @JsonPropertyDescription(
            "How long a statement waits for a lock (lock_timeout) before it is cancelled and retried. Keep it short: every later query on the table queues behind a waiting ALTER TABLE. Longer than 0s, at most 500h. Default: 5s.")
        @Default("5s")
        @Size(min = 1, max = Rules.DURATION_SIZE)
        @ValidationRule(value = Rules.DURATION, message = Rules.DURATION_MESSAGE)
        String lock,
    @JsonPropertyDescription(
            "How long to keep retrying a script that could not acquire a lock, before the run fails and is retried with backoff. At most 500h; 0s disables retries within a run. Default: 1m.")
        @Size(min = 1, max = Rules.DURATION_SIZE)
        @ValidationRule(value = Rules.DURATION_OR_ZERO, message = Rules.DURATION_OR_NONE_MESSAGE)
        @Nullable String lockRetry,
    @JsonPropertyDescription(
            "How long CREATE INDEX CONCURRENTLY and similar statements wait for a lock (their lock_timeout). They block no other session while they wait, and a timeout leaves an invalid index behind. At most 500h; 0s means no limit. Default: 0s.")
        @Size(min = 1, max = Rules.DURATION_SIZE)
        @ValidationRule(value = Rules.DURATION_OR_ZERO, message = Rules.DURATION_OR_ZERO_MESSAGE)
        @Nullable String concurrentLock,
    @JsonPropertyDescription(
            "How long one statement of a script may run (statement_timeout). At most 500h; 0s means no limit. Default: 0s.")
        @Default("0s")
        @Size(min = 1, max = Rules.DURATION_SIZE)
        @ValidationRule(value = Rules.DURATION_OR_ZERO, message = Rules.DURATION_OR_ZERO_MESSAGE)
        String statement,
    @JsonPropertyDescription(
            "How long a run waits for another run on the same schema to finish. Longer than 0s, at most 500h. Default: 10m.")
        @Default("10m")
        @Size(min = 1, max = Rules.DURATION_SIZE)
        @ValidationRule(value = Rules.DURATION, message = Rules.DURATION_MESSAGE)
        String advisoryLock,
    @JsonPropertyDescription(
            "How long a whole run may take, from the start of its Job (activeDeadlineSeconds). The run is then stopped, and everything it has not committed is rolled back. At most 500h; 0s means no limit. Default: 24h.")
        @Default("24h")
        @Size(min = 1, max = Rules.DURATION_SIZE)
        @ValidationRule(value = Rules.DURATION_OR_ZERO, message = Rules.DURATION_OR_ZERO_MESSAGE)
        String job) {
  private static final String DEFAULT_JOB = "24h";

  @SuppressWarnings("NullAway") // the constructor fills the defaults in
  public static final Timeouts DEFAULT = new Timeouts(null, null, null, null, null, null, null);

  /// Returns the timeouts as they enter digests. Before `job` had a default there was no limit, and
  /// a new default is no reason to run again.
  public Timeouts asDigested() {
    return job.equals(DEFAULT_JOB)
        ? new Timeouts(connect, lock, lockRetry, concurrentLock, statement, advisoryLock, "0s")
        : this;
  }

  public Timeouts {
    connect = connect == null ? "60s" : connect;
    lock = lock == null ? "5s" : lock;
    statement = statement == null ? "0s" : statement;
    advisoryLock = advisoryLock == null ? "10m" : advisoryLock;
    job = job == null ? DEFAULT_JOB : job;
  }
}
