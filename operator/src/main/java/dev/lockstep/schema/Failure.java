package dev.lockstep.schema;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/// The reason why a run failed, complete enough that the log is not needed: the same value in
/// report, status, history and log.
///
/// The serialized form contains no row values and no statement text, which may carry secrets; those
/// reach terminals and the history only.
///
/// @param kind the kind of failure
/// @param failureClass whether a retry can help
/// @param script the file name of the script that failed, if it was a script
/// @param statement the number of the failing statement in the script, from 1
/// @param line the line in the script file, from 1
/// @param sqlState the SQLSTATE returned by the server, five characters, see PostgreSQL's appendix
///   "Error Codes"
/// @param message one sentence that names the object at fault
/// @param hint how to fix it
/// @param confidential the message including the values and texts that were cut out of it; never
///   serialized, and absent if nothing was cut
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Failure(
    @JsonPropertyDescription("The kind of failure, such as ScriptFailed.") FailureKind kind,
    @JsonProperty("class")
        @JsonPropertyDescription(
            "Whether a retry can help: transient (can succeed on a retry; attempts are counted), environment (no script ran; retried indefinitely), permanent (needs a change), interrupted (stopped from outside; retried).")
        FailureClass failureClass,
    @JsonPropertyDescription("File name of the script that failed.") @Nullable String script,
    @JsonPropertyDescription("Number of the failing statement in the script, from 1.")
        @Nullable Integer statement,
    @JsonPropertyDescription("Line in the script file, from 1.") @Nullable Integer line,
    @JsonPropertyDescription(
            "The SQLSTATE returned by the server, five characters; see PostgreSQL Error Codes.")
        @Nullable String sqlState,
    @JsonPropertyDescription("The error message.") String message,
    @JsonPropertyDescription("How to fix it.") @Nullable String hint,
    @JsonIgnore @Nullable String confidential) {

  /// Creates a failure whose message is complete.
  public Failure(
      FailureKind kind,
      FailureClass failureClass,
      @Nullable String script,
      @Nullable Integer statement,
      @Nullable Integer line,
      @Nullable String sqlState,
      String message,
      @Nullable String hint) {
    this(kind, failureClass, script, statement, line, sqlState, message, hint, null);
  }

  /// Creates a failure outside scripts.
  public static Failure of(FailureKind kind, String message, @Nullable String hint) {
    return new Failure(kind, kind.failureClass(), null, null, null, null, message, hint);
  }

  /// Creates a failure of one script as a whole.
  ///
  /// @param script the script's file name, null if several scripts are concerned
  public static Failure ofScript(
      FailureKind kind, @Nullable String script, String message, @Nullable String hint) {
    return new Failure(kind, kind.failureClass(), script, null, null, null, message, hint);
  }

  /// Creates a failure for an error of the server outside scripts.
  public static Failure ofServer(
      FailureKind kind, @Nullable String sqlState, String message, @Nullable String hint) {
    return new Failure(kind, kind.failureClass(), null, null, null, sqlState, message, hint);
  }

  /// The message for terminals and the history, including the values and texts that the server
  /// quotes.
  public String whole() {
    return confidential == null ? message : confidential;
  }

  /// Returns a copy with the complete message.
  public Failure withConfidential(@Nullable String text) {
    return new Failure(kind, failureClass, script, statement, line, sqlState, message, hint, text);
  }

  /// Returns a copy that is safe to print, without the confidential message.
  public Failure printable() {
    return new Failure(
        kind,
        failureClass,
        script == null ? null : Printable.line(script),
        statement,
        line,
        sqlState == null ? null : Printable.line(sqlState),
        Printable.line(message),
        hint == null ? null : Printable.line(hint));
  }

  /// Returns a copy with another message, for shortening.
  public Failure withMessage(String shorter) {
    return new Failure(kind, failureClass, script, statement, line, sqlState, shorter, hint);
  }
}
