package dev.lockstep.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lockstep.schema.Failure;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The newest attempt.
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LastRun(
    @JsonPropertyDescription("Name of the Job.") @Nullable String job,
    @JsonPropertyDescription("Number of the attempt, from 1; it never goes back.")
        @Min(0)
        @Max(2147483647)
        Integer attempt,
    @JsonPropertyDescription("Digest of the spec and the scripts that the attempt was made for.")
        @Nullable String inputs,
    @JsonPropertyDescription(
            "The version that it goes to; lower than desiredVersion while pods live that need an older one.")
        @Nullable String target,
    @JsonPropertyDescription(
            "The value of the annotation lockstep.dev/retry that asked for it; absent when it was made for another reason.")
        @Nullable String retry,
    @JsonPropertyDescription("When it started.") @Nullable String startedAt,
    @JsonPropertyDescription("When it ended; absent while it runs.") @Nullable String finishedAt,
    @JsonPropertyDescription(
            "How it ended: Succeeded, Failed or Interrupted (ended from outside and rolled back); absent while it runs.")
        @Nullable RunOutcome outcome,
    @JsonPropertyDescription("Why it failed.") @Nullable Failure failure,
    @JsonPropertyDescription("What else is wrong, where several errors were found at once.")
        @Size(max = 100)
        List<String> errors) {
  public LastRun {
    attempt = attempt == null ? 0 : attempt;
    errors = errors == null ? List.of() : List.copyOf(errors);
  }
}
