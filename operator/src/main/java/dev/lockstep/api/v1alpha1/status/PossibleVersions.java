package dev.lockstep.api.v1alpha1.status;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/// The range of versions that a database may have after a run that left no report.
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PossibleVersions(
    @JsonPropertyDescription(
            "The lowest version that the database may record. Absent if it may record none.")
        @Nullable String lowest,
    @JsonPropertyDescription(
            "The highest version that the database may record. Absent if it is unknown.")
        @Nullable String highest) {}
