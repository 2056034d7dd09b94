package dev.lockstep.operator.migration;

import dev.lockstep.schema.RunReport;
import dev.lockstep.schema.SchemaVersion;
import java.time.Instant;
import java.util.Optional;

/// One attempt, as its Job and its pod show it.
///
/// @param job the Job's name
/// @param attempt the number of the attempt, from 1
/// @param purpose what the Job was made to do
/// @param made what the Job was made for
/// @param created when the Job was created, or let go where it was held: from then on it can have a
///   pod
/// @param state how far it is
record Run(String job, int attempt, Purpose purpose, MadeFor made, Instant created, State state) {

  /// What a Job was made to do.
  enum Purpose {
    /// Apply pending scripts.
    MIGRATE,
    /// Compare the database with the scripts and change nothing.
    VERIFY
  }

  /// What a Job was made for: read from its annotations, because the spec may have changed since.
  ///
  /// @param inputs digest of everything that decides what a run does
  /// @param template digest of the pod's configuration, which does not
  /// @param database which database it works on
  /// @param scriptsDigest which scripts it was given
  /// @param target the version that it goes to, absent when the script names gave none
  /// @param retry the value of the retry annotation that it answers, absent when it has another
  ///   reason
  record MadeFor(
      String inputs,
      String template,
      String database,
      String scriptsDigest,
      Optional<SchemaVersion> target,
      Optional<String> retry) {}

  /// How far a run is.
  sealed interface State {
    /// The Job waits to be released.
    record Held() implements State {}

    /// The Job has no pod.
    ///
    /// @param words what the Job controller says about it, once it was asked
    record NoPod(Optional<String> words) implements State {}

    /// The pod exists and the runner has not started.
    ///
    /// @param obstacle what keeps it, absent while everything goes its way
    record Starting(Optional<Obstacle> obstacle) implements State {}

    /// The runner works.
    record Running(Instant since) implements State {}

    /// The pod is being deleted and has not ended.
    ///
    /// @param givenUpAt when its node counts as lost
    record Terminating(Instant givenUpAt) implements State {}

    /// The runner has ended, or Kubernetes has ended the Job.
    record Ended(End end, Instant at) implements State {}

    /// The Job is being deleted.
    record Deleted() implements State {}
  }

  /// Why a pod does not start.
  record Obstacle(Kind kind, String message) {
    enum Kind {
      UNSCHEDULABLE,
      CONTAINER
    }
  }

  /// How a runner ended.
  sealed interface End {
    /// With a report.
    record Reported(RunReport report) implements End {}

    /// Without one, ended by something around it: a drain, a preemption, a deleted pod, a lost
    /// node.
    record Disrupted(String message) implements End {}

    /// Without one, for a reason of its own: killed, out of memory.
    record Died(String message) implements End {}

    /// Ended by the Job's deadline.
    record DeadlineExceeded() implements End {}
  }

  boolean unfinished() {
    return switch (state) {
      case State.Held _, State.NoPod _, State.Starting _, State.Running _, State.Terminating _ ->
          true;
      case State.Ended _, State.Deleted _ -> false;
    };
  }

  /// Whether the runner may have touched the database.
  boolean started() {
    return switch (state) {
      case State.Held _, State.NoPod _, State.Starting _ -> false;
      case State.Running _, State.Terminating _, State.Ended _, State.Deleted _ -> true;
    };
  }
}
