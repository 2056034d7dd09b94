package dev.lockstep.schema;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The failure that ends a run, with all its details. The engine throws it and the runner turns it
/// into a report; it is not logged on the way.
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

  /// Creates a failure for several errors.
  ///
  /// @param errors sentences, at least one; the first becomes the failure's message
  public static EngineException ofAll(
      FailureKind kind, List<String> errors, @Nullable String hint) {
    return new EngineException(
        Failure.of(kind, errors.getFirst(), hint), errors.subList(1, errors.size()), null, null);
  }

  /// Creates a failure with further errors and a cause.
  ///
  /// @param errors further errors, as sentences
  /// @param confidential details for a user at a terminal only: row values, statement text
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
