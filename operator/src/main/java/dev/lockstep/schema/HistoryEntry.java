package dev.lockstep.schema;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/// One row of the history, as shown in reports and in the status.
///
/// @param name the script's file name
/// @param version the script's version, absent for a repeatable script
/// @param status `success`, `failure` or `rollback`, as in `migration_history.status`
/// @param at the time at which the script was recorded, in ISO 8601 with a time zone
/// @param duration the time that the script took, such as `12ms` or `3.4s`
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HistoryEntry(
    @JsonPropertyDescription("File name of the script.") String name,
    @JsonPropertyDescription("Version of the script; absent for a repeatable one.")
        @Nullable String version,
    @JsonPropertyDescription("The status in migration_history: success, failure or rollback.")
        String status,
    @JsonPropertyDescription("When the script was recorded, with time zone.") @Nullable String at,
    @JsonPropertyDescription("How long the script ran, such as 12ms or 3.4s.")
        @Nullable String duration) {}
