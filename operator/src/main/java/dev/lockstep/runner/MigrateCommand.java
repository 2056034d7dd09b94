package dev.lockstep.runner;

import dev.lockstep.engine.EngineException;
import dev.lockstep.engine.Migration;
import dev.lockstep.engine.MigrationOutcome;
import dev.lockstep.engine.Onboarding;
import dev.lockstep.engine.RollbackPolicy;
import dev.lockstep.engine.Script;
import dev.lockstep.engine.ScriptReading;
import dev.lockstep.engine.Takeover;
import dev.lockstep.engine.Target;
import dev.lockstep.engine.postgres.PostgresDatabase;
import dev.lockstep.runner.Reports.Findings;
import dev.lockstep.schema.ExitCode;
import dev.lockstep.schema.RunReport;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/// `lockstep migrate`.
final class MigrateCommand extends DatabaseCommand {
  private final ScriptOptions scriptOptions = new ScriptOptions();
  private final OnboardingOptions onboardingOptions = new OnboardingOptions();
  private final OutputOptions.TerminationLog log = new OutputOptions.TerminationLog();

  private final Reports reports;
  private final AtomicReference<@Nullable PostgresDatabase> open = new AtomicReference<>();

  private RollbackPolicy rollback = RollbackPolicy.FORBID;
  private boolean dryRun;

  MigrateCommand(Map<String, String> environment, Console console, Clock clock) {
    super(environment, console);
    this.reports = new Reports(clock);
  }

  @Override
  CommandSpec spec() {
    var model = model("migrate", "Applies the pending scripts and records each in the database.");
    scriptOptions.addTo(model);
    onboardingOptions.addTo(model);
    model.option(
        "--rollback",
        "forbid|allow",
        RollbackPolicy.class,
        "forbid",
        value -> rollback = value,
        "Whether a target below the recorded version may undo applied scripts (default: ${DEFAULT-VALUE}).");
    model.flag(
        "--dry-run",
        () -> dryRun = true,
        "Tries what can be one transaction, rolls it back and tells what each statement locked, rewrote and took. The locks are real for as long as it runs.");
    log.addTo(model);
    model.footer(
        "",
        "Example:",
        "  lockstep migrate --url postgresql://localhost/shop --user shop \\",
        "    --password-file shop.pw --scripts ./migrations");
    return model.spec();
  }

  @Override
  public Integer call() {
    var termination = Termination.install(stop(), this::cancel);
    if (dryRun) {
      return termination.finished(rehearse());
    }
    RunReport report = reports.report(run());
    new JobRun(console(), new Json(), log.file()).tell(report, format(), summary(report));
    return termination.finished(exit(report));
  }

  private ExitCode rehearse() {
    try {
      if (log.file().isPresent()) {
        throw new UsageException("--dry-run reports to nobody: leave --termination-log out");
      }
      if (rollback == RollbackPolicy.ALLOW) {
        throw new UsageException(
            "--dry-run cannot try --rollback allow: lockstep rollback --target VERSION --dry-run says what would be undone");
      }
      var set = ScriptOptions.require(scriptOptions.read());
      var dry = new DryRun(planner(), set, scriptOptions, onboardingOptions.onboarding());
      try (var database = database()) {
        open.set(database);
        return told(dry.of(database));
      }
    } catch (EngineException e) {
      return told(DryRun.Told.refused(e));
    } catch (UsageException e) {
      return told(DryRun.Told.refused(JobRun.asFailure(e)));
    }
  }

  private ExitCode told(DryRun.Told told) {
    told.trouble().ifPresent(console()::failure);
    switch (format()) {
      case JSON -> console().result(new Json().text(told));
      case TEXT -> {
        if (!told.text().isEmpty()) {
          console().result(told.text());
        }
      }
    }
    return told.trouble().map(trouble -> trouble.failure().kind().exitCode()).orElse(ExitCode.OK);
  }

  private Findings run() {
    Optional<ScriptReading> reading = Optional.empty();
    Target target = new Target.Latest();
    try {
      target = scriptOptions.target();
      reading = Optional.of(scriptOptions.read());
      return migrate(target, reading.get());
    } catch (EngineException e) {
      return failed(
          target, reading, new MigrationOutcome(Optional.empty(), List.of(), Optional.of(e)));
    } catch (UsageException e) {
      EngineException usage = JobRun.asFailure(e);
      return failed(
          target, reading, new MigrationOutcome(Optional.empty(), List.of(), Optional.of(usage)));
    }
  }

  private Findings migrate(Target target, ScriptReading reading) {
    var set = ScriptOptions.require(reading);
    Onboarding onboarding = onboardingOptions.onboarding();
    PostgresDatabase database = database();
    open.set(database);
    var migration =
        new Migration(database, planner(), stop(), this::applied)
            .tellingOf(this::takenOver)
            .goingBack(rollback, this::undone);
    MigrationOutcome outcome = migration.run(set, target, scriptOptions.outOfOrder(), onboarding);
    return outcome.failure().isPresent()
        ? failed(target, Optional.of(reading), outcome)
        : new Findings(
            ExitCode.OK,
            target,
            Optional.of(reading),
            outcome.history(),
            outcome.appliedNow().size(),
            undone(outcome),
            Optional.empty());
  }

  private Findings failed(
      Target target, Optional<ScriptReading> reading, MigrationOutcome outcome) {
    EngineException failure = outcome.failure().orElseThrow();
    console().failure(failure);
    return new Findings(
        failure.failure().kind().exitCode(),
        target,
        reading,
        outcome.history(),
        outcome.appliedNow().size(),
        undone(outcome),
        Optional.of(failure));
  }

  private void applied(Script script) {
    console().progress("applied " + script.fileName());
  }

  private void takenOver(Takeover takeover) {
    console().progress(TakeoverAnswer.of(takeover).text());
  }

  private void undone(Script script) {
    console().progress("undone " + script.fileName());
  }

  private static List<String> undone(MigrationOutcome outcome) {
    return outcome.undoneNow().stream().map(Script::fileName).toList();
  }

  private void cancel() {
    PostgresDatabase database = open.get();
    if (database != null) {
      database.cancel();
    }
  }

  private static ExitCode exit(RunReport report) {
    return report.failure() == null ? ExitCode.OK : report.failure().kind().exitCode();
  }

  private String summary(RunReport report) {
    if (!report.databaseRead()) {
      return "Schema %s: not read".formatted(databaseOptions().schema());
    }
    return "Schema %s: version %s, %s%d applied now, %d pending"
        .formatted(
            databaseOptions().schema(),
            report.version() == null ? "none" : report.version(),
            report.rolledBack().isEmpty()
                ? ""
                : "%d undone now, ".formatted(report.rolledBack().size()),
            report.appliedNow(),
            report.pendingCount());
  }
}
