package dev.lockstep.runner;

/// A wrong use of the command line or of a configuration; the message is the sentence for the user.
final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UsageException(String sentence) {
    super(sentence);
  }
}
