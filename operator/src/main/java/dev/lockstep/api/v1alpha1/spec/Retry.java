package dev.lockstep.api.v1alpha1.spec;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;

/// How often, and after what delay, a failed run is retried.
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Retry(
    @JsonPropertyDescription(
            "The number of attempts in which a script may fail for a transient reason (lock timeout, deadlock, lost connection) before the resource is Stalled. Attempts that fail before any script starts are not counted, and are retried indefinitely. From 1 to 100. Default: 6.")
        @Default("6")
        @Min(1)
        @Max(100)
        Integer maxAttempts,
    @JsonPropertyDescription("The delay between attempts, with random jitter.") @Default("{}")
        Backoff backoff) {
  @SuppressWarnings("NullAway") // the constructor fills the defaults in
  public static final Retry DEFAULT = new Retry(null, null);

  public Retry {
    maxAttempts = maxAttempts == null ? 6 : maxAttempts;
    backoff = backoff == null ? Backoff.DEFAULT : backoff;
  }
}
