package dev.lockstep.demo;

/// What the demo promises did not come about: says what was expected and what was there instead.
final class NotSeenException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NotSeenException(String expected, String instead) {
    super("expected: %s%ninstead:%n%s".formatted(expected, instead.stripTrailing().indent(2)));
  }
}
