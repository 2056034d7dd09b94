package dev.lockstep.operator.migration;

import dev.lockstep.operator.migration.Observation.Wish;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureKind;
import java.time.Instant;
import java.util.Optional;

/// What becomes of an attempt whose Job the API server does not take. Pure.
///
/// @param failure why, in the server's words
record Refusal(Failure failure) {
  private static final int MALFORMED = 400;
  private static final int FORBIDDEN = 403;
  private static final int INVALID = 422;

  /// Reads an answer to the creation of a Job.
  ///
  /// @param code the HTTP status
  /// @param words what the server says
  /// @return empty for an answer that says nothing about the Job: the pass is then repeated
  static Optional<Refusal> of(int code, String words) {
    String message = "The API server refuses the Job: " + words;
    return switch (code) {
      case MALFORMED, INVALID ->
          Optional.of(
              new Refusal(
                  Failure.of(
                      FailureKind.USAGE,
                      message,
                      "Correct spec.job; the next attempt then starts by itself.")));
      case FORBIDDEN ->
          Optional.of(
              new Refusal(
                  Failure.of(
                      FailureKind.POD_NOT_CREATED,
                      message,
                      "Lift the limit that the message names; it is tried again until then.")));
      default -> Optional.empty();
    };
  }

  /// The decision that stands in for the refused one.
  Decision insteadOf(Decision.Start start, Observation seen, Wish.Migrate wish) {
    return switch (start.plan().purpose()) {
      case MIGRATE -> failed(start, seen, wish);
      case VERIFY -> postponed(start, seen, wish);
    };
  }

  private Decision failed(Decision.Start start, Observation seen, Wish.Migrate wish) {
    Facts facts = Ledger.failed(start.facts(), failure, seen.now(), wish.backoff(), seen.now());
    Verdict verdict =
        Verdicts.ofFailure(
            facts.lastRun().orElseThrow(), facts.countedAttempts(), wish.maxAttempts());
    return new Decision.Rest(facts, verdict, facts.nextRetryAt());
  }

  /// A verification that could not be made has found nothing.
  private static Decision postponed(Decision.Start start, Observation seen, Wish.Migrate wish) {
    Instant again = seen.now().plus(wish.backoff().max());
    return new Decision.Rest(
        start.facts().withNextRetry(Optional.of(again)), start.verdict(), Optional.of(again));
  }
}
