package dev.lockstep.operator.migration;

import dev.lockstep.api.v1alpha1.SchemaMigration;
import dev.lockstep.api.v1alpha1.status.ConditionReason;
import dev.lockstep.operator.kube.Conditions;
import dev.lockstep.operator.kube.Events;
import dev.lockstep.operator.kube.LogKeys;
import dev.lockstep.operator.kube.Telemetry;
import dev.lockstep.operator.migration.decision.ConditionMessages;
import dev.lockstep.operator.migration.decision.ConditionState;
import dev.lockstep.operator.migration.decision.Decision;
import dev.lockstep.operator.migration.decision.Observation;
import dev.lockstep.operator.migration.decision.RecordedState;
import dev.lockstep.operator.migration.observation.ConfigMapSizeWarning;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// Reports a change of state after it was written: one Event, one line in the log, and the metrics
/// of runs.
record EventReporter(Events events, Telemetry telemetry) {
  private static final Logger LOG = LoggerFactory.getLogger(MigrationReconciler.class);

  /// Reasons that do not indicate a failure.
  private static final Set<ConditionReason> AS_IT_SHOULD_BE =
      EnumSet.of(
          ConditionReason.IN_STEP,
          ConditionReason.STARTING,
          ConditionReason.RUNNING,
          ConditionReason.SCRIPTS_CHANGED,
          ConditionReason.WAITING_FOR_SCRIPTS,
          ConditionReason.WAITING_FOR_WORKLOADS,
          ConditionReason.SUSPENDED);

  void announce(SchemaMigration resource, Observation observation, Decision decision) {
    ConditionState condition = decision.condition();
    Optional<String> before =
        resource.getStatus() == null
            ? Optional.empty()
            : Conditions.find(resource.getStatus().conditions(), Conditions.READY)
                .map(Condition::getReason);
    if (before.filter(condition.reason().label()::equals).isEmpty()) {
      LOG.atLevel(importance(condition))
          .addKeyValue(LogKeys.NAMESPACE, resource.getMetadata().getNamespace())
          .addKeyValue(LogKeys.NAME, resource.getMetadata().getName())
          .addKeyValue(LogKeys.REASON, condition.reason().label())
          .log(condition.message());
      Events.Level level =
          condition instanceof ConditionState.Stalled
                  || !AS_IT_SHOULD_BE.contains(condition.reason())
              ? Events.Level.WARNING
              : Events.Level.NORMAL;
      events.about(resource, level, condition.reason().label(), condition.message());
    }
    ConditionMessages.newDrift(observation.recorded(), decision.recorded())
        .ifPresent(found -> events.about(resource, Events.Level.WARNING, "Drift", found));
    ConfigMapSizeWarning.newOnes(warningsBefore(resource), observation.warnings())
        .forEach(warning -> events.about(resource, Events.Level.WARNING, "ConfigMapSize", warning));
    boolean wasOpen =
        observation.recorded().lastRun().filter(RecordedState.LastRun::underWay).isPresent();
    decision
        .recorded()
        .lastRun()
        .filter(run -> wasOpen && !run.underWay())
        .ifPresent(run -> count(resource, run));
  }

  /// Returns the log level: ERROR if manual intervention is needed, WARN for a failure that is
  /// retried. A suspension is neither, because a user requested it.
  static Level importance(ConditionState condition) {
    if (AS_IT_SHOULD_BE.contains(condition.reason())) {
      return Level.INFO;
    }
    return switch (condition) {
      case ConditionState.InStep _ -> Level.INFO;
      case ConditionState.Working _ -> Level.WARN;
      case ConditionState.Stalled _ -> Level.ERROR;
    };
  }

  private static List<String> warningsBefore(SchemaMigration resource) {
    return resource.getStatus() == null ? List.of() : resource.getStatus().warnings();
  }

  private void count(SchemaMigration resource, RecordedState.LastRun run) {
    // The node reports the end, in whole seconds and by its own clock.
    Duration taken = Duration.between(run.startedAt(), run.finishedAt().orElse(run.startedAt()));
    telemetry.runEnded(
        resource.getMetadata().getNamespace(),
        resource.getMetadata().getName(),
        run.outcome().map(RecordedState.Outcome::label).orElse("Failed"),
        run.failure().map(failure -> failure.failureClass().label()).orElse("none"),
        taken.isNegative() ? Duration.ZERO : taken);
  }
}
