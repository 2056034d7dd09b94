package dev.lockstep.runner.migrate;

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
import dev.lockstep.runner.command.Exhaustion;
import dev.lockstep.runner.command.Reports.Findings;
import dev.lockstep.runner.command.ScriptOptions;
import dev.lockstep.runner.connection.Dialects;
import dev.lockstep.runner.options.UsageException;
import dev.lockstep.runner.output.Console;
import dev.lockstep.schema.EngineException;
import dev.lockstep.schema.ExitCode;
import dev.lockstep.schema.RunReport;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/// `lockstep migrate`.
public final class MigrateCommand extends RunCommand {
  private final ScriptOptions scriptOptions = new ScriptOptions(databaseOptions());
  private final AdoptionOptions adoptionOptions = new AdoptionOptions();

  /// The maximum number of warnings: more would hide the output of the run.
  private static final int MOST_WARNINGS = 10;

  private RollbackPolicy rollback = RollbackPolicy.FORBID;
  private boolean dryRun;

  public MigrateCommand(
      Dialects dialects, Map<String, String> environment, Console console, Clock clock) {
    super(dialects, environment, console, clock);
  }

  @Override
  public CommandSpec spec() {
    var model = model("migrate", "Applies the pending scripts and records each in the database.");
    scriptOptions.addTo(model);
    adoptionOptions.addTo(model);
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
    log().addTo(model);
    model.footer(
        "",
        "Example:",
        "  lockstep migrate --url postgresql://localhost/shop --user shop \\",
        "    --password-file shop.pw --scripts ./migrations");
    return model.spec();
  }

  @Override
  public Integer call() {
    var termination = termination();
    return termination.finished(dryRun ? preview() : report(run()));
  }

  private ExitCode preview() {
    MigratePreview.Told told;
    try {
      told = tried();
    } catch (EngineException e) {
      told = MigratePreview.Told.refused(e);
    }
    told.trouble().ifPresent(console()::failure);
    print(told);
    return told.exit();
  }

  private MigratePreview.Told tried() {
    if (log().file().isPresent()) {
      throw new UsageException("--dry-run writes no report: remove --termination-log");
    }
    if (rollback == RollbackPolicy.ALLOW) {
      throw new UsageException(
          "--dry-run cannot be combined with --rollback allow: use lockstep rollback --target VERSION --dry-run to see what would be undone");
    }
    var set = ScriptOptions.require(scriptOptions.read());
    var preview =
        new MigratePreview(planner(scriptOptions), set, scriptOptions, adoptionOptions.adoption());
    try (var database = open()) {
      return preview.of(database);
    }
  }

  private Findings run() {
    Optional<ScriptReading> reading = Optional.empty();
    Target target = new Target.Latest();
    try {
      target = scriptOptions.target();
      if (scriptOptions.given()) {
        connectAhead();
      }
      reading = Optional.of(scriptOptions.read());
      return findings(target, reading, migrate(target, reading.get()));
    } catch (EngineException e) {
      return findings(target, reading, MigrationOutcome.failed(e));
    } catch (OutOfMemoryError | StackOverflowError e) {
      // The scripts are released first, because reporting on them takes memory.
      reading = Optional.empty();
      return findings(target, reading, exhausted(e));
    } finally {
      leave();
    }
  }

  private MigrationOutcome exhausted(VirtualMachineError error) {
    var stage = isOpen() ? Exhaustion.Stage.DATABASE : Exhaustion.Stage.SCRIPTS;
    EngineException failure = Exhaustion.of(error, stage);
    return new MigrationOutcome(
        isOpen() ? readAgain() : Optional.empty(), List.of(), Optional.of(failure));
  }

  /// The history, read over a new connection: the run's connection may be in the middle of a reply.
  private Optional<History> readAgain() {
    try (var database = database()) {
      return Optional.of(database.read());
    } catch (EngineException | OutOfMemoryError | StackOverflowError _) {
      return Optional.empty();
    }
  }

  private MigrationOutcome migrate(Target target, ScriptReading reading) {
    var set = ScriptOptions.require(reading);
    AdoptionPolicy adoption = adoptionOptions.adoption();
    var migrator =
        new Migrator(
            open(), planner(scriptOptions), stop(), new MigratorOptions(rollback, listener(set)));
    MigrationOutcome outcome = migrator.run(set, target, scriptOptions.outOfOrder(), adoption);
    outcome.history().ifPresent(history -> warnOfNewer(scriptOptions, set, history));
    return outcome;
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
        tellUndone(script);
      }
    };
  }

  /// Prints the first warnings; `lockstep plan` prints all.
  private void warn(List<String> warnings) {
    warnings.stream().limit(MOST_WARNINGS).forEach(this::warn);
    if (warnings.size() > MOST_WARNINGS) {
      warn("%d more: see lockstep plan".formatted(warnings.size() - MOST_WARNINGS));
    }
  }

  @Override
  String done(RunReport report) {
    return "%s%d applied now, %d pending"
        .formatted(
            report.rolledBack().isEmpty()
                ? ""
                : "%d undone, ".formatted(report.rolledBack().size()),
            report.appliedNow(),
            report.pendingCount());
  }
}
