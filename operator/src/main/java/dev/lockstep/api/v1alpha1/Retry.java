package dev.lockstep.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;

/// How often and how soon a failed run is repeated.
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Retry(
    @JsonPropertyDescription(
            "How many attempts in which a script ran may fail for a reason that can heal (a lock timeout, a deadlock, a lost connection) before the resource is Stalled. Attempts that never reached a script are repeated for ever and are not counted. From 1 to 100. Default: 6.")
        @Default("6")
        @Min(1)
        @Max(100)
        Integer maxAttempts,
    @JsonPropertyDescription("The wait between attempts; a part of it is random.") @Default("{}")
        Backoff backoff) {
  @SuppressWarnings("NullAway") // the constructor fills the defaults in
  static final Retry DEFAULT = new Retry(null, null);

  public Retry {
    maxAttempts = maxAttempts == null ? 6 : maxAttempts;
    backoff = backoff == null ? Backoff.DEFAULT : backoff;
  }
}
