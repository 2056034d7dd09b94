package dev.lockstep.runner.options;

import dev.lockstep.schema.EngineException;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureKind;
import org.jspecify.annotations.Nullable;

/// Thrown for an invalid command line or configuration; the message is the sentence for the user.
public final class UsageException extends EngineException {
  private static final long serialVersionUID = 1L;

  private static final String COMMAND_LINE =
      "See lockstep --help for the commands, lockstep COMMAND --help for their options";

  public UsageException(String sentence) {
    this(sentence, null);
  }

  /// @param hint how to fix it; null to refer to the help
  public UsageException(String sentence, @Nullable String hint) {
    this(sentence, hint == null ? COMMAND_LINE : hint, FailureKind.USAGE);
  }

  /// A failure that is not caused by the command line.
  ///
  /// @param kind the kind of the failure
  public UsageException(String sentence, String hint, FailureKind kind) {
    super(Failure.of(kind, sentence, hint));
  }
}
