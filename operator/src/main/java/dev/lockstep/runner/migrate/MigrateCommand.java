package dev.lockstep.runner.migrate;

import dev.lockstep.engine.Database;
import dev.lockstep.engine.MigrationListener;
import dev.lockstep.engine.MigrationOutcome;
import dev.lockstep.engine.Migrator;
import dev.lockstep.engine.MigratorOptions;
import dev.lockstep.engine.adoption.AdoptedHistory;
import dev.lockstep.engine.adoption.AdoptionPolicy;
import dev.lockstep.engine.history.History;
import dev.lockstep.engine.plan.RollbackPolicy;
import dev.lockstep.engine.plan.Target;
import dev.lockstep.engine.script.Script;
import dev.lockstep.engine.source.ScriptReading;
import dev.lockstep.engine.source.ScriptSet;
import dev.lockstep.engine.source.SetWarnings;
import dev.lockstep.runner.command.AdoptionOptions;
import dev.lockstep.runner.command.DatabaseCommand;
import dev.lockstep.runner.command.Exhaustion;
import dev.lockstep.runner.command.ReportWriter;
import dev.lockstep.runner.command.Reports;
import dev.lockstep.runner.command.Reports.Findings;
import dev.lockstep.runner.command.ScriptOptions;
import dev.lockstep.runner.command.Termination;
import dev.lockstep.runner.connection.Dialects;
import dev.lockstep.runner.options.UsageException;
import dev.lockstep.runner.output.Console;
import dev.lockstep.runner.output.Json;
import dev.lockstep.runner.output.OutputOptions;
import dev.lockstep.schema.EngineException;
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
public final class MigrateCommand extends DatabaseCommand {
  private final ScriptOptions scriptOptions = new ScriptOptions(databaseOptions());
  private final AdoptionOptions onboardingOptions = new AdoptionOptions();
  private final OutputOptions.TerminationLog log = new OutputOptions.TerminationLog();

  /// More would hide the output of the run.
  private static final int MOST_WARNINGS = 10;

  private final Reports reports;
  private final AtomicReference<@Nullable Database> open = new AtomicReference<>();

  private RollbackPolicy rollback = RollbackPolicy.FORBID;
  private boolean dryRun;

  public MigrateCommand(
      Dialects dialects, Map<String, String> environment, Console console, Clock clock) {
    super(dialects, environment, console);
    this.reports = new Reports(clock);
  }

  @Override
  public CommandSpec spec() {
    var model = model("migrate", "Applies the pending scripts and records each in the database.");
    scriptOptions.addTo(model);
    onboardingOptions.addTo(model);
    model.option(
        "--rollback",
        "forbid|allow",
        RollbackPolicy.class,
        "forbid",
        value -> rollback = value,
        "Whether a target older than the recorded version may undo applied scripts (default: ${DEFAULT-VALUE}).");
    model.flag(
        "--dry-run",
        () -> dryRun = true,
        "Runs the scripts in one transaction where possible, rolls it back and reports the locks, table rewrites and duration of each statement. The locks are real while it runs.");
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
    RunReport report = reports.report(run()).withWarnings(warnings());
    new ReportWriter(console(), new Json(), log.file()).tell(report, format(), summary(report));
    return termination.finished(exit(report));
  }

  private ExitCode rehearse() {
    try {
      if (log.file().isPresent()) {
        throw new UsageException("--dry-run writes no report: remove --termination-log");
      }
      if (rollback == RollbackPolicy.ALLOW) {
        throw new UsageException(
            "--dry-run cannot be combined with --rollback allow: use lockstep rollback --target VERSION --dry-run to see what would be undone");
      }
      var set = ScriptOptions.require(scriptOptions.read());
      var dry =
          new MigratePreview(
              planner(scriptOptions), set, scriptOptions, onboardingOptions.adoption());
      try (var database = database()) {
        open.set(database);
        return told(dry.of(database));
      }
    } catch (EngineException e) {
      return told(MigratePreview.Told.refused(e));
    } catch (UsageException e) {
      return told(MigratePreview.Told.refused(ReportWriter.asFailure(e)));
    }
  }

  private ExitCode told(MigratePreview.Told told) {
    told.trouble().ifPresent(console()::failure);
    switch (format()) {
      case JSON -> console().json(told);
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
      EngineException usage = ReportWriter.asFailure(e);
      return failed(
          target, reading, new MigrationOutcome(Optional.empty(), List.of(), Optional.of(usage)));
    } catch (OutOfMemoryError | StackOverflowError e) {
      // What was read is given up first: to tell of it takes memory.
      reading = Optional.empty();
      return exhausted(target, e);
    }
  }

  private Findings exhausted(Target target, VirtualMachineError error) {
    boolean begun = open.get() != null;
    EngineException failure =
        Exhaustion.of(error, begun ? Exhaustion.Stage.DATABASE : Exhaustion.Stage.SCRIPTS);
    Optional<History> history = begun ? readAgain() : Optional.empty();
    return failed(
        target, Optional.empty(), new MigrationOutcome(history, List.of(), Optional.of(failure)));
  }

  /// What was applied, by a connection of its own: the one of the run may be in the middle of an
  /// answer.
  private Optional<History> readAgain() {
    try (var database = database()) {
      return Optional.of(database.read());
    } catch (EngineException | OutOfMemoryError | StackOverflowError _) {
      return Optional.empty();
    }
  }

  private Findings migrate(Target target, ScriptReading reading) {
    var set = ScriptOptions.require(reading);
    AdoptionPolicy adoption = onboardingOptions.adoption();
    Database database = database();
    open.set(database);
    var migration =
        new Migrator(
            database, planner(scriptOptions), stop(), new MigratorOptions(rollback, listener(set)));
    MigrationOutcome outcome = migration.run(set, target, scriptOptions.outOfOrder(), adoption);
    outcome.history().ifPresent(history -> warnOfNewer(scriptOptions, set, history));
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

  private MigrationListener listener(ScriptSet set) {
    return new MigrationListener() {
      @Override
      public void planned(List<Script> pending) {
        warn(SetWarnings.of(set, pending));
      }

      @Override
      public void adopted(AdoptedHistory adopted) {
        console().progress(AdoptionAnswer.of(adopted).text());
      }

      @Override
      public void applied(Script script) {
        console().progress("applied " + script.fileName());
      }

      @Override
      public void undone(Script script) {
        console().progress("undone " + script.fileName());
      }
    };
  }

  /// All of them are in `lockstep plan`.
  private void warn(List<String> warnings) {
    warnings.stream().limit(MOST_WARNINGS).forEach(this::warn);
    if (warnings.size() > MOST_WARNINGS) {
      warn("%d more: see lockstep plan".formatted(warnings.size() - MOST_WARNINGS));
    }
  }

  private static List<String> undone(MigrationOutcome outcome) {
    return outcome.undoneNow().stream().map(Script::fileName).toList();
  }

  private void cancel() {
    Database database = open.get();
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
                : "%d undone, ".formatted(report.rolledBack().size()),
            report.appliedNow(),
            report.pendingCount());
  }
}
