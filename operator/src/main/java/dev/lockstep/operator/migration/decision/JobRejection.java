package dev.lockstep.operator.migration.decision;

import dev.lockstep.operator.migration.decision.Observation.DesiredState;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureKind;
import java.time.Instant;
import java.util.Optional;

/// The API server's rejection of the Job that a pass had decided on. The pass that follows at once
/// takes it as an input and decides again.
///
/// @param failure the reason, in the server's words
public record JobRejection(Failure failure) {
  private static final int MALFORMED = 400;
  private static final int FORBIDDEN = 403;
  private static final int INVALID = 422;

  /// Reads the response to the creation of a Job.
  ///
  /// @param code the HTTP status, 0 if there was no response
  /// @param message the server's message
  public static JobRejection of(int code, String message) {
    return new JobRejection(
        switch (code) {
          case MALFORMED, INVALID ->
              Failure.of(
                  FailureKind.USAGE,
                  "The API server rejected the Job: " + message,
                  "Correct spec.job; the next attempt then starts automatically.");
          case FORBIDDEN ->
              Failure.of(
                  FailureKind.POD_NOT_CREATED,
                  "The API server rejected the Job: " + message,
                  "Raise the limit that the message names; Lockstep retries automatically.");
          default ->
              Failure.of(
                  FailureKind.POD_NOT_CREATED,
                  "The API server did not create the Job: " + message,
                  "Lockstep retries automatically.");
        });
  }

  /// Returns the rejection of a Job whose name is already taken.
  ///
  /// @param job the name
  /// @param whose the controller of the existing Job, as a clause
  public static JobRejection nameTaken(String namespace, String job, String whose) {
    return new JobRejection(
        Failure.of(
            FailureKind.POD_NOT_CREATED,
            "A Job named %s already exists and does not belong to this resource: it %s."
                .formatted(job, whose),
            "Find out who created it, then delete it: kubectl -n %s delete job %s. The next attempt uses another name."
                .formatted(namespace, job)));
  }

  /// Returns whether a quota on the number of Jobs is the reason.
  boolean limitsJobs() {
    return QuotaExceeded.of(failure.message()).filter(QuotaExceeded::limitsJobs).isPresent();
  }

  /// Returns the decision that replaces the rejected one.
  Decision insteadOf(Decision.Start start, Observation observation, DesiredState.Valid spec) {
    return switch (start.plan().purpose()) {
      case MIGRATE -> failed(start, observation, spec);
      case VERIFY -> postponed(start, observation, spec);
    };
  }

  private Decision failed(Decision.Start start, Observation observation, DesiredState.Valid spec) {
    Optional<String> room = room(observation);
    RecordedState recorded =
        RunRecorder.failed(
            start.recorded(),
            room.map(this::makingRoom).orElse(failure),
            observation.now(),
            spec.backoff(),
            observation.now());
    ConditionState condition =
        ConditionMessages.ofFailure(
            recorded.lastRun().orElseThrow(), recorded.countedAttempts(), spec.maxAttempts());
    return waiting(recorded, condition, recorded.nextRetryAt(), room);
  }

  /// Returns the Job to delete if a quota limits the number of Jobs: a finished one that is kept
  /// only for its log.
  private Optional<String> room(Observation observation) {
    return limitsJobs() ? Retention.first(observation.runs()) : Optional.empty();
  }

  private Failure makingRoom(String job) {
    return Failure.of(
        failure.kind(),
        failure.message(),
        "The finished Job %s of this resource was deleted to make room; the next attempt follows."
            .formatted(job));
  }

  /// Tries a verification whose Job was rejected again after the longest backoff. It has found
  /// nothing, so the condition stays.
  private Decision postponed(
      Decision.Start start, Observation observation, DesiredState.Valid spec) {
    Optional<Instant> again = Optional.of(observation.now().plus(spec.backoff().max()));
    return waiting(
        start.recorded().withNextRetry(again), start.condition(), again, room(observation));
  }

  private static Decision waiting(
      RecordedState recorded,
      ConditionState condition,
      Optional<Instant> wakeAt,
      Optional<String> room) {
    return room.<Decision>map(job -> new Decision.Stop(recorded, condition, job, wakeAt))
        .orElseGet(() -> new Decision.NoAction(recorded, condition, wakeAt));
  }
}
