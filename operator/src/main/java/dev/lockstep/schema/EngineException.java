package dev.lockstep.schema;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A run that cannot go on, with the whole value that says why. Thrown by the engine, ended as a
/// report by the runner; it is never logged on its way.
public class EngineException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Failure failure;
  private final transient List<String> errors;
  private final transient @Nullable String confidential;

  public EngineException(Failure failure) {
    this(failure, List.of(), null, null);
  }

  public EngineException(FailureKind kind, String message, @Nullable String hint) {
    this(Failure.of(kind, message, hint));
  }

  /// All that is wrong, as one failure.
  ///
  /// @param errors sentences, at least one; the first is the failure's message
  public static EngineException ofAll(
      FailureKind kind, List<String> errors, @Nullable String hint) {
    return new EngineException(
        Failure.of(kind, errors.getFirst(), hint), errors.subList(1, errors.size()), null, null);
  }

  /// A failure with all that is known of it.
  ///
  /// @param errors what else was found, as sentences
  /// @param confidential what only a person at a terminal may read: row values, statement text
  public EngineException(
      Failure failure,
      List<String> errors,
      @Nullable String confidential,
      @Nullable Throwable cause) {
    super(failure.message(), cause);
    this.failure = failure;
    this.errors = List.copyOf(errors);
    this.confidential = confidential;
  }

  public Failure failure() {
    return failure;
  }

  public List<String> errors() {
    return errors;
  }

  public Optional<String> confidential() {
    return Optional.ofNullable(confidential);
  }
}
