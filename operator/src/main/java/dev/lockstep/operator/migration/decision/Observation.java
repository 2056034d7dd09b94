package dev.lockstep.operator.migration.decision;

import dev.lockstep.api.v1alpha1.spec.NewerApplied;
import dev.lockstep.api.v1alpha1.spec.Rollback;
import dev.lockstep.schema.SchemaVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The input of one pass, gathered from caches before anything is decided.
///
/// @param identity the identity of the resource
/// @param changed whether the spec is newer than the status
/// @param desiredState the resolved spec
/// @param scripts the scripts as the ConfigMaps hold them now
/// @param recorded the facts in the status, [RecordedState#NONE] if it is missing
/// @param runs the resource's own Jobs
/// @param workloads the live pods that opted in to gating and name this resource
/// @param now the time of this pass
/// @param rejection the API server's rejection of the Job that was just decided on
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

  /// The desired state.
  public sealed interface DesiredState {
    /// The spec cannot be read, contradicts itself, or sets what the operator's configuration
    /// refuses.
    record Invalid(String message) implements DesiredState {}

    /// The resolved spec.
    ///
    /// @param inputsDigest the digest of the spec without its `job` block, of the scripts and of
    ///   the retry annotation
    /// @param template the digest of the `job` block, merged with the operator's defaults
    /// @param database the identity of the database and schema that the spec names
    /// @param target the target version, absent for `latest`
    /// @param retry the value of the retry annotation
    /// @param rollback whether a target below the recorded version undoes newer scripts
    /// @param newerApplied whether a database with scripts newer than the set is in step
    /// @param placeholders whether scripts have placeholders, so that one may change with the spec
    /// @param verifyEvery the interval of verification, absent if it is disabled
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

      /// Returns the version that the resource is to reach: its target, or the newest version of
      /// the scripts.
      public Optional<SchemaVersion> desiredVersion(Scripts.Available scripts) {
        return target.or(() -> scripts.versions().stream().max(Comparator.naturalOrder()));
      }
    }
  }

  /// The scripts as the ConfigMaps hold them.
  public sealed interface Scripts {
    /// Some ConfigMaps do not exist; each is listed by its name or its labels.
    record Missing(List<String> configMaps) implements Scripts {}

    /// The ConfigMaps exceed the limits of one set.
    record Refused(String message) implements Scripts {}

    /// All ConfigMaps exist, but their set is not the one that `spec.scripts.digest` pins.
    ///
    /// @param digest the digest of their set
    /// @param meant the pinned digest
    record Other(String digest, String meant) implements Scripts {}

    /// All ConfigMaps exist, and hold the set that the spec pins, if it pins one.
    ///
    /// @param configMaps the names of the ConfigMaps, those that the spec names first
    /// @param versions the versions of the forward scripts, as far as file names show them
    /// @param warnings problems that will stop runs later, each as a sentence
    record Available(
        String digest, List<String> configMaps, List<SchemaVersion> versions, List<String> warnings)
        implements Scripts {}
  }

  /// Returns the run in progress.
  Optional<Run> unfinished(Run.Purpose purpose) {
    return runs.stream()
        .filter(run -> run.purpose() == purpose && run.unfinished() && !isClosed(run))
        .max(Comparator.comparingInt(Run::attempt));
  }

  /// Returns whether the status has recorded the end of a run already, although the cache still has
  /// its Job: the cache lags, or a node was lost.
  private boolean isClosed(Run run) {
    return recorded
        .lastRun()
        .filter(
            last ->
                run.attempt() < last.attempt()
                    || (last.job().equals(run.job()) && !last.underWay()))
        .isPresent();
  }

  /// Returns the Jobs of runs that never started and were given up: their creation seemed to fail,
  /// or their deletion failed at the time.
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

  /// Returns the warnings about problems that will stop runs later.
  public List<String> warnings() {
    return scripts instanceof Scripts.Available available ? available.warnings() : List.of();
  }

  public Optional<Run> run(String job) {
    return runs.stream().filter(run -> run.job().equals(job)).findFirst();
  }

  /// Returns the number of the next attempt, which exceeds that of every Job and of the status.
  int nextAttempt() {
    int highest = runs.stream().mapToInt(Run::attempt).max().orElse(0);
    return Math.max(highest, recorded.lastRun().map(RecordedState.LastRun::attempt).orElse(0)) + 1;
  }

  /// Returns the value of the retry annotation that the next attempt answers: a new value, or that
  /// of the failed attempt that is repeated.
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
