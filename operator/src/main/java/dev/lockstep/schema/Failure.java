package dev.lockstep.schema;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/// Why a run failed, complete enough that the log is not needed: the same value in report, status,
/// history and log.
///
/// What it is written as holds no row values and no statement text, which may carry secrets; those
/// reach terminals and the history only.
///
/// @param kind what went wrong
/// @param failureClass what trying again can do
/// @param script the file name of the script that failed, when it was a script
/// @param statement the number of the failing statement in the script, from 1
/// @param line the line in the script file, from 1
/// @param sqlState the five characters that the server answered, see PostgreSQL's appendix "Error
///   Codes"
/// @param message one sentence that names the thing at fault
/// @param hint how to fix it
/// @param confidential the message with the values and texts that were cut out of it; never written
///   with the rest, and absent when nothing was cut
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

  /// A failure whose message holds all there is to say.
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

  /// A failure that is not a script's.
  public static Failure of(FailureKind kind, String message, @Nullable String hint) {
    return new Failure(kind, kind.failureClass(), null, null, null, null, message, hint);
  }

  /// A failure of one script as a whole.
  ///
  /// @param script its file name; null where several are concerned
  public static Failure ofScript(
      FailureKind kind, @Nullable String script, String message, @Nullable String hint) {
    return new Failure(kind, kind.failureClass(), script, null, null, null, message, hint);
  }

  /// The server's refusal of something that is not a script's.
  public static Failure ofServer(
      FailureKind kind, @Nullable String sqlState, String message, @Nullable String hint) {
    return new Failure(kind, kind.failureClass(), null, null, null, sqlState, message, hint);
  }

  /// The message for terminals and the history: with the values and texts that the server quotes.
  public String whole() {
    return confidential == null ? message : confidential;
  }

  /// The same failure with what was cut out of its message.
  public Failure withConfidential(@Nullable String text) {
    return new Failure(kind, failureClass, script, statement, line, sqlState, message, hint, text);
  }

  /// The same failure in words that nothing obeys, without what was cut out.
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

  /// The same failure with another message, for shortening.
  public Failure withMessage(String shorter) {
    return new Failure(kind, failureClass, script, statement, line, sqlState, shorter, hint);
  }
}
