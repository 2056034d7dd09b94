package dev.lockstep.engine.postgres.run;

/// Ends the steps of an attempt that cannot continue.
final class EndedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient AttemptOutcome outcome;

  EndedException(AttemptOutcome outcome) {
    super(null, null, false, false);
    this.outcome = outcome;
  }

  AttemptOutcome outcome() {
    return outcome;
  }
}
