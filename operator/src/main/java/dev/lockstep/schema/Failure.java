package dev.lockstep.schema;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/// Why a run failed, complete enough that nobody needs the log: the same value in report, status,
/// history and log.
///
/// It holds no row values and no statement text, which may carry secrets; those reach the command
/// line only.
///
/// @param kind what went wrong
/// @param failureClass what trying again can do
/// @param script the file name of the script that failed, when it was a script
/// @param statement the number of the failing statement in the script, from 1
/// @param line the line in the script file, from 1
/// @param sqlState the five characters that the server answered, see PostgreSQL's appendix "Error
///   Codes"
/// @param message one sentence that names the thing at fault
/// @param hint the way out
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Failure(
    @JsonPropertyDescription("What went wrong, in one word, such as ScriptFailed.")
        FailureKind kind,
    @JsonProperty("class")
        @JsonPropertyDescription(
            "What trying again can do: transient (it can heal, attempts are counted), environment (no script ran, repeated for ever), permanent (a person is needed), interrupted (ended from outside, repeated).")
        FailureClass failureClass,
    @JsonPropertyDescription("File name of the script that failed.") @Nullable String script,
    @JsonPropertyDescription("Number of the failing statement in the script, from 1.")
        @Nullable Integer statement,
    @JsonPropertyDescription("Line in the script file, from 1.") @Nullable Integer line,
    @JsonPropertyDescription(
            "The SQLSTATE that the server answered, five characters; see PostgreSQL Error Codes.")
        @Nullable String sqlState,
    @JsonPropertyDescription("What went wrong, in a sentence.") String message,
    @JsonPropertyDescription("The way out.") @Nullable String hint) {

  /// A failure that is not a script's.
  public static Failure of(FailureKind kind, String message, @Nullable String hint) {
    return new Failure(kind, kind.failureClass(), null, null, null, null, message, hint);
  }

  /// The server's refusal of something that is not a script's.
  public static Failure ofServer(
      FailureKind kind, @Nullable String sqlState, String message, @Nullable String hint) {
    return new Failure(kind, kind.failureClass(), null, null, null, sqlState, message, hint);
  }

  /// The same failure with another message, for shortening.
  public Failure withMessage(String shorter) {
    return new Failure(kind, failureClass, script, statement, line, sqlState, shorter, hint);
  }
}
