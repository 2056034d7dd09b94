package dev.lockstep.operator.migration;

import static dev.lockstep.operator.migration.Observations.NOW;
import static dev.lockstep.operator.migration.Observations.fresh;
import static dev.lockstep.operator.migration.Observations.inStep;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.api.v1alpha1.ConditionReason;
import dev.lockstep.api.v1alpha1.SchemaMigration;
import dev.lockstep.api.v1alpha1.SchemaMigrationStatus;
import dev.lockstep.operator.migration.Observation.Wish;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.schema.HistoryEntry;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

final class StatusPatchTest {
  private static final Verdict WORKING = new Verdict.Working(ConditionReason.RUNNING, "Running.");
  private static final Verdict STALLED =
      new Verdict.Stalled(ConditionReason.SCRIPT_FAILED, "It failed.");
  private static final Verdict IN_STEP = new Verdict.InStep("Good.");

  @Test
  void whatWorksOrWaitsIsReconciling() {
    assertThat(conditions(status(null, Facts.NONE, WORKING)))
        .containsExactly("Ready=Unknown Running", "Reconciling=True Running");
  }

  @Test
  void whatIsInStepIsReadyAndNothingElse() {
    assertThat(conditions(status(null, Facts.NONE, IN_STEP))).containsExactly("Ready=True InStep");
  }

  @Test
  void whatNeedsAPersonIsStalled() {
    assertThat(conditions(status(null, Facts.NONE, STALLED)))
        .containsExactly("Ready=False ScriptFailed", "Stalled=True ScriptFailed");
  }

  @Test
  void everyConditionSpeaksOfTheGenerationThatWasSeen() {
    SchemaMigrationStatus status = status(null, Facts.NONE, STALLED);

    assertThat(status.observedGeneration()).isEqualTo(4);
    assertThat(status.conditions()).extracting(Condition::getObservedGeneration).containsOnly(4L);
  }

  @Test
  void aTransitionIsKeptThroughPassesThatChangeNothing() {
    SchemaMigrationStatus before = status(null, Facts.NONE, WORKING);
    Observation later = fresh().at(NOW.plusSeconds(600)).build();

    SchemaMigrationStatus after = StatusPatch.status(resource(before), later, Facts.NONE, WORKING);

    assertThat(after).isEqualTo(before);
  }

  @ParameterizedTest
  @MethodSource("facts")
  void factsSurviveTheStatus(Facts facts) {
    SchemaMigrationStatus written = status(null, facts, IN_STEP);
    SchemaMigrationStatus read =
        Serialization.unmarshal(Serialization.asJson(written), SchemaMigrationStatus.class);

    assertThat(read).isEqualTo(written);
    assertThat(StatusReading.facts(read)).isEqualTo(facts);
  }

  static Stream<Facts> facts() {
    return Stream.concat(
        Stream.of(Facts.NONE, Observations.running(), Observations.succeeded(NOW), everything()),
        Stream.of(FailureKind.values()).map(Observations::failed));
  }

  private static Facts everything() {
    var run =
        new Facts.LastRun(
            "orders-1",
            12,
            "sha256:in",
            Optional.of("7"),
            Optional.of("again"),
            NOW,
            Optional.of(NOW.plusMillis(1)),
            Optional.of(Facts.Outcome.FAILED),
            Optional.of(
                new Failure(
                    FailureKind.SCRIPT_RETRYABLE,
                    FailureKind.SCRIPT_RETRYABLE.failureClass(),
                    "V7.sql",
                    3,
                    14,
                    "55P03",
                    "Locked.",
                    "Wait.")),
            List.of("one", "two"));
    var reading =
        new Facts.Reading(
            Optional.of("6"),
            "sha256:db",
            6,
            1,
            List.of("V7.sql"),
            "sha256:sc",
            List.of(new HistoryEntry("V6.sql", "6", "success", "2026-01-01T00:00:00Z", "12ms")),
            List.of("table orders, column note", "view notes"));
    return new Facts(
        Optional.of(reading),
        Optional.of(run),
        5,
        3,
        Optional.of(NOW),
        Optional.of(NOW),
        Optional.of("again"));
  }

  @ParameterizedTest
  @EnumSource(FailureKind.class)
  void everyFailureHasAReason(FailureKind kind) {
    assertThat(Verdicts.reason(kind).label()).isNotEmpty();
  }

  @Test
  void aStatusWithoutALastRunHoldsNoFacts() {
    assertThat(StatusReading.facts(null)).isEqualTo(Facts.NONE);
    assertThat(StatusReading.facts(SchemaMigrationStatus.empty())).isEqualTo(Facts.NONE);
  }

  @Test
  void timesThatAreNoneAreAbsent() {
    var status =
        Serialization.unmarshal(
            "---\n{lastRun: {job: x, startedAt: yesterday}, nextRetryAt: soon}",
            SchemaMigrationStatus.class);

    Facts facts = StatusReading.facts(status);

    assertThat(facts.nextRetryAt()).isEmpty();
    assertThat(facts.lastRun())
        .hasValueSatisfying(run -> assertThat(run.startedAt()).isEqualTo(Instant.EPOCH));
  }

  @Test
  void longListsAreCut() {
    List<String> names = IntStream.range(0, 500).mapToObj(i -> "V" + i + ".sql").toList();
    var history =
        names.stream().map(name -> new HistoryEntry(name, null, "success", null, null)).toList();
    var reading =
        new Facts.Reading(
                Optional.of("1"), "sha256:db", 500, 500, names, "sha256:sc", history, List.of())
            .withDrift(names);

    SchemaMigrationStatus status =
        status(null, Observations.running().withReading(reading, NOW), WORKING);

    assertThat(status.pending()).hasSize(20).startsWith("V0.sql");
    assertThat(status.history()).hasSize(20);
    assertThat(status.drift()).hasSize(20);
    assertThat(status.pendingCount()).isEqualTo(500);
  }

  @Test
  void theDesiredVersionIsThatOfScriptsOrTarget() {
    assertThat(status(null, Facts.NONE, WORKING).desiredVersion()).isEqualTo("3");
    assertThat(
            StatusPatch.status(resource(null), fresh().target("2").build(), Facts.NONE, WORKING)
                .desiredVersion())
        .isEqualTo("2");
    Observation seen = fresh().build();
    var unreadable =
        new Observation(
            seen.identity(),
            true,
            new Wish.Unreadable("no"),
            seen.scripts(),
            Facts.NONE,
            List.of(),
            List.of(),
            NOW);
    assertThat(StatusPatch.status(resource(null), unreadable, Facts.NONE, STALLED).desiredVersion())
        .isNull();
  }

  @Test
  void thePatchHoldsNothingButNamesAndStatus() {
    SchemaMigration resource = resource(status(null, Facts.NONE, WORKING));
    resource.getMetadata().setResourceVersion("12");

    SchemaMigration patch = StatusPatch.of(resource, resource.getStatus());

    assertThat(patch.getMetadata())
        .isEqualTo(new ObjectMetaBuilder().withName("orders").withNamespace("shop").build());
    assertThat(Serialization.asJson(patch)).doesNotContain("\"spec\"");
  }

  @Test
  void passesThatFailSayItAndLeaveTheRestAlone() {
    Observation seen = inStep().build();
    SchemaMigrationStatus before = StatusPatch.status(resource(null), seen, seen.facts(), IN_STEP);

    SchemaMigrationStatus after =
        StatusPatch.failed(resource(before), new IllegalStateException("boom"), NOW);

    assertThat(conditions(after))
        .containsExactly("Ready=Unknown ReconcileError", "Reconciling=True ReconcileError");
    assertThat(after.conditions().getFirst().getMessage()).endsWith("tries again: boom");
    assertThat(after.version()).isEqualTo(before.version());
    assertThat(after.lastRun()).isEqualTo(before.lastRun());
    assertThat(StatusReading.facts(after)).isEqualTo(StatusReading.facts(before));
  }

  @Test
  void anErrorWithoutAMessageIsNamed() {
    SchemaMigrationStatus status =
        StatusPatch.failed(resource(null), new IllegalStateException(), NOW);

    assertThat(status.observedGeneration()).isEqualTo(-1);
    assertThat(status.conditions().getFirst().getMessage())
        .endsWith("java.lang.IllegalStateException");
  }

  private static SchemaMigrationStatus status(
      @Nullable SchemaMigrationStatus before, Facts facts, Verdict verdict) {
    return StatusPatch.status(resource(before), fresh().build(), facts, verdict);
  }

  private static SchemaMigration resource(@Nullable SchemaMigrationStatus status) {
    var resource =
        Serialization.unmarshal(
            """
            metadata: {name: orders, namespace: shop, uid: u, generation: 4}
            spec: {database: {secretRef: {name: db}}, scripts: {configMaps: [{name: a}]}}
            """,
            SchemaMigration.class);
    if (status != null) {
      resource.setStatus(status);
    }
    return resource;
  }

  private static List<String> conditions(SchemaMigrationStatus status) {
    return status.conditions().stream()
        .map(one -> one.getType() + "=" + one.getStatus() + " " + one.getReason())
        .toList();
  }
}
