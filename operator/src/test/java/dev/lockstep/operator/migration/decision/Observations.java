package dev.lockstep.operator.migration.decision;

import dev.lockstep.api.v1alpha1.spec.NewerApplied;
import dev.lockstep.api.v1alpha1.spec.Rollback;
import dev.lockstep.operator.kube.JobNames;
import dev.lockstep.operator.migration.decision.Observation.DesiredState;
import dev.lockstep.operator.migration.decision.Observation.Identity;
import dev.lockstep.operator.migration.decision.Observation.Scripts;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.schema.RunReport;
import dev.lockstep.schema.SchemaVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Builds observations for tests: a resource `shop/orders` with scripts up to version 3, for which
/// nothing has happened yet.
public final class Observations {
  public static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  public static final Identity IDENTITY = new Identity("shop", "orders", "uid-1");
  public static final String DATABASE = "sha256:db";
  static final List<String> CONFIG_MAPS = List.of("orders-migrations");

  private String inputs = "inputs-1";
  private String database = DATABASE;
  private Optional<SchemaVersion> target = Optional.empty();
  private Optional<String> retry = Optional.empty();
  private Rollback rollback = Rollback.FORBID;
  private NewerApplied newerApplied = NewerApplied.REJECT;
  private boolean suspended;
  private boolean placeholders;
  private boolean changed;
  private Scripts scripts = scripts("digest-1", "1", "2", "3");
  private RecordedState recorded = RecordedState.NONE;
  private final List<Run> runs = new ArrayList<>();
  private final List<Workload> workloads = new ArrayList<>();
  private Instant now = NOW;

  public static Observations fresh() {
    return new Observations();
  }

  /// Returns an observation of a resource whose run of the current inputs reached version 3 a
  /// minute ago.
  public static Observations inStep() {
    return fresh().recorded(succeeded(NOW.minusSeconds(60)));
  }

  public static RecordedState succeeded(Instant at) {
    RecordedState begun = RunRecorder.begun(RecordedState.NONE, plan("inputs-1", 1), at);
    return RunRecorder.ended(
        begun, runInputs("inputs-1"), reported(0, "3", null), at, backoff(), at);
  }

  public static RecordedState failed(FailureKind kind) {
    RecordedState begun =
        RunRecorder.begun(RecordedState.NONE, plan("inputs-1", 1), NOW.minusSeconds(2));
    return RunRecorder.ended(
        begun,
        runInputs("inputs-1"),
        reported(kind.exitCode().code(), "2", Failure.of(kind, "It failed.", null)),
        NOW,
        backoff(),
        NOW);
  }

  /// Returns the facts after a successful run to version 3 that read this version.
  public static RecordedState recordedVersion(String version) {
    RecordedState begun =
        RunRecorder.begun(RecordedState.NONE, plan("inputs-1", 1), NOW.minusSeconds(60));
    return RunRecorder.ended(
        begun,
        runInputs("inputs-1"),
        reported(0, version, null),
        NOW.minusSeconds(60),
        backoff(),
        NOW.minusSeconds(60));
  }

  /// Returns the facts after one more run, which left no report.
  public static RecordedState lost(RecordedState before, String target) {
    RecordedState begun = RunRecorder.begun(before, planTo(target, "inputs-to-" + target), NOW);
    return RunRecorder.ended(
        begun,
        runInputs("inputs-to-" + target),
        new Run.End.Died("It was killed."),
        NOW,
        backoff(),
        NOW);
  }

  public static RunPlan planTo(@Nullable String target, String digest) {
    var inputs =
        new Run.Inputs(
            digest,
            "template-1",
            DATABASE,
            "digest-1",
            Optional.ofNullable(target).flatMap(SchemaVersion::tryParse),
            Optional.empty());
    return new RunPlan(
        JobNames.migrate(IDENTITY.name(), IDENTITY.uid(), digest, 2),
        2,
        Run.Purpose.MIGRATE,
        inputs,
        CONFIG_MAPS);
  }

  public static RecordedState running() {
    return RunRecorder.begun(RecordedState.NONE, plan("inputs-1", 1), NOW.minusSeconds(60));
  }

  public static RunPlan plan(String inputs, int attempt) {
    return new RunPlan(
        JobNames.migrate(IDENTITY.name(), IDENTITY.uid(), inputs, attempt),
        attempt,
        Run.Purpose.MIGRATE,
        runInputs(inputs),
        CONFIG_MAPS);
  }

  public static Run.Inputs runInputs(String inputs) {
    return new Run.Inputs(
        inputs, "template-1", DATABASE, "digest-1", SchemaVersion.tryParse("3"), Optional.empty());
  }

  public static Run.End reported(
      int exitCode, @Nullable String version, @Nullable Failure failure) {
    return new Run.End.Reported(report(exitCode, version, 3, List.of(), failure));
  }

  /// Returns the end of a run that reached version 3.
  public static Run.End applied(int scripts) {
    return new Run.End.Reported(report(0, "3", scripts, List.of(), null));
  }

  /// Returns the end of a verification that read version 3, and found objects that were changed
  /// outside Lockstep.
  public static Run.End verified(List<String> drift) {
    return new Run.End.Reported(report(0, "3", 0, List.of(), null).withDrift(drift));
  }

  /// Returns the end of a run that failed and could not read the database, whether or not it had
  /// changed something before.
  public static Run.End unread(Failure failure, int appliedNow, List<String> undone) {
    int exitCode = failure.kind().exitCode().code();
    return new Run.End.Reported(report(exitCode, null, appliedNow, undone, failure));
  }

  /// Returns the report of a verification that read a version and found no problem.
  public static RunReport reportAt(String version) {
    return report(0, version, 0, List.of(), null);
  }

  private static RunReport report(
      int exitCode,
      @Nullable String version,
      int appliedNow,
      List<String> undone,
      @Nullable Failure failure) {
    return new RunReport(
        exitCode,
        version,
        version != null,
        "3",
        3,
        0,
        List.of(),
        appliedNow,
        undone,
        "digest-1",
        List.of(),
        List.of(),
        List.of(),
        null,
        null,
        failure,
        List.of(),
        0,
        false);
  }

  public static Backoff backoff() {
    return new Backoff(Duration.ofSeconds(5), Duration.ofMinutes(5));
  }

  public static List<SchemaVersion> versions(String... texts) {
    return List.of(texts).stream().map(SchemaVersion::parse).toList();
  }

  public static Scripts scripts(String digest, String... versions) {
    return new Scripts.Available(digest, CONFIG_MAPS, versions(versions), List.of());
  }

  public Observations recorded(RecordedState known) {
    recorded = known;
    return this;
  }

  public Observations scripts(Scripts others) {
    scripts = others;
    return this;
  }

  public Observations inputs(String other) {
    inputs = other;
    return this;
  }

  public Observations database(String other) {
    database = other;
    return this;
  }

  public Observations rollingBackTo(String version) {
    rollback = Rollback.ALLOW;
    return target(version);
  }

  public Observations acceptingNewer() {
    newerApplied = NewerApplied.ACCEPT;
    return this;
  }

  public Observations target(String version) {
    target = SchemaVersion.tryParse(version);
    return this;
  }

  public Observations retry(String value) {
    retry = Optional.of(value);
    return this;
  }

  public Observations suspended() {
    suspended = true;
    return this;
  }

  public Observations placeholders() {
    placeholders = true;
    return this;
  }

  public Observations changed() {
    changed = true;
    return this;
  }

  public Observations at(Instant time) {
    now = time;
    return this;
  }

  public Observations workload(Workload workload) {
    workloads.add(workload);
    return this;
  }

  public Observations run(int attempt, Run.State state) {
    return run(attempt, state, runInputs("inputs-1"));
  }

  public Observations run(int attempt, Run.State state, Run.Inputs inputs) {
    runs.add(
        new Run(
            JobNames.migrate(IDENTITY.name(), IDENTITY.uid(), inputs.digest(), attempt),
            attempt,
            Run.Purpose.MIGRATE,
            inputs,
            NOW.minusSeconds(60),
            state));
    return this;
  }

  public Observations verification(Run.State state) {
    return verification(state, "inputs-1", NOW.minusSeconds(5));
  }

  public Observations verification(Run.State state, String of, Instant created) {
    runs.add(new Run("orders-verify", 1, Run.Purpose.VERIFY, runInputs(of), created, state));
    return this;
  }

  public Observation build() {
    return new Observation(
        IDENTITY,
        changed,
        new DesiredState.Valid(
            inputs,
            "template-1",
            database,
            target,
            retry,
            rollback,
            newerApplied,
            placeholders,
            suspended,
            3,
            backoff(),
            Optional.of(Duration.ofHours(1))),
        scripts,
        recorded,
        List.copyOf(runs),
        List.copyOf(workloads),
        now,
        Optional.empty());
  }
}
