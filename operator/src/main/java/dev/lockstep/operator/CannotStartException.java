package dev.lockstep.operator;

/// The operator cannot begin, for a reason that lies in the cluster and not in the program: the
/// message is a sentence with the fix.
final class CannotStartException extends Exception {
  CannotStartException(String message, Throwable cause) {
    super(message, cause);
  }

  CannotStartException(String message) {
    super(message);
  }
}
