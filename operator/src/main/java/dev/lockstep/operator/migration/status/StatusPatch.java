package dev.lockstep.operator.migration.status;

import dev.lockstep.api.v1alpha1.SchemaMigration;
import dev.lockstep.api.v1alpha1.SchemaMigrationStatus;
import dev.lockstep.api.v1alpha1.status.ConditionReason;
import dev.lockstep.api.v1alpha1.status.LastRun;
import dev.lockstep.api.v1alpha1.status.PossibleVersions;
import dev.lockstep.api.v1alpha1.status.RunOutcome;
import dev.lockstep.operator.kube.ApiServerError;
import dev.lockstep.operator.kube.Conditions;
import dev.lockstep.operator.kube.DatabaseIdentity;
import dev.lockstep.operator.kube.OwnStatus;
import dev.lockstep.operator.migration.decision.ConditionState;
import dev.lockstep.operator.migration.decision.Decision;
import dev.lockstep.operator.migration.decision.Observation;
import dev.lockstep.operator.migration.decision.Observation.DesiredState;
import dev.lockstep.operator.migration.decision.Observation.Scripts;
import dev.lockstep.operator.migration.decision.PendingScripts;
import dev.lockstep.operator.migration.decision.RecordedState;
import dev.lockstep.operator.migration.decision.TargetCap;
import dev.lockstep.operator.migration.decision.VersionRange;
import dev.lockstep.operator.migration.decision.Workload;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.Printable;
import dev.lockstep.schema.SchemaVersion;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The status that follows from a decision. It is a new object that contains only the fields of the
/// operator, so that server-side apply makes the operator the owner of exactly these.
public final class StatusPatch {
  private static final int LISTED = 20;

  private StatusPatch() {}

  public static SchemaMigration of(SchemaMigration resource, SchemaMigrationStatus status) {
    var patch = new SchemaMigration();
    patch.setMetadata(
        new ObjectMetaBuilder()
            .withName(resource.getMetadata().getName())
            .withNamespace(resource.getMetadata().getNamespace())
            .build());
    patch.setStatus(status);
    return patch;
  }

  public static SchemaMigrationStatus status(
      SchemaMigration resource,
      Observation observation,
      RecordedState recorded,
      ConditionState condition) {
    Long generation = resource.getMetadata().getGeneration();
    Optional<RecordedState.Snapshot> snapshot = recorded.snapshot();
    Optional<VersionRange> possible = snapshot.flatMap(RecordedState.Snapshot::possible);
    return new SchemaMigrationStatus(
        generation,
        observation.identity().uid(),
        snapshot.flatMap(RecordedState.Snapshot::version).orElse(null),
        possible.map(StatusPatch::possible).orElse(null),
        snapshot
            .map(RecordedState.Snapshot::database)
            .map(read -> possible.isPresent() ? DatabaseIdentity.uncertain(read) : read)
            .orElse(null),
        desired(observation).orElse(null),
        snapshot.map(RecordedState.Snapshot::appliedCount).orElse(null),
        snapshot.map(read -> pendingCount(observation, read)).orElse(null),
        pending(observation, snapshot),
        snapshot.map(RecordedState.Snapshot::scriptsDigest).orElse(null),
        snapshot.map(read -> first(read.history())).orElseGet(List::of),
        recorded.drift(),
        warnings(observation, recorded),
        recorded.lastRun().map(StatusPatch::lastRun).orElse(null),
        positive(recorded.countedAttempts()),
        positive(recorded.failures()),
        recorded.lastVerifiedAt().map(StatusPatch::seconds).orElse(null),
        recorded.nextRetryAt().map(Instant::toString).orElse(null),
        recorded.lastRetry().orElse(null),
        conditions(resource, condition, observation.now()));
  }

  private static List<String> pending(
      Observation observation, Optional<RecordedState.Snapshot> snapshot) {
    return snapshot
        .filter(read -> pendingCount(observation, read) == read.pendingCount())
        .map(read -> first(read.pending()))
        .orElseGet(List::of);
  }

  private static List<Condition> conditions(
      SchemaMigration resource, ConditionState condition, Instant now) {
    List<Condition> previous =
        resource.getStatus() == null ? List.of() : resource.getStatus().conditions();
    Long generation = resource.getMetadata().getGeneration();
    return Conditions.merge(previous, wanted(condition), generation == null ? 0 : generation, now);
  }

  private static PossibleVersions possible(VersionRange span) {
    return new PossibleVersions(
        span.lowest().map(SchemaVersion::text).orElse(null),
        span.highest().map(SchemaVersion::text).orElse(null));
  }

  private static LastRun lastRun(RecordedState.LastRun run) {
    return new LastRun(
        run.job(),
        run.attempt(),
        run.inputsDigest(),
        run.target().orElse(null),
        run.retry().orElse(null),
        run.startedAt().toString(),
        run.finishedAt().map(Instant::toString).orElse(null),
        run.outcome().map(StatusPatch::outcome).orElse(null),
        run.failure().map(Failure::printable).orElse(null),
        run.failureBefore().map(Printable::line).orElse(null),
        run.errors(),
        run.warnings());
  }

  private static RunOutcome outcome(RecordedState.Outcome outcome) {
    return switch (outcome) {
      case SUCCEEDED -> RunOutcome.SUCCEEDED;
      case FAILED -> RunOutcome.FAILED;
      case INTERRUPTED -> RunOutcome.INTERRUPTED;
    };
  }

  /// Returns whether a decision is the first sign that the resource is no longer in step. The
  /// status then shows this before a slow call to the API server ends.
  public static boolean leavesReady(SchemaMigration resource, Decision decision) {
    return decision instanceof Decision.Start
        && !(decision.condition() instanceof ConditionState.InStep)
        && resource.getStatus() != null
        && Conditions.find(resource.getStatus().conditions(), Conditions.READY)
            .filter(ready -> "True".equals(ready.getStatus()))
            .isPresent();
  }

  /// Returns the condition of a pass that failed.
  public static ConditionState failed(Exception error) {
    return new ConditionState.Working(
        ConditionReason.RECONCILE_ERROR,
        "The operator could not reconcile the resource and retries: "
            + (error instanceof KubernetesClientException client
                ? "the API server: " + ApiServerError.of(client)
                : "see the error in its log"));
  }

  /// Returns the status after passes that could read nothing but the resource: the previous status,
  /// with the condition that the operator retries.
  public static SchemaMigrationStatus unseen(
      SchemaMigration resource, Exception error, Instant now) {
    SchemaMigrationStatus old = OwnStatus.of(resource).orElseGet(SchemaMigrationStatus::empty);
    return new SchemaMigrationStatus(
        old.observedGeneration(),
        old.observedUid(),
        old.version(),
        old.possibleVersions(),
        old.database(),
        old.desiredVersion(),
        old.appliedCount(),
        old.pendingCount(),
        old.pending(),
        old.scriptsDigest(),
        old.history(),
        old.drift(),
        old.warnings(),
        old.lastRun(),
        old.failedAttempts(),
        old.failuresInARow(),
        old.lastVerifiedAt(),
        old.nextRetryAt(),
        old.lastRetry(),
        Conditions.merge(old.conditions(), wanted(failed(error)), old.observedGeneration(), now));
  }

  private static int pendingCount(Observation observation, RecordedState.Snapshot read) {
    return observation.desiredState() instanceof DesiredState.Valid spec
            && observation.scripts() instanceof Scripts.Available scripts
        ? PendingScripts.count(read, scripts, spec.desiredVersion(scripts))
        : read.pendingCount();
  }

  private static List<String> warnings(Observation observation, RecordedState recorded) {
    return Stream.of(observation.warnings(), leftBehind(observation, recorded), recorded.warnings())
        .flatMap(List::stream)
        .toList();
  }

  /// Warns of waiting pods that need a version which the database has passed.
  private static List<String> leftBehind(Observation observation, RecordedState recorded) {
    List<Workload> pods = TargetCap.leftBehind(observation.workloads(), recorded);
    return pods.isEmpty()
        ? List.of()
        : List.of(
            "Waiting pods of %s need an older schema than the recorded one and cannot start. They do not hold back any run: correct their requirements, or delete them."
                .formatted(Workload.owners(pods)));
  }

  private static Optional<String> desired(Observation observation) {
    return observation.desiredState() instanceof DesiredState.Valid spec
        ? (observation.scripts() instanceof Scripts.Available scripts
                ? spec.desiredVersion(scripts)
                : spec.target())
            .map(SchemaVersion::text)
        : Optional.empty();
  }

  @SuppressWarnings("NullAway") // an absent number is left out of the patch
  private static Integer positive(int number) {
    return number == 0 ? null : number;
  }

  private static String seconds(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static <T> List<T> first(List<T> all) {
    return all.size() <= LISTED ? all : all.subList(0, LISTED);
  }

  /// Maps a condition to the truth table of kstatus.
  private static List<Conditions.Wanted> wanted(ConditionState condition) {
    return switch (condition) {
      case ConditionState.InStep inStep -> List.of(condition(Conditions.READY, "True", inStep));
      case ConditionState.Working working ->
          List.of(
              condition(Conditions.READY, "Unknown", working),
              condition(Conditions.RECONCILING, "True", working));
      case ConditionState.Stalled stalled ->
          List.of(
              condition(Conditions.READY, "False", stalled),
              condition(Conditions.STALLED, "True", stalled));
    };
  }

  private static Conditions.Wanted condition(String type, String status, ConditionState condition) {
    return new Conditions.Wanted(type, status, condition.reason(), condition.message());
  }
}
