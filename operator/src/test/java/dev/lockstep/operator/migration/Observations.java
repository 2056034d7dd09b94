package dev.lockstep.operator.migration;

import dev.lockstep.api.v1alpha1.Rollback;
import dev.lockstep.operator.migration.Observation.Identity;
import dev.lockstep.operator.migration.Observation.Scripts;
import dev.lockstep.operator.migration.Observation.Wish;
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

/// Builds observations for tests: a resource `shop/orders` with scripts up to version 3, on which
/// nothing has happened yet.
final class Observations {
  static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  static final Identity IDENTITY = new Identity("shop", "orders", "uid-1");
  static final String DATABASE = "sha256:db";
  static final List<String> CONFIG_MAPS = List.of("orders-migrations");

  private String inputs = "inputs-1";
  private String database = DATABASE;
  private Optional<SchemaVersion> target = Optional.empty();
  private Optional<String> retry = Optional.empty();
  private Rollback rollback = Rollback.FORBID;
  private boolean suspended;
  private boolean changed;
  private Scripts scripts = scripts("digest-1", "1", "2", "3");
  private Facts facts = Facts.NONE;
  private final List<Run> runs = new ArrayList<>();
  private final List<Workload> workloads = new ArrayList<>();
  private Instant now = NOW;

  static Observations fresh() {
    return new Observations();
  }

  /// One whose run of the current inputs reached version 3 a minute ago.
  static Observations inStep() {
    return fresh().facts(succeeded(NOW.minusSeconds(60)));
  }

  static Facts succeeded(Instant at) {
    Facts begun = Ledger.begun(Facts.NONE, plan("inputs-1", 1), at);
    return Ledger.ended(begun, made("inputs-1"), reported(0, "3", null), at, backoff(), at);
  }

  static Facts failed(FailureKind kind) {
    Facts begun = Ledger.begun(Facts.NONE, plan("inputs-1", 1), NOW.minusSeconds(2));
    return Ledger.ended(
        begun,
        made("inputs-1"),
        reported(kind.exitCode().code(), "2", Failure.of(kind, "It failed.", null)),
        NOW,
        backoff(),
        NOW);
  }

  static Facts running() {
    return Ledger.begun(Facts.NONE, plan("inputs-1", 1), NOW.minusSeconds(60));
  }

  static RunPlan plan(String inputs, int attempt) {
    return new RunPlan(
        RunNames.migrate(IDENTITY, inputs, attempt),
        attempt,
        Run.Purpose.MIGRATE,
        made(inputs),
        CONFIG_MAPS);
  }

  static Run.MadeFor made(String inputs) {
    return new Run.MadeFor(
        inputs, "template-1", DATABASE, "digest-1", SchemaVersion.tryParse("3"), Optional.empty());
  }

  static Run.End reported(int exitCode, @Nullable String version, @Nullable Failure failure) {
    return new Run.End.Reported(report(exitCode, version, 3, List.of(), failure));
  }

  /// The end of a run that reached version 3.
  static Run.End applied(int scripts) {
    return new Run.End.Reported(report(0, "3", scripts, List.of(), null));
  }

  /// The end of a verification that found version 3, and what other hands have changed.
  static Run.End verified(List<String> drift) {
    return new Run.End.Reported(report(0, "3", 0, List.of(), null).withDrift(drift));
  }

  /// The end of a run that failed and could not read the database, after it did something or not.
  static Run.End unread(Failure failure, int appliedNow, List<String> undone) {
    int exitCode = failure.kind().exitCode().code();
    return new Run.End.Reported(report(exitCode, null, appliedNow, undone, failure));
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
        null,
        null,
        failure,
        List.of(),
        0,
        false);
  }

  static Backoff backoff() {
    return new Backoff(Duration.ofSeconds(5), Duration.ofMinutes(5));
  }

  static List<SchemaVersion> versions(String... texts) {
    return List.of(texts).stream().map(SchemaVersion::parse).toList();
  }

  static Scripts scripts(String digest, String... versions) {
    return new Scripts.Available(digest, CONFIG_MAPS, versions(versions), List.of());
  }

  Observations facts(Facts known) {
    facts = known;
    return this;
  }

  Observations scripts(Scripts others) {
    scripts = others;
    return this;
  }

  Observations inputs(String other) {
    inputs = other;
    return this;
  }

  Observations database(String other) {
    database = other;
    return this;
  }

  Observations goingBackTo(String version) {
    rollback = Rollback.ALLOW;
    return target(version);
  }

  Observations target(String version) {
    target = SchemaVersion.tryParse(version);
    return this;
  }

  Observations retry(String value) {
    retry = Optional.of(value);
    return this;
  }

  Observations suspended() {
    suspended = true;
    return this;
  }

  Observations changed() {
    changed = true;
    return this;
  }

  Observations at(Instant time) {
    now = time;
    return this;
  }

  Observations workload(Workload workload) {
    workloads.add(workload);
    return this;
  }

  Observations run(int attempt, Run.State state) {
    return run(attempt, state, made("inputs-1"));
  }

  Observations run(int attempt, Run.State state, Run.MadeFor made) {
    runs.add(
        new Run(
            RunNames.migrate(IDENTITY, made.inputs(), attempt),
            attempt,
            Run.Purpose.MIGRATE,
            made,
            NOW.minusSeconds(60),
            state));
    return this;
  }

  Observations verification(Run.State state) {
    runs.add(
        new Run(
            "orders-verify", 1, Run.Purpose.VERIFY, made("inputs-1"), NOW.minusSeconds(5), state));
    return this;
  }

  Observation build() {
    return new Observation(
        IDENTITY,
        changed,
        new Wish.Migrate(
            inputs,
            "template-1",
            database,
            target,
            retry,
            rollback,
            suspended,
            3,
            backoff(),
            Optional.of(Duration.ofHours(1))),
        scripts,
        facts,
        List.copyOf(runs),
        List.copyOf(workloads),
        now);
  }
}
