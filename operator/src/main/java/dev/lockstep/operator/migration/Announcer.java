package dev.lockstep.operator.migration;

import dev.lockstep.api.v1alpha1.SchemaMigration;
import dev.lockstep.operator.kube.Conditions;
import dev.lockstep.operator.kube.Events;
import dev.lockstep.operator.kube.LogKeys;
import dev.lockstep.operator.kube.Telemetry;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Says a change of state where people look, after it was written: one Event, one line in the log,
/// and the counters of runs.
record Announcer(Events events, Telemetry telemetry) {
  private static final Logger LOG = LoggerFactory.getLogger(MigrationReconciler.class);

  void announce(SchemaMigration resource, Observation seen, Decision decision) {
    Verdict verdict = decision.verdict();
    Optional<String> before =
        resource.getStatus() == null
            ? Optional.empty()
            : Conditions.find(resource.getStatus().conditions(), Conditions.READY)
                .map(Condition::getReason);
    if (before.filter(verdict.reason().label()::equals).isEmpty()) {
      LOG.atInfo()
          .addKeyValue(LogKeys.NAMESPACE, resource.getMetadata().getNamespace())
          .addKeyValue(LogKeys.NAME, resource.getMetadata().getName())
          .addKeyValue(LogKeys.REASON, verdict.reason().label())
          .log(verdict.message());
      Events.Level level =
          verdict instanceof Verdict.Stalled ? Events.Level.WARNING : Events.Level.NORMAL;
      events.about(resource, level, verdict.reason().label(), verdict.message());
    }
    Verdicts.newDrift(seen.facts(), decision.facts())
        .ifPresent(found -> events.about(resource, Events.Level.WARNING, "Drift", found));
    SizeWarning.newOnes(warningsBefore(resource), seen.warnings())
        .forEach(warning -> events.about(resource, Events.Level.WARNING, "ConfigMapSize", warning));
    boolean wasOpen = seen.facts().lastRun().filter(Facts.LastRun::underWay).isPresent();
    decision
        .facts()
        .lastRun()
        .filter(run -> wasOpen && !run.underWay())
        .ifPresent(run -> count(resource, run));
  }

  private static List<String> warningsBefore(SchemaMigration resource) {
    return resource.getStatus() == null ? List.of() : resource.getStatus().warnings();
  }

  private void count(SchemaMigration resource, Facts.LastRun run) {
    // The end is told by the node, to the second and by its own clock.
    Duration taken = Duration.between(run.startedAt(), run.finishedAt().orElse(run.startedAt()));
    telemetry.runEnded(
        resource.getMetadata().getNamespace(),
        resource.getMetadata().getName(),
        run.outcome().map(Facts.Outcome::label).orElse("Failed"),
        run.failure().map(failure -> failure.failureClass().label()).orElse("none"),
        taken.isNegative() ? Duration.ZERO : taken);
  }
}
