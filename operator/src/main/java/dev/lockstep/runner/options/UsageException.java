package dev.lockstep.runner.options;

import dev.lockstep.schema.EngineException;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureKind;
import org.jspecify.annotations.Nullable;

/// A wrong use of the command line or of a configuration; the message is the sentence for the user.
public final class UsageException extends EngineException {
  private static final long serialVersionUID = 1L;

  private static final String COMMAND_LINE =
      "See lockstep --help for the commands, lockstep COMMAND --help for their options";

  public UsageException(String sentence) {
    this(sentence, null);
  }

  /// A mistake in the use of a command, with a hint.
  ///
  /// @param hint how to fix it, if not on the command line
  public UsageException(String sentence, @Nullable String hint) {
    this(sentence, hint == null ? COMMAND_LINE : hint, FailureKind.USAGE);
  }

  /// A mistake that is not that of the command line.
  ///
  /// @param kind whose mistake it is
  public UsageException(String sentence, String hint, FailureKind kind) {
    super(Failure.of(kind, sentence, hint));
  }
}
