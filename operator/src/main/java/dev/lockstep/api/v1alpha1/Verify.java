package dev.lockstep.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/// When the recorded version is read again.
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Verify(
    @JsonPropertyDescription(
            "How often the version that the database records is read again, to notice a restored backup or a change by hand. From 1s to 500h, spread at random by a tenth; 0s switches it off. Default: 1h.")
        @Default("1h")
        @Size(min = 1, max = Rules.DURATION_SIZE)
        @ValidationRule(value = Rules.INTERVAL, message = Rules.INTERVAL_MESSAGE)
        String every,
    @JsonPropertyDescription(
            "Whether a verification also names the objects of the schema that other hands have changed since the last run that applied something: Report in status.drift and an Event, or Ignore. Ready stays True. Default: Report.")
        @Default("Report")
        Drift drift) {
  @SuppressWarnings("NullAway") // the constructor fills the defaults in
  static final Verify DEFAULT = new Verify(null, null);

  public Verify {
    every = every == null ? "1h" : every;
    drift = drift == null ? Drift.REPORT : drift;
  }
}
