package dev.lockstep.operator.migration.status;

import static dev.lockstep.operator.migration.decision.Observations.NOW;
import static dev.lockstep.operator.migration.decision.Observations.fresh;
import static dev.lockstep.operator.migration.decision.Observations.inStep;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.api.v1alpha1.SchemaMigration;
import dev.lockstep.api.v1alpha1.SchemaMigrationStatus;
import dev.lockstep.api.v1alpha1.status.ConditionReason;
import dev.lockstep.operator.migration.decision.ConditionMessages;
import dev.lockstep.operator.migration.decision.ConditionState;
import dev.lockstep.operator.migration.decision.Decider;
import dev.lockstep.operator.migration.decision.Decision;
import dev.lockstep.operator.migration.decision.Observation;
import dev.lockstep.operator.migration.decision.Observation.DesiredState;
import dev.lockstep.operator.migration.decision.Observations;
import dev.lockstep.operator.migration.decision.RecordedState;
import dev.lockstep.operator.migration.decision.VersionRange;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.schema.HistoryEntry;
import dev.lockstep.schema.SchemaVersion;
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
  private static final ConditionState WORKING =
      new ConditionState.Working(ConditionReason.RUNNING, "Running.");
  private static final ConditionState STALLED =
      new ConditionState.Stalled(ConditionReason.SCRIPT_FAILED, "It failed.");
  private static final ConditionState IN_STEP = new ConditionState.InStep("Good.");

  @Test
  void whatWorksOrWaitsIsReconciling() {
    assertThat(conditions(status(null, RecordedState.NONE, WORKING)))
        .containsExactly("Ready=Unknown Running", "Reconciling=True Running");
  }

  @Test
  void whatIsInStepIsReadyAndNothingElse() {
    assertThat(conditions(status(null, RecordedState.NONE, IN_STEP)))
        .containsExactly("Ready=True InStep");
  }

  @Test
  void whatNeedsAPersonIsStalled() {
    assertThat(conditions(status(null, RecordedState.NONE, STALLED)))
        .containsExactly("Ready=False ScriptFailed", "Stalled=True ScriptFailed");
  }

  @Test
  void everyConditionSpeaksOfTheGenerationThatWasSeen() {
    SchemaMigrationStatus status = status(null, RecordedState.NONE, STALLED);

    assertThat(status.observedGeneration()).isEqualTo(4);
    assertThat(status.conditions()).extracting(Condition::getObservedGeneration).containsOnly(4L);
  }

  @Test
  void aTransitionIsKeptThroughPassesThatChangeNothing() {
    SchemaMigrationStatus before = status(null, RecordedState.NONE, WORKING);
    Observation later = fresh().at(NOW.plusSeconds(600)).build();

    SchemaMigrationStatus after =
        StatusPatch.status(resource(before), later, RecordedState.NONE, WORKING);

    assertThat(after).isEqualTo(before);
  }

  @ParameterizedTest
  @MethodSource("recorded")
  void theRecordedStateSurvivesTheStatus(RecordedState recorded) {
    SchemaMigrationStatus written = status(null, recorded, IN_STEP);
    SchemaMigrationStatus read =
        Serialization.unmarshal(Serialization.asJson(written), SchemaMigrationStatus.class);

    assertThat(read).isEqualTo(written);
    assertThat(StatusReader.recorded(read)).isEqualTo(recorded);
  }

  static Stream<RecordedState> recorded() {
    return Stream.concat(
        Stream.of(
            RecordedState.NONE, Observations.running(), Observations.succeeded(NOW), everything()),
        Stream.of(FailureKind.values()).map(Observations::failed));
  }

  private static RecordedState everything() {
    var run =
        new RecordedState.LastRun(
            "orders-1",
            12,
            "sha256:in",
            Optional.of("7"),
            Optional.of("again"),
            NOW,
            Optional.of(NOW.plusMillis(1)),
            Optional.of(RecordedState.Outcome.FAILED),
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
            Optional.of("V7.sql: Locked."),
            List.of("one", "two"),
            List.of("V7.sql: warning: 3 rows were skipped"));
    var snapshot =
        new RecordedState.Snapshot(
            Optional.of("6"),
            Optional.of(new VersionRange(SchemaVersion.tryParse("6"), SchemaVersion.tryParse("7"))),
            "sha256:db",
            6,
            1,
            List.of("V7.sql"),
            "digest-1",
            List.of(new HistoryEntry("V6.sql", "6", "success", "2026-01-01T00:00:00Z", "12ms")),
            List.of("table orders, column note", "view notes"));
    return new RecordedState(
        Optional.of(snapshot),
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
    assertThat(ConditionMessages.reason(kind).label()).isNotEmpty();
  }

  @Test
  void aStatusWithoutALastRunHoldsNoFacts() {
    assertThat(StatusReader.recorded(null)).isEqualTo(RecordedState.NONE);
    assertThat(StatusReader.recorded(SchemaMigrationStatus.empty())).isEqualTo(RecordedState.NONE);
  }

  @Test
  void timesThatAreNoneAreAbsent() {
    var status =
        Serialization.unmarshal(
            "---\n{lastRun: {job: x, startedAt: yesterday}, nextRetryAt: soon}",
            SchemaMigrationStatus.class);

    RecordedState recorded = StatusReader.recorded(status);

    assertThat(recorded.nextRetryAt()).isEmpty();
    assertThat(recorded.lastRun())
        .hasValueSatisfying(run -> assertThat(run.startedAt()).isEqualTo(Instant.EPOCH));
  }

  @Test
  void longListsAreCut() {
    List<String> names = IntStream.range(0, 500).mapToObj(i -> "V" + i + ".sql").toList();
    var history =
        names.stream().map(name -> new HistoryEntry(name, null, "success", null, null)).toList();
    var snapshot =
        new RecordedState.Snapshot(
                Optional.of("1"),
                Optional.empty(),
                "sha256:db",
                500,
                500,
                names,
                "digest-1",
                history,
                List.of())
            .withDrift(names);

    SchemaMigrationStatus status =
        status(null, Observations.running().withSnapshot(snapshot, NOW), WORKING);

    assertThat(status.pending()).hasSize(20).startsWith("V0.sql");
    assertThat(status.history()).hasSize(20);
    assertThat(status.drift()).hasSize(20);
    assertThat(status.pendingCount()).isEqualTo(500);
  }

  // F19
  @Test
  void whatTheLastRunWarnedOfStandsBesideTheWarningsOfTheConfigMaps() {
    List<String> many = IntStream.range(0, 500).mapToObj(i -> "warning " + i).toList();
    RecordedState recorded = Observations.running();
    RecordedState warned = recorded.withLastRun(recorded.lastRun().orElseThrow().warned(many));

    SchemaMigrationStatus status = status(null, warned, WORKING);

    assertThat(status.warnings()).hasSize(20).startsWith("warning 0");
    assertThat(StatusReader.recorded(status).warnings()).isEqualTo(status.warnings());
  }

  @Test
  void theDesiredVersionIsThatOfScriptsOrTarget() {
    assertThat(status(null, RecordedState.NONE, WORKING).desiredVersion()).isEqualTo("3");
    assertThat(
            StatusPatch.status(
                    resource(null), fresh().target("2").build(), RecordedState.NONE, WORKING)
                .desiredVersion())
        .isEqualTo("2");
    Observation observation = fresh().build();
    var unreadable =
        new Observation(
            observation.identity(),
            true,
            new DesiredState.Invalid("no"),
            observation.scripts(),
            RecordedState.NONE,
            List.of(),
            List.of(),
            NOW,
            Optional.empty());
    assertThat(
            StatusPatch.status(resource(null), unreadable, RecordedState.NONE, STALLED)
                .desiredVersion())
        .isNull();
  }

  @Test
  void thePatchHoldsNothingButNamesAndStatus() {
    SchemaMigration resource = resource(status(null, RecordedState.NONE, WORKING));
    resource.getMetadata().setResourceVersion("12");

    SchemaMigration patch = StatusPatch.of(resource, resource.getStatus());

    assertThat(patch.getMetadata())
        .isEqualTo(new ObjectMetaBuilder().withName("orders").withNamespace("shop").build());
    assertThat(Serialization.asJson(patch)).doesNotContain("\"spec\"");
  }

  @Test
  void passesThatFailSayItAndLeaveTheRestAlone() {
    Observation observation = inStep().build();
    SchemaMigrationStatus before =
        StatusPatch.status(resource(null), observation, observation.recorded(), IN_STEP);

    SchemaMigrationStatus after =
        StatusPatch.unseen(resource(before), new IllegalStateException("boom"), NOW);

    assertThat(conditions(after))
        .containsExactly("Ready=Unknown ReconcileError", "Reconciling=True ReconcileError");
    assertThat(after.conditions().getFirst().getMessage()).doesNotContain("boom", "java");
    assertThat(after.version()).isEqualTo(before.version());
    assertThat(after.lastRun()).isEqualTo(before.lastRun());
    assertThat(StatusReader.recorded(after)).isEqualTo(StatusReader.recorded(before));
  }

  // O5: during a slow creation the resource must not stay Ready
  @Test
  void aResourceThatIsNoLongerInStepSaysSoWhileSomethingIsDone() {
    Observation inStep = inStep().build();
    SchemaMigration ready =
        resource(StatusPatch.status(resource(null), inStep, inStep.recorded(), IN_STEP));
    SchemaMigration working =
        resource(StatusPatch.status(resource(null), inStep, inStep.recorded(), WORKING));
    Observation changed =
        inStep()
            .inputs("inputs-2")
            .scripts(Observations.scripts("digest-2", "1", "2", "3", "4"))
            .build();
    Decision start = new Decider().decide(changed);

    assertThat(StatusPatch.leavesReady(ready, start)).isTrue();
    assertThat(StatusPatch.leavesReady(working, start)).isFalse();
    assertThat(StatusPatch.leavesReady(resource(null), start)).isFalse();
    assertThat(StatusPatch.leavesReady(ready, new Decider().decide(inStep))).isFalse();
    SchemaMigrationStatus told =
        StatusPatch.status(ready, changed, changed.recorded(), start.condition());
    assertThat(conditions(told)).contains("Ready=Unknown Starting");
    assertThat(told.desiredVersion()).isEqualTo("4");
    assertThat(told.pendingCount()).isEqualTo(1);
    assertThat(told.lastRun()).isEqualTo(ready.getStatus().lastRun());
  }

  // O6
  @Test
  void passesThatFailKeepNothingOfAForeignStatus() {
    Observation observation = inStep().build();
    SchemaMigrationStatus foreign =
        StatusPatch.status(resource(null), observation, observation.recorded(), IN_STEP);
    SchemaMigration restored = resource(foreign);
    restored.getMetadata().setUid("another");

    SchemaMigrationStatus after =
        StatusPatch.unseen(restored, new IllegalStateException("boom"), NOW);

    assertThat(after.version()).isNull();
    assertThat(after.lastRun()).isNull();
    assertThat(after.observedGeneration()).isEqualTo(-1);
  }

  private static SchemaMigrationStatus status(
      @Nullable SchemaMigrationStatus before, RecordedState recorded, ConditionState condition) {
    return StatusPatch.status(resource(before), fresh().build(), recorded, condition);
  }

  private static SchemaMigration resource(@Nullable SchemaMigrationStatus status) {
    var resource =
        Serialization.unmarshal(
            """
            metadata: {name: orders, namespace: shop, uid: uid-1, generation: 4}
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
