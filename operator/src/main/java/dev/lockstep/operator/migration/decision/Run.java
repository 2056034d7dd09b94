package dev.lockstep.operator.migration.decision;

import dev.lockstep.schema.RunReport;
import dev.lockstep.schema.SchemaVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/// One attempt, as its Job and its pod show it.
///
/// @param job the Job's name
/// @param attempt the number of the attempt, from 1
/// @param purpose what the Job was made to do
/// @param inputs what the Job was made for
/// @param created when the Job was created, or let go where it was held: from then on it can have a
///   pod
/// @param state how far it is
public record Run(
    String job, int attempt, Purpose purpose, Inputs inputs, Instant created, State state) {
  /// How long a Job may have no pod before that is a failure of its own.
  public static final Duration POD_PATIENCE = Duration.ofSeconds(30);

  /// What a Job was made to do.
  public enum Purpose {
    /// Apply pending scripts.
    MIGRATE("migrate"),
    /// Compare the database with the scripts and change nothing.
    VERIFY("verify");

    private final String label;

    Purpose(String label) {
      this.label = label;
    }

    /// The purpose as the label of a Job has it.
    public String label() {
      return label;
    }

    /// The purpose that a label names, empty for a Job that is not Lockstep's.
    public static Optional<Purpose> parse(String label) {
      return Stream.of(values()).filter(purpose -> purpose.label.equals(label)).findFirst();
    }
  }

  /// What a Job was made for: read from its annotations, because the spec may have changed since.
  ///
  /// @param digest digest of everything that decides what a run does
  /// @param template digest of the pod's configuration, which does not
  /// @param database which database it works on
  /// @param scriptsDigest which scripts it was given
  /// @param target the version that it goes to, absent when the script names gave none
  /// @param retry the value of the retry annotation that it answers, absent when it has another
  ///   reason
  public record Inputs(
      String digest,
      String template,
      String database,
      String scriptsDigest,
      Optional<SchemaVersion> target,
      Optional<String> retry) {}

  /// How far a run is.
  public sealed interface State {
    /// The Job waits to be released.
    record AwaitingRelease() implements State {}

    /// The Job was released, and something other than the operator suspended it again.
    ///
    /// @param since when it was released last
    /// @param releases how often it was released
    /// @param queue the queue that the Job names, which releases it by itself
    record SuspendedByOthers(Instant since, int releases, Optional<String> queue)
        implements State {}

    /// The Job has no pod.
    ///
    /// @param message what the Job controller says about it, once it was asked
    record NoPod(Optional<String> message) implements State {}

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
  public record Obstacle(Kind kind, String message) {
    public enum Kind {
      UNSCHEDULABLE,
      CONTAINER
    }
  }

  /// How a runner ended.
  public sealed interface End {
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

  /// The number of its next release.
  public int nextRelease() {
    return state instanceof State.SuspendedByOthers suspendedByOthers
        ? suspendedByOthers.releases() + 1
        : 1;
  }

  /// Whether the runner may have touched the database.
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
