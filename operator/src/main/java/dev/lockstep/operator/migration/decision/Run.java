package dev.lockstep.operator.migration.decision;

import dev.lockstep.schema.RunReport;
import dev.lockstep.schema.SchemaVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/// One attempt, as its Job and its pod show it.
///
/// @param job the name of the Job
/// @param attempt the number of the attempt, from 1
/// @param purpose the purpose of the Job
/// @param inputs the inputs of the Job
/// @param created the time at which the Job was created, or released if it was suspended: from then
///   on it can have a pod
/// @param state the state of the run
public record Run(
    String job, int attempt, Purpose purpose, Inputs inputs, Instant created, State state) {
  /// The time that a Job may have no pod before that counts as a failure.
  public static final Duration POD_PATIENCE = Duration.ofSeconds(30);

  /// The purpose of a Job.
  public enum Purpose {
    /// Applies pending scripts.
    MIGRATE("migrate"),
    /// Compares the database with the scripts and changes nothing.
    VERIFY("verify");

    private final String label;

    Purpose(String label) {
      this.label = label;
    }

    /// The value of the Job's label.
    public String label() {
      return label;
    }

    /// Returns the purpose that a label names; empty for a Job that is not Lockstep's.
    public static Optional<Purpose> parse(String label) {
      return Stream.of(values()).filter(purpose -> purpose.label.equals(label)).findFirst();
    }
  }

  /// The inputs of a Job. They are read from its annotations, because the spec may have changed
  /// since.
  ///
  /// @param digest the digest of everything that affects the run
  /// @param template the digest of the pod's configuration, which does not affect it
  /// @param database the identity of the database
  /// @param scriptsDigest the digest of the scripts
  /// @param target the target version, absent if the script names have none
  /// @param retry the value of the retry annotation that it answers, absent if it has another cause
  public record Inputs(
      String digest,
      String template,
      String database,
      String scriptsDigest,
      Optional<SchemaVersion> target,
      Optional<String> retry) {}

  /// The state of a run.
  public sealed interface State {
    /// The Job waits to be released.
    record AwaitingRelease() implements State {}

    /// The Job was released, and something other than the operator suspended it again.
    ///
    /// @param since the time of the last release
    /// @param releases the number of releases
    /// @param queue the queue that the Job names, which resumes it by itself
    record SuspendedByOthers(Instant since, int releases, Optional<String> queue)
        implements State {}

    /// The Job has no pod.
    ///
    /// @param message the message of the Job controller, once it was read
    record NoPod(Optional<String> message) implements State {}

    /// The pod exists, but the runner has not started.
    ///
    /// @param obstacle the reason why it does not start, absent while nothing prevents it
    record Starting(Optional<Obstacle> obstacle) implements State {}

    /// The runner is working.
    record Running(Instant since) implements State {}

    /// The pod is being deleted and has not ended.
    ///
    /// @param givenUpAt the time at which its node counts as lost
    record Terminating(Instant givenUpAt) implements State {}

    /// The runner has ended, or Kubernetes has ended the Job.
    record Ended(End end, Instant at) implements State {}

    /// The Job is being deleted.
    record Deleted() implements State {}
  }

  /// The reason why a pod does not start.
  public record Obstacle(Kind kind, String message) {
    public enum Kind {
      UNSCHEDULABLE,
      CONTAINER
    }
  }

  /// The end of a runner.
  public sealed interface End {
    /// The runner left a report.
    record Reported(RunReport report) implements End {}

    /// The runner left no report, because it was ended from outside: a drain, a preemption, a
    /// deleted pod, a lost node.
    record Disrupted(String message) implements End {}

    /// The runner left no report, for a reason of its own: killed, out of memory.
    record Died(String message) implements End {}

    /// The deadline of the Job ended the run.
    record DeadlineExceeded() implements End {}
  }

  boolean unfinished() {
    return switch (state) {
      case State.AwaitingRelease _,
          State.SuspendedByOthers _,
          State.NoPod _,
          State.Starting _,
          State.Running _,
          State.Terminating _ ->
          true;
      case State.Ended _, State.Deleted _ -> false;
    };
  }

  /// Returns the number of the next release.
  public int nextRelease() {
    return state instanceof State.SuspendedByOthers suspendedByOthers
        ? suspendedByOthers.releases() + 1
        : 1;
  }

  /// Returns whether the runner may have used the database.
  boolean started() {
    return switch (state) {
      case State.AwaitingRelease _, State.NoPod _, State.Starting _ -> false;
      case State.SuspendedByOthers _,
          State.Running _,
          State.Terminating _,
          State.Ended _,
          State.Deleted _ ->
          true;
    };
  }
}
