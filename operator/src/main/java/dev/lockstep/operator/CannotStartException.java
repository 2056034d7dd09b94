package dev.lockstep.operator;

/// The operator cannot start because of the cluster's state, not because of a bug. The message is a
/// sentence that includes the fix.
final class CannotStartException extends Exception {
  CannotStartException(String message, Throwable cause) {
    super(message, cause);
  }

  CannotStartException(String message) {
    super(message);
  }
}
