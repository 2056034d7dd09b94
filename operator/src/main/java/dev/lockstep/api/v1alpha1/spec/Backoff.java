package dev.lockstep.api.v1alpha1.spec;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/// The delay between attempts.
@ValidationRule(
    value = "!has(self.initial) || !has(self.max) || duration(self.initial) <= duration(self.max)",
    message = "backoff.max is the longest wait: make it at least as long as backoff.initial")
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Backoff(
    @JsonPropertyDescription(
            "The delay after the first failed attempt. It doubles with each further failure. From 1s to 500h. Default: 5s.")
        @Default("5s")
        @Size(min = 1, max = Rules.DURATION_SIZE)
        @ValidationRule(value = Rules.WAIT, message = Rules.WAIT_MESSAGE)
        String initial,
    @JsonPropertyDescription(
            "The maximum delay between attempts, including failures that are retried indefinitely (missing Secret, network, quota). From 1s to 500h, not shorter than initial. Default: 5m.")
        @Default("5m")
        @Size(min = 1, max = Rules.DURATION_SIZE)
        @ValidationRule(value = Rules.WAIT, message = Rules.WAIT_MESSAGE)
        String max) {
  @SuppressWarnings("NullAway") // the constructor fills the defaults in
  static final Backoff DEFAULT = new Backoff(null, null);

  public Backoff {
    initial = initial == null ? "5s" : initial;
    max = max == null ? "5m" : max;
  }
}
