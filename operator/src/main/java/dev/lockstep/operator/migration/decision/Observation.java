package dev.lockstep.operator.migration.decision;

import dev.lockstep.api.v1alpha1.spec.NewerApplied;
import dev.lockstep.api.v1alpha1.spec.Rollback;
import dev.lockstep.schema.SchemaVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Everything that one pass looks at, gathered from caches before anything is judged.
///
/// @param identity which resource it is
/// @param changed whether the spec is newer than the status
/// @param desiredState what the spec asks for
/// @param scripts the scripts as the ConfigMaps hold them now
/// @param recorded what the status says, [RecordedState#NONE] where it is missing
/// @param runs the resource's own Jobs
/// @param workloads the live pods that opted in to gating and name this resource
/// @param now the time of this pass
/// @param rejection why the API server has just rejected the Job that was decided on
public record Observation(
    Identity identity,
    boolean changed,
    DesiredState desiredState,
    Scripts scripts,
    RecordedState recorded,
    List<Run> runs,
    List<Workload> workloads,
    Instant now,
    Optional<JobRejection> rejection) {

  public record Identity(String namespace, String name, String uid) {}

  /// What the spec asks for.
  public sealed interface DesiredState {
    /// The spec cannot be read, or contradicts itself.
    record Invalid(String message) implements DesiredState {}

    /// What the spec asks for, resolved.
    ///
    /// @param inputsDigest digest of the spec without its `job` block, the scripts and the retry
    ///   annotation
    /// @param template digest of the `job` block
    /// @param database which database and schema the spec names
    /// @param target the version asked for, absent for `latest`
    /// @param retry the value of the retry annotation
    /// @param rollback whether a target below the recorded version undoes what is newer
    /// @param newerApplied whether a database that has more than the scripts is in step
    /// @param placeholders whether scripts have placeholders, so that one may change with the spec
    /// @param verifyEvery absent where verification is off
    record Valid(
        String inputsDigest,
        String template,
        String database,
        Optional<SchemaVersion> target,
        Optional<String> retry,
        Rollback rollback,
        NewerApplied newerApplied,
        boolean placeholders,
        boolean suspended,
        int maxAttempts,
        Backoff backoff,
        Optional<Duration> verifyEvery)
        implements DesiredState {

      /// Where the resource wants to be: its target, or the newest version among the scripts.
      public Optional<SchemaVersion> desiredVersion(Scripts.Available scripts) {
        return target.or(() -> scripts.versions().stream().max(Comparator.naturalOrder()));
      }
    }
  }

  /// The scripts as the ConfigMaps hold them.
  public sealed interface Scripts {
    /// ConfigMaps that do not exist, each by its name or its labels.
    record Missing(List<String> configMaps) implements Scripts {}

    /// They are more than one set may have.
    record Refused(String message) implements Scripts {}

    /// All exist, but together they are not the set that `spec.scripts.digest` pins.
    ///
    /// @param digest what they are
    /// @param meant what they are to be
    record Other(String digest, String meant) implements Scripts {}

    /// All exist, and are the set that the spec pins, if it pins one.
    ///
    /// @param configMaps the names of the ConfigMaps, of those that the spec names first
    /// @param versions the versions of the forward scripts, as far as file names tell
    /// @param warnings what is wrong with them one day, each as a sentence
    record Available(
        String digest, List<String> configMaps, List<SchemaVersion> versions, List<String> warnings)
        implements Scripts {}
  }

  /// The run that is under way.
  Optional<Run> unfinished(Run.Purpose purpose) {
    return runs.stream()
        .filter(run -> run.purpose() == purpose && run.unfinished() && !isClosed(run))
        .max(Comparator.comparingInt(Run::attempt));
  }

  /// Whether the status has closed a run already, although the cache still has its Job: it lags, or
  /// a node was lost.
  private boolean isClosed(Run run) {
    return recorded
        .lastRun()
        .filter(
            last ->
                run.attempt() < last.attempt()
                    || (last.job().equals(run.job()) && !last.underWay()))
        .isPresent();
  }

  /// The Jobs of runs that never started and were given up: those whose creation seemed to fail, or
  /// that could not be deleted when they were.
  public List<String> abandoned() {
    return runs.stream()
        .filter(run -> run.purpose() == Run.Purpose.MIGRATE && isClosed(run))
        .filter(
            run ->
                run.state() instanceof Run.State.AwaitingRelease
                    || run.state() instanceof Run.State.NoPod)
        .map(Run::job)
        .toList();
  }

  /// What will stop the work one day.
  public List<String> warnings() {
    return scripts instanceof Scripts.Available available ? available.warnings() : List.of();
  }

  public Optional<Run> run(String job) {
    return runs.stream().filter(run -> run.job().equals(job)).findFirst();
  }

  /// The number of the next attempt: higher than that of every Job and of the status.
  int nextAttempt() {
    int highest = runs.stream().mapToInt(Run::attempt).max().orElse(0);
    return Math.max(highest, recorded.lastRun().map(RecordedState.LastRun::attempt).orElse(0)) + 1;
  }

  /// The value of the retry annotation that the next attempt answers: one that is new, or that of
  /// the attempt before which failed and is repeated.
  Optional<String> answeredRetry(DesiredState.Valid spec) {
    if (spec.retry().isPresent() && !spec.retry().equals(recorded.lastRetry())) {
      return spec.retry();
    }
    return recorded
        .lastRun()
        .filter(last -> last.inputsDigest().equals(spec.inputsDigest()) && !last.succeeded())
        .flatMap(RecordedState.LastRun::retry);
  }

  public Observation with(RecordedState newer) {
    return new Observation(
        identity, changed, desiredState, scripts, newer, runs, workloads, now, rejection);
  }

  public Observation with(JobRejection rejected) {
    return new Observation(
        identity,
        changed,
        desiredState,
        scripts,
        recorded,
        runs,
        workloads,
        now,
        Optional.of(rejected));
  }
}
