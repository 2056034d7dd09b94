package dev.lockstep.api.v1alpha1.spec;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/// When the recorded version is read again, and whether drift is reported.
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Verify(
    @JsonPropertyDescription(
            "How often the recorded version is read from the database again, to detect a restored backup or a manual change. From 30s to 500h, with up to 10% random jitter; 0s disables verification. Default: 1h.")
        @Default("1h")
        @Size(min = 1, max = Rules.DURATION_SIZE)
        @ValidationRule(value = Rules.INTERVAL, message = Rules.INTERVAL_MESSAGE)
        String every,
    @JsonPropertyDescription(
            "Whether verification also reports schema objects that were changed outside Lockstep since the last run that applied a script. Report: list them in status.drift and emit an Event. Ignore: do not check. Ready stays True in either case. Default: Report.")
        @Default("Report")
        Drift drift) {
  @SuppressWarnings("NullAway") // the constructor fills the defaults in
  public static final Verify DEFAULT = new Verify(null, null);

  public Verify {
    every = every == null ? "1h" : every;
    drift = drift == null ? Drift.REPORT : drift;
  }
}
