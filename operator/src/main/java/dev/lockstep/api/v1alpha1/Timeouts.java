package dev.lockstep.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/// How long things may take. Each is a duration such as `30s`. Those that came later are absent
/// while nobody sets them, and the runner knows their defaults: a filled-in default would change
/// the digest of every spec.
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Timeouts(
    @JsonPropertyDescription(
            "How long a run waits for a database that does not answer yet, before the attempt is given up and repeated later. Longer than 0s, at most 500h. Default: 60s.")
        @Default("60s")
        @Size(min = 1, max = Rules.DURATION_SIZE)
        @ValidationRule(value = Rules.DURATION, message = Rules.DURATION_MESSAGE)
        String connect,
    @JsonPropertyDescription(
            "How long a statement of a script waits for a lock (lock_timeout) before it is given up and tried again. Short, because everything that comes later queues behind a waiting ALTER TABLE. Longer than 0s, at most 500h. Default: 5s.")
        @Default("5s")
        @Size(min = 1, max = Rules.DURATION_SIZE)
        @ValidationRule(value = Rules.DURATION, message = Rules.DURATION_MESSAGE)
        String lock,
    @JsonPropertyDescription(
            "For how long a script that was not given a lock is tried again within a run, before the run fails and is repeated with backoff. At most 500h; 0s means not at all. Default: 1m.")
        @Size(min = 1, max = Rules.DURATION_SIZE)
        @ValidationRule(value = Rules.DURATION_OR_ZERO, message = Rules.DURATION_OR_NONE_MESSAGE)
        @Nullable String lockRetry,
    @JsonPropertyDescription(
            "How long CREATE INDEX CONCURRENTLY and its like wait for a lock (their lock_timeout). A time-out leaves an invalid index behind, and while they wait they block nobody. At most 500h; 0s means no limit. Default: 0s.")
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
            "How long a run waits for another run on the same schema to end. Longer than 0s, at most 500h. Default: 10m.")
        @Default("10m")
        @Size(min = 1, max = Rules.DURATION_SIZE)
        @ValidationRule(value = Rules.DURATION, message = Rules.DURATION_MESSAGE)
        String advisoryLock,
    @JsonPropertyDescription(
            "How long a whole run may take, from the start of its Job (activeDeadlineSeconds); it is then stopped, and what it had not committed is rolled back. At most 500h; 0s means no limit. Default: 0s.")
        @Default("0s")
        @Size(min = 1, max = Rules.DURATION_SIZE)
        @ValidationRule(value = Rules.DURATION_OR_ZERO, message = Rules.DURATION_OR_ZERO_MESSAGE)
        String job) {
  @SuppressWarnings("NullAway") // the constructor fills the defaults in
  static final Timeouts DEFAULT = new Timeouts(null, null, null, null, null, null, null);

  public Timeouts {
    connect = connect == null ? "60s" : connect;
    lock = lock == null ? "5s" : lock;
    statement = statement == null ? "0s" : statement;
    advisoryLock = advisoryLock == null ? "10m" : advisoryLock;
    job = job == null ? "0s" : job;
  }
}
