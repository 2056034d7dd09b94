package dev.lockstep.api.v1alpha1.status;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lockstep.schema.Failure;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The latest attempt.
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LastRun(
    @JsonPropertyDescription("Name of the Job.") @Nullable String job,
    @JsonPropertyDescription("Number of the attempt, starting at 1. It never decreases.")
        @Min(0)
        @Max(2147483647)
        Integer attempt,
    @JsonPropertyDescription("Digest of the spec and the scripts that the attempt was made for.")
        @Nullable String inputs,
    @JsonPropertyDescription(
            "The version that the attempt migrates to. Lower than desiredVersion while running pods need an older version.")
        @Nullable String target,
    @JsonPropertyDescription(
            "The value of the annotation lockstep.dev/retry that triggered the attempt. Absent if it has another cause.")
        @Nullable String retry,
    @JsonPropertyDescription("When the attempt started.") @Nullable String startedAt,
    @JsonPropertyDescription("When the attempt ended. Absent while it is running.")
        @Nullable String finishedAt,
    @JsonPropertyDescription(
            "The result: Succeeded, Failed or Interrupted (stopped from outside and rolled back). Absent while the attempt is running.")
        @Nullable RunOutcome outcome,
    @JsonPropertyDescription("The reason of the failure.") @Nullable Failure failure,
    @JsonPropertyDescription(
            "Why the previous attempt failed, as a sentence. Absent once this attempt has ended, and if no attempt with the same spec and scripts has failed.")
        @Nullable String failureBefore,
    @JsonPropertyDescription("Further errors, if several were found at once.") @Size(max = 100)
        List<String> errors,
    @JsonPropertyDescription(
            "Warnings that need attention but did not stop the run, such as those raised by the scripts, one sentence each. Absent if there are none.")
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        @Size(max = 100)
        List<String> warnings) {
  public LastRun {
    attempt = attempt == null ? 0 : attempt;
    errors = errors == null ? List.of() : List.copyOf(errors);
    warnings = warnings == null ? List.of() : List.copyOf(warnings);
  }
}
