package dev.lockstep.operator.migration.decision;

import static dev.lockstep.operator.migration.decision.Observations.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.api.v1alpha1.SchemaMigration;
import dev.lockstep.api.v1alpha1.status.ConditionReason;
import dev.lockstep.operator.gate.Gates;
import dev.lockstep.operator.kube.DatabaseIdentity;
import dev.lockstep.operator.migration.status.StatusPatch;
import dev.lockstep.operator.migration.status.StatusReader;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureKind;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// The facts about the database after the end of a run, and the gates that they open. O1
final class RunRecorderTest {
  private static final SchemaMigration RESOURCE =
      Serialization.unmarshal(
          """
          metadata: {name: orders, namespace: shop, uid: uid-1, generation: 4}
          spec: {database: {secretRef: {name: db}}, scripts: {configMaps: [{name: a}]}}
          """,
          SchemaMigration.class);

  /// Every possible end of a run from one version to another. The run ends without a report (died,
  /// disrupted, deadline), with a report that includes the history (read), or with the report of a
  /// failure without it (unread): before anything was applied, with the name of a script, or after
  /// something was applied or undone.
  @ParameterizedTest
  @CsvSource({
    // version before, target, end, recorded, possible; gates of windows: both, before,
    // target, neither
    "3, 5, died, 3, 3..5, true, false, false, false",
    "3, 5, disrupted, 3, 3..5, true, false, false, false",
    "3, 5, deadline, 3, 3..5, true, false, false, false",
    "3, 5, read 3, 3, , true, true, false, false",
    "3, 5, read 4, 4, , true, false, false, false",
    "3, 5, read 5, 5, , true, false, true, false",
    "3, 5, unread nothing, 3, , true, true, false, false",
    "3, 5, unread script, 3, 3..5, true, false, false, false",
    "3, 5, unread applied, 3, 3..5, true, false, false, false",
    // to an older version
    "5, 3, died, 5, 3..5, true, false, false, false",
    "5, 3, unread undone, 5, 3..5, true, false, false, false",
    "5, 3, unread nothing, 5, , true, true, false, false",
    "5, 3, read 4, 4, , true, false, false, false",
    // to the same version
    "3, 3, died, 3, , true, true, true, false",
    "3, 3.0, died, 3, , true, true, true, false",
    // to an unknown version
    "3, , died, 3, 3.., false, false, false, false",
    // nothing was recorded
    "-, 5, died, , ..5, false, false, false, false",
    "-, 5, unread nothing, , , false, false, false, false",
    "-, 5, read 5, 5, , true, false, true, false",
    // the database was never read
    ", 5, died, , , false, false, false, false",
    ", 5, unread nothing, , , false, false, false, false",
    ", 5, read 4, 4, , true, false, false, false"
  })
  void everyEndOfARun(
      @Nullable String before,
      @Nullable String target,
      String how,
      @Nullable String recordedVersion,
      @Nullable String possible,
      boolean both,
      boolean ofBefore,
      boolean ofTarget,
      boolean neither) {
    RecordedState recorded = ended(before(before), target, how);

    assertThat(recorded.snapshot().flatMap(RecordedState.Snapshot::version))
        .isEqualTo(Optional.ofNullable(recordedVersion));
    assertThat(possible(recorded)).isEqualTo(possible);
    String from = before == null || before.equals("-") ? "0" : before;
    String to = target == null ? "99" : target;
    assertThat(opens(recorded, "orders >=%s <=%s".formatted(lower(from, to), higher(from, to))))
        .as("a window of both")
        .isEqualTo(both);
    assertThat(opens(recorded, "orders =" + from)).as("of before").isEqualTo(ofBefore);
    assertThat(opens(recorded, "orders =" + to)).as("of the target").isEqualTo(ofTarget);
    assertThat(opens(recorded, "orders >100")).as("of neither").isEqualTo(neither);
    assertThat(opens(recorded, "orders")).as("a bare name").isFalse();
  }

  @Test
  void twoLostRunsWidenIt() {
    RecordedState up = Observations.lost(Observations.recordedVersion("3"), "5");
    RecordedState further = Observations.lost(up, "7");

    assertThat(possible(further)).isEqualTo("3..7");
    assertThat(possible(Observations.lost(further, "1"))).isEqualTo("1..7");
    assertThat(possible(Observations.lost(further, "4"))).isEqualTo("3..7");
    assertThat(opens(further, "orders >=3 <8")).isTrue();
    assertThat(opens(further, "orders >=3 <6")).isFalse();
  }

  @Test
  void aRunThatReadsEndsTheDoubt() {
    RecordedState lost = Observations.lost(Observations.recordedVersion("3"), "5");

    assertThat(possible(ended(lost, "6", "read 4"))).isNull();
    assertThat(possible(ended(lost, "6", "unread nothing"))).isEqualTo("3..5");
  }

  @Test
  void whileTheNextRunIsUnderWayItsTargetCountsToo() {
    RecordedState lost = Observations.lost(Observations.recordedVersion("3"), "5");
    RecordedState under = RunRecorder.begun(lost, Observations.planTo("6", "inputs-6"), NOW);

    assertThat(opens(under, "orders >=3 <7")).isTrue();
    assertThat(opens(under, "orders >=3 <6")).isFalse();
    assertThat(opens(under, "orders >=5 <7")).isFalse();
  }

  /// A failure before the first script, which names none, does not count.
  @ParameterizedTest
  @EnumSource(FailureKind.class)
  void whatWasReadStaysWhereNothingHasRun(FailureKind kind) {
    boolean unreported =
        switch (kind) {
          case UNEXPECTED,
              SCRIPT_FAILED,
              OUTCOME_UNKNOWN,
              SCRIPT_RETRYABLE,
              RUNNER_DIED,
              TIMED_OUT,
              INTERRUPTED ->
              true;
          default -> false;
        };

    assertThat(possible(after(kind, null, 0, List.of()))).isEqualTo(unreported ? "3..5" : null);
  }

  /// The password is changed while a script runs: the connection breaks, and no new one is
  /// possible.
  @ParameterizedTest
  @EnumSource(
      names = {
        "AUTHENTICATION_FAILED",
        "DATABASE_NOT_FOUND",
        "PRIVILEGE_MISSING",
        "SERVER_UNSUPPORTED",
        "DATABASE_UNREACHABLE",
        "TOO_MANY_CONNECTIONS",
        "DATABASE_READ_ONLY",
        "TLS_FAILED",
        "POOLER_DETECTED",
        "LOCK_HELD",
        "HISTORY_UNUSABLE"
      })
  void aScriptThatWasCutOffMayHaveRun(FailureKind kind) {
    assertThat(possible(after(kind, "V4__x.sql", 0, List.of()))).isEqualTo("3..5");
    assertThat(possible(after(kind, null, 1, List.of()))).isEqualTo("3..5");
    assertThat(possible(after(kind, null, 0, List.of("V3__c.sql")))).isEqualTo("3..5");
  }

  @Test
  void whatWasReadStaysWhenAScriptIsRefusedBeforeAnythingRan() {
    assertThat(possible(after(FailureKind.SCRIPTS_REFUSED, "V4__x.sql", 0, List.of()))).isNull();
  }

  // O7
  @Test
  void theLastFailureIsKeptUntilTheNextAttemptHasEnded() {
    RecordedState failed = after(FailureKind.DATABASE_UNREACHABLE, null, 0, List.of());
    RecordedState again = RunRecorder.begun(failed, Observations.planTo("5", "inputs-5"), NOW);
    RecordedState other = RunRecorder.begun(failed, Observations.planTo("6", "inputs-6"), NOW);

    assertThat(again.lastRun().flatMap(RecordedState.LastRun::failureBefore))
        .contains("It failed.");
    assertThat(other.lastRun().flatMap(RecordedState.LastRun::failureBefore)).isEmpty();
    assertThat(ended("read 5", again).lastRun().flatMap(RecordedState.LastRun::failureBefore))
        .isEmpty();
  }

  private static RecordedState before(@Nullable String version) {
    if (version == null) {
      return RecordedState.NONE;
    }
    RecordedState read = Observations.recordedVersion(version.equals("-") ? "1" : version);
    return version.equals("-") ? emptied(read) : read;
  }

  /// Returns a copy with a history that records no version.
  private static RecordedState emptied(RecordedState recorded) {
    var read = recorded.snapshot().orElseThrow();
    return recorded.withSnapshot(
        new RecordedState.Snapshot(
            Optional.empty(),
            Optional.empty(),
            read.database(),
            0,
            3,
            List.of(),
            read.scriptsDigest(),
            List.of(),
            List.of()),
        NOW);
  }

  private static RecordedState ended(RecordedState before, @Nullable String target, String how) {
    return ended(how, RunRecorder.begun(before, Observations.planTo(target, "inputs-2"), NOW));
  }

  private static RecordedState ended(String how, RecordedState begun) {
    var unreachable =
        new Failure(
            FailureKind.DATABASE_UNREACHABLE,
            FailureKind.DATABASE_UNREACHABLE.failureClass(),
            how.equals("unread script") ? "V4__x.sql" : null,
            null,
            null,
            null,
            "It failed.",
            null);
    Run.End end =
        switch (how) {
          case "died" -> new Run.End.Died("It was killed.");
          case "disrupted" -> new Run.End.Disrupted("Its node was drained.");
          case "deadline" -> new Run.End.DeadlineExceeded();
          case "unread nothing", "unread script" -> Observations.unread(unreachable, 0, List.of());
          case "unread applied" -> Observations.unread(unreachable, 1, List.of());
          case "unread undone" -> Observations.unread(unreachable, 0, List.of("V5__e.sql"));
          default ->
              Observations.reported(
                  13,
                  how.substring("read ".length()),
                  Failure.of(FailureKind.SCRIPT_RETRYABLE, "It failed.", null));
        };
    return RunRecorder.ended(
        begun, Observations.runInputs("inputs-2"), end, NOW, Observations.backoff(), NOW);
  }

  /// Returns the facts after a second run to version 5 that failed and could not read the database.
  private static RecordedState after(
      FailureKind kind, @Nullable String script, int appliedNow, List<String> undone) {
    RecordedState begun =
        RunRecorder.begun(
            Observations.recordedVersion("3"), Observations.planTo("5", "inputs-5"), NOW);
    var failure =
        new Failure(kind, kind.failureClass(), script, null, null, null, "It failed.", null);
    return RunRecorder.ended(
        begun,
        Observations.runInputs("inputs-5"),
        Observations.unread(failure, appliedNow, undone),
        NOW,
        Observations.backoff(),
        NOW);
  }

  /// Returns the possible versions, which must survive a restart, when only the status is left.
  private static @Nullable String possible(RecordedState recorded) {
    assertThat(StatusReader.recorded(status(recorded).getStatus()).snapshot())
        .isEqualTo(recorded.snapshot());
    return recorded
        .snapshot()
        .flatMap(RecordedState.Snapshot::possible)
        .map(
            span ->
                "%s..%s"
                    .formatted(
                        span.lowest().map(Object::toString).orElse(""),
                        span.highest().map(Object::toString).orElse("")))
        .orElse(null);
  }

  private static boolean opens(RecordedState recorded, String requires) {
    SchemaMigration resource = status(recorded);
    String digest = DatabaseIdentity.of(resource.getSpec().database());
    return Gates.opens(
        Serialization.unmarshal(
            Serialization.asJson(resource).replace(Observations.DATABASE, digest),
            SchemaMigration.class),
        requires);
  }

  private static SchemaMigration status(RecordedState recorded) {
    Observation observation = Observations.fresh().recorded(recorded).build();
    var working = new ConditionState.Working(ConditionReason.INTERRUPTED, "It was lost.");
    SchemaMigration resource = Serialization.clone(RESOURCE);
    resource.setStatus(StatusPatch.status(resource, observation, recorded, working));
    return resource;
  }

  private static String lower(String one, String other) {
    return new BigDecimal(one).compareTo(new BigDecimal(other)) < 0 ? one : other;
  }

  private static String higher(String one, String other) {
    return lower(one, other).equals(one) ? other : one;
  }
}
