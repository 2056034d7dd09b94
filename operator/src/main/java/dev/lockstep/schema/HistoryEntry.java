package dev.lockstep.schema;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/// One line of the history as reports and the status show it.
///
/// @param name the script's file name
/// @param version its version, absent for a repeatable script
/// @param status `success`, `failure` or `rollback`, as `migration_history.status` has it
/// @param at when, in ISO 8601 with a time zone
/// @param duration how long the script ran, such as `12ms` or `3.4s`
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
