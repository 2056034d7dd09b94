package dev.lockstep.runner.migrate;

import dev.lockstep.engine.Database;
import dev.lockstep.engine.MigrationOutcome;
import dev.lockstep.engine.Rollback;
import dev.lockstep.engine.plan.RollbackGoal;
import dev.lockstep.engine.plan.RollbackPlan;
import dev.lockstep.engine.plan.Target;
import dev.lockstep.engine.script.Script;
import dev.lockstep.runner.command.DatabaseCommand;
import dev.lockstep.runner.command.ReportWriter;
import dev.lockstep.runner.command.Reports;
import dev.lockstep.runner.command.Reports.Findings;
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

/// `lockstep rollback`.
public final class RollbackCommand extends DatabaseCommand {
  private final OutputOptions.TerminationLog log = new OutputOptions.TerminationLog();
  private final Reports reports;
  private final AtomicReference<@Nullable Database> open = new AtomicReference<>();
  private @Nullable String target;
  private @Nullable Integer steps;
  private boolean dryRun;

  public RollbackCommand(
      Dialects dialects, Map<String, String> environment, Console console, Clock clock) {
    super(dialects, environment, console);
    this.reports = new Reports(clock);
  }

  @Override
  public CommandSpec spec() {
    var model =
        model(
            "rollback",
            "Undoes applied scripts with the undo SQL stored when they were applied, newest first. Needs no script files.");
    model.option(
        "--target",
        "VERSION",
        String.class,
        value -> target = value,
        "The version to roll back to, or none to undo everything.");
    model.option(
        "--steps",
        "N",
        Integer.class,
        value -> steps = value,
        "How many of the most recently applied scripts to undo.");
    model.flag("--dry-run", () -> dryRun = true, "Show what would be undone; change nothing.");
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
    RunReport report = reports.report(run()).withWarnings(warnings());
    new ReportWriter(console(), new Json(), log.file()).tell(report, format(), summary(report));
    return termination.finished(exit(report));
  }

  private int preview() {
    try (var database = database()) {
      RollbackPlan plan = RollbackPlan.of(database.read().rows(), goal());
      RollbackPreview preview = RollbackPreview.of(plan, databaseOptions().schema());
      switch (format()) {
        case JSON -> console().json(preview);
        case TEXT -> console().result(preview.text());
      }
      return ExitCode.OK.code();
    } catch (EngineException e) {
      return fail(e);
    } catch (UsageException e) {
      return fail(ReportWriter.asFailure(e));
    }
  }

  private Findings run() {
    try {
      RollbackGoal goal = goal();
      Database database = database();
      open.set(database);
      return findings(new Rollback(database, stop(), this::undone).run(goal));
    } catch (EngineException e) {
      return findings(new MigrationOutcome(Optional.empty(), List.of(), Optional.of(e)));
    } catch (UsageException e) {
      return findings(
          new MigrationOutcome(
              Optional.empty(), List.of(), Optional.of(ReportWriter.asFailure(e))));
    }
  }

  private RollbackGoal goal() {
    String version = target;
    Integer count = steps;
    if (version != null && count != null) {
      throw new UsageException("--target and --steps cannot be combined");
    }
    if (count != null) {
      if (count < 1) {
        throw new UsageException("--steps must be at least 1, not %d".formatted(count));
      }
      return new RollbackGoal.Steps(count);
    }
    if (version == null) {
      throw new UsageException(
          "rollback needs --target VERSION or --steps N; --target none undoes everything");
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
    Database database = open.get();
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
        ? "Schema %s: version %s, %d undone"
            .formatted(
                schema,
                report.version() == null ? "none" : report.version(),
                report.rolledBack().size())
        : "Schema %s: not read".formatted(schema);
  }
}
