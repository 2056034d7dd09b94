package dev.lockstep.runner.migrate;

import dev.lockstep.engine.MigrationOutcome;
import dev.lockstep.engine.Rollback;
import dev.lockstep.engine.plan.RollbackGoal;
import dev.lockstep.engine.plan.RollbackPlan;
import dev.lockstep.engine.plan.Target;
import dev.lockstep.runner.connection.Dialects;
import dev.lockstep.runner.options.UsageException;
import dev.lockstep.runner.output.Console;
import dev.lockstep.schema.EngineException;
import dev.lockstep.schema.RunReport;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/// `lockstep rollback`.
public final class RollbackCommand extends RunCommand {
  private @Nullable String target;
  private @Nullable Integer steps;
  private boolean dryRun;

  public RollbackCommand(
      Dialects dialects, Map<String, String> environment, Console console, Clock clock) {
    super(dialects, environment, console, clock);
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
    log().addTo(model);
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
    var termination = termination();
    return termination.finished(report(findings(new Target.Latest(), Optional.empty(), run())));
  }

  private int preview() {
    try (var database = database()) {
      RollbackPlan plan = RollbackPlan.of(database.read().rows(), goal());
      return tell(RollbackPreview.of(plan, databaseOptions().schema()));
    } catch (EngineException e) {
      return fail(e);
    }
  }

  private MigrationOutcome run() {
    try {
      RollbackGoal goal = goal();
      return new Rollback(open(), stop(), this::tellUndone).run(goal);
    } catch (EngineException e) {
      return MigrationOutcome.failed(e);
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

  @Override
  String done(RunReport report) {
    return report.rolledBack().size() + " undone";
  }
}
