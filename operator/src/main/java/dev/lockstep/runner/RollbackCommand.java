package dev.lockstep.runner;

import dev.lockstep.engine.EngineException;
import dev.lockstep.engine.MigrationOutcome;
import dev.lockstep.engine.Rollback;
import dev.lockstep.engine.RollbackGoal;
import dev.lockstep.engine.RollbackPlan;
import dev.lockstep.engine.Script;
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

/// `lockstep rollback`.
final class RollbackCommand extends DatabaseCommand {
  private final OutputOptions.TerminationLog log = new OutputOptions.TerminationLog();
  private final Reports reports;
  private final AtomicReference<@Nullable PostgresDatabase> open = new AtomicReference<>();
  private @Nullable String target;
  private @Nullable Integer steps;
  private boolean dryRun;

  RollbackCommand(Map<String, String> environment, Console console, Clock clock) {
    super(environment, console);
    this.reports = new Reports(clock);
  }

  @Override
  CommandSpec spec() {
    var model =
        model(
            "rollback",
            "Undoes applied scripts by the undo that was stored when they were applied, the last one first. It needs no scripts.");
    model.option(
        "--target",
        "VERSION",
        String.class,
        value -> target = value,
        "The version to go back to, or none: undo all.");
    model.option(
        "--steps",
        "N",
        Integer.class,
        value -> steps = value,
        "How many scripts to undo: those that were applied last.");
    model.flag("--dry-run", () -> dryRun = true, "Say what would be undone, and change nothing.");
    log.addTo(model);
    model.footer(
        "",
        "Example:",
        "  lockstep rollback --url postgresql://localhost/shop --user shop --target 7 --dry-run");
    return model.spec();
  }

  @Override
  public Integer call() {
    if (dryRun) {
      return preview();
    }
    var termination = Termination.install(stop(), this::cancel);
    RunReport report = reports.report(run());
    new JobRun(console(), new Json(), log.file()).tell(report, format(), summary(report));
    return termination.finished(exit(report));
  }

  private int preview() {
    try (var database = database()) {
      RollbackPlan plan = RollbackPlan.of(database.read().rows(), goal());
      RollbackPreview preview = RollbackPreview.of(plan, databaseOptions().schema());
      console()
          .result(
              switch (format()) {
                case JSON -> new Json().text(preview);
                case TEXT -> preview.text();
              });
      return ExitCode.OK.code();
    } catch (EngineException e) {
      return fail(e);
    } catch (UsageException e) {
      return fail(JobRun.asFailure(e));
    }
  }

  private Findings run() {
    try {
      RollbackGoal goal = goal();
      PostgresDatabase database = database();
      open.set(database);
      return findings(new Rollback(database, stop(), this::undone).run(goal));
    } catch (EngineException e) {
      return findings(new MigrationOutcome(Optional.empty(), List.of(), Optional.of(e)));
    } catch (UsageException e) {
      return findings(
          new MigrationOutcome(Optional.empty(), List.of(), Optional.of(JobRun.asFailure(e))));
    }
  }

  private RollbackGoal goal() {
    String version = target;
    Integer count = steps;
    if (version != null && count != null) {
      throw new UsageException("rollback takes --target VERSION or --steps N, not both");
    }
    if (count != null) {
      if (count < 1) {
        throw new UsageException("--steps: %d is not 1 or more".formatted(count));
      }
      return new RollbackGoal.Steps(count);
    }
    if (version == null) {
      throw new UsageException(
          "rollback needs --target VERSION or --steps N; --target none undoes all");
    }
    try {
      return RollbackGoal.parse(version);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--target: " + e.getMessage());
    }
  }

  private Findings findings(MigrationOutcome outcome) {
    outcome.failure().ifPresent(console()::failure);
    return new Findings(
        outcome.failure().map(failure -> failure.failure().kind().exitCode()).orElse(ExitCode.OK),
        new Target.Latest(),
        Optional.empty(),
        outcome.history(),
        0,
        outcome.undoneNow().stream().map(Script::fileName).toList(),
        outcome.failure());
  }

  private void undone(Script script) {
    console().progress("undone " + script.fileName());
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
    String schema = databaseOptions().schema();
    return report.databaseRead()
        ? "Schema %s: version %s, %d undone now"
            .formatted(
                schema,
                report.version() == null ? "none" : report.version(),
                report.rolledBack().size())
        : "Schema %s: not read".formatted(schema);
  }
}
