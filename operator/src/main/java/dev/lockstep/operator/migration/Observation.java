package dev.lockstep.operator.migration;

import dev.lockstep.api.v1alpha1.Rollback;
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
/// @param wish what the spec asks for
/// @param scripts the scripts as the ConfigMaps hold them now
/// @param facts what the status says, [Facts#NONE] where it is missing
/// @param runs the resource's own Jobs
/// @param workloads the live pods that opted in to gating and name this resource
/// @param now the time of this pass
record Observation(
    Identity identity,
    boolean changed,
    Wish wish,
    Scripts scripts,
    Facts facts,
    List<Run> runs,
    List<Workload> workloads,
    Instant now) {

  record Identity(String namespace, String name, String uid) {}

  /// What the spec asks for.
  sealed interface Wish {
    /// The spec cannot be read, or contradicts itself.
    record Unreadable(String message) implements Wish {}

    /// What the spec asks for, resolved.
    ///
    /// @param inputs digest of the spec without its `job` block, the scripts and the retry
    ///   annotation
    /// @param template digest of the `job` block
    /// @param database which database and schema the spec names
    /// @param target the version asked for, absent for `latest`
    /// @param retry the value of the retry annotation
    /// @param rollback whether a target below the recorded version undoes what is newer
    /// @param verifyEvery absent where verification is off
    record Migrate(
        String inputs,
        String template,
        String database,
        Optional<SchemaVersion> target,
        Optional<String> retry,
        Rollback rollback,
        boolean suspended,
        int maxAttempts,
        Backoff backoff,
        Optional<Duration> verifyEvery)
        implements Wish {}
  }

  /// The scripts as the ConfigMaps hold them.
  sealed interface Scripts {
    /// ConfigMaps that are not there, each by its name or its labels.
    record Missing(List<String> configMaps) implements Scripts {}

    /// All are there.
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
        .filter(run -> run.purpose() == purpose && run.unfinished() && !settled(run))
        .max(Comparator.comparingInt(Run::attempt));
  }

  /// Whether the status has closed a run already, although its Job is still seen: a cache that
  /// lags, a lost node.
  private boolean settled(Run run) {
    return facts
        .lastRun()
        .filter(
            last ->
                run.attempt() < last.attempt()
                    || (last.job().equals(run.job()) && !last.underWay()))
        .isPresent();
  }

  /// What will stop the work one day.
  List<String> warnings() {
    return scripts instanceof Scripts.Available available ? available.warnings() : List.of();
  }

  Optional<Run> run(String job) {
    return runs.stream().filter(run -> run.job().equals(job)).findFirst();
  }

  /// The number of the next attempt: higher than that of every Job and of the status.
  int nextAttempt() {
    int highest = runs.stream().mapToInt(Run::attempt).max().orElse(0);
    return Math.max(highest, facts.lastRun().map(Facts.LastRun::attempt).orElse(0)) + 1;
  }

  Observation with(Facts newer) {
    return new Observation(identity, changed, wish, scripts, newer, runs, workloads, now);
  }
}
