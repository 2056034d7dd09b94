package dev.lockstep.operator.migration.decision;

import dev.lockstep.operator.migration.decision.Check.Answer;
import dev.lockstep.operator.migration.decision.Observation.DesiredState;
import dev.lockstep.operator.migration.decision.Observation.Scripts;
import dev.lockstep.operator.migration.decision.RecordedState.LastRun;
import dev.lockstep.schema.SchemaVersion;
import java.time.Instant;
import java.util.Optional;

/// The input of the checks of a pass, once no run is in progress and the scripts are available.
/// Each check hands it to the next one, with what it has found.
///
/// @param target the version that a run would migrate to: the desired one, until pods cap it
/// @param obsolete a Job to delete, whatever is decided
record Situation(
    Observation observation,
    DesiredState.Valid spec,
    Scripts.Available scripts,
    Optional<SchemaVersion> target,
    Optional<String> obsolete) {

  static Situation of(Observation observation, DesiredState.Valid spec, Scripts.Available scripts) {
    return new Situation(
        observation, spec, scripts, spec.desiredVersion(scripts), Optional.empty());
  }

  RecordedState recorded() {
    return observation.recorded();
  }

  Optional<SchemaVersion> desired() {
    return spec.desiredVersion(scripts);
  }

  /// Returns the last run, if its inputs are the current ones.
  Optional<LastRun> lastRun() {
    return recorded().lastRun().filter(run -> run.inputsDigest().equals(spec.inputsDigest()));
  }

  Situation with(RecordedState newer) {
    return new Situation(observation.with(newer), spec, scripts, target, obsolete);
  }

  Situation withTarget(Optional<SchemaVersion> capped) {
    return new Situation(observation, spec, scripts, capped, obsolete);
  }

  Situation withObsolete(String job) {
    return new Situation(observation, spec, scripts, target, Optional.of(job));
  }

  /// Decides to start nothing, and to delete the obsolete Job.
  Answer waits(ConditionState condition, Optional<Instant> wakeAt) {
    return new Answer.Decided(
        obsolete
            .<Decision>map(job -> new Decision.Stop(recorded(), condition, job, wakeAt))
            .orElseGet(() -> new Decision.NoAction(recorded(), condition, wakeAt)));
  }
}
