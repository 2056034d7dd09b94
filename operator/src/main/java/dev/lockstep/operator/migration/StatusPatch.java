package dev.lockstep.operator.migration;

import dev.lockstep.api.v1alpha1.ConditionReason;
import dev.lockstep.api.v1alpha1.SchemaMigration;
import dev.lockstep.api.v1alpha1.SchemaMigrationStatus;
import dev.lockstep.operator.kube.Conditions;
import dev.lockstep.operator.migration.Observation.Scripts;
import dev.lockstep.operator.migration.Observation.Wish;
import dev.lockstep.schema.SchemaVersion;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// The status that a decision leads to, as a fresh object with nothing in it but what the operator
/// owns: server-side apply then owns exactly that.
final class StatusPatch {
  private static final int LISTED = 20;

  private StatusPatch() {}

  static SchemaMigration of(SchemaMigration resource, SchemaMigrationStatus status) {
    var patch = new SchemaMigration();
    patch.setMetadata(
        new ObjectMetaBuilder()
            .withName(resource.getMetadata().getName())
            .withNamespace(resource.getMetadata().getNamespace())
            .build());
    patch.setStatus(status);
    return patch;
  }

  static SchemaMigrationStatus status(
      SchemaMigration resource, Observation seen, Facts facts, Verdict verdict) {
    List<Condition> previous =
        resource.getStatus() == null ? List.of() : resource.getStatus().conditions();
    Long generation = resource.getMetadata().getGeneration();
    Optional<Facts.Reading> reading = facts.reading();
    return new SchemaMigrationStatus(
        generation,
        reading.flatMap(Facts.Reading::version).orElse(null),
        reading.map(Facts.Reading::database).orElse(null),
        desired(seen).orElse(null),
        reading.map(Facts.Reading::appliedCount).orElse(null),
        reading.map(Facts.Reading::pendingCount).orElse(null),
        reading.map(read -> first(read.pending())).orElseGet(List::of),
        reading.map(Facts.Reading::scriptsDigest).orElse(null),
        reading.map(read -> first(read.history())).orElseGet(List::of),
        facts.drift(),
        seen.warnings(),
        facts.lastRun().map(StatusReading::lastRun).orElse(null),
        positive(facts.countedAttempts()),
        positive(facts.failures()),
        facts.lastVerifiedAt().map(StatusPatch::seconds).orElse(null),
        facts.nextRetryAt().map(Instant::toString).orElse(null),
        facts.lastRetry().orElse(null),
        Conditions.merge(
            previous, wanted(verdict), generation == null ? 0 : generation, seen.now()));
  }

  /// The status after passes that failed: as it was, and that the operator tries again.
  static SchemaMigrationStatus failed(SchemaMigration resource, Exception error, Instant now) {
    SchemaMigrationStatus old =
        resource.getStatus() == null ? SchemaMigrationStatus.empty() : resource.getStatus();
    var verdict =
        new Verdict.Working(
            ConditionReason.RECONCILE_ERROR,
            "The operator could not do its work and tries again: "
                + Objects.requireNonNullElseGet(error.getMessage(), error::toString));
    return new SchemaMigrationStatus(
        old.observedGeneration(),
        old.version(),
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
        Conditions.merge(old.conditions(), wanted(verdict), old.observedGeneration(), now));
  }

  private static Optional<String> desired(Observation seen) {
    return seen.wish() instanceof Wish.Migrate wish
        ? (seen.scripts() instanceof Scripts.Available scripts
                ? Decider.desired(wish, scripts)
                : wish.target())
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

  /// The truth table of kstatus.
  private static List<Conditions.Wanted> wanted(Verdict verdict) {
    return switch (verdict) {
      case Verdict.InStep inStep -> List.of(condition(Conditions.READY, "True", inStep));
      case Verdict.Working working ->
          List.of(
              condition(Conditions.READY, "Unknown", working),
              condition(Conditions.RECONCILING, "True", working));
      case Verdict.Stalled stalled ->
          List.of(
              condition(Conditions.READY, "False", stalled),
              condition(Conditions.STALLED, "True", stalled));
    };
  }

  private static Conditions.Wanted condition(String type, String status, Verdict verdict) {
    return new Conditions.Wanted(type, status, verdict.reason(), verdict.message());
  }
}
