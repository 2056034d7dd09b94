package dev.lockstep.runner;

import dev.lockstep.engine.EngineException;
import dev.lockstep.engine.History;
import dev.lockstep.engine.Plan;
import dev.lockstep.engine.ScriptReading;
import dev.lockstep.engine.Target;
import dev.lockstep.runner.Reports.Findings;
import dev.lockstep.schema.ExitCode;
import dev.lockstep.schema.RunReport;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/// `lockstep check`.
final class CheckCommand extends DatabaseCommand {
  private final ScriptOptions scriptOptions = new ScriptOptions();
  private final OutputOptions.TerminationLog log = new OutputOptions.TerminationLog();

  private final Reports reports;
  private Target target = new Target.Latest();
  private @Nullable ScriptReading reading;
  private @Nullable History history;

  CheckCommand(Map<String, String> environment, Console console, Clock clock) {
    super(environment, console);
    this.reports = new Reports(clock);
  }

  @Override
  CommandSpec spec() {
    var model = model("check", "Compares the scripts with the database and changes nothing.");
    scriptOptions.addTo(model);
    log.addTo(model);
    model.footer(
        "",
        "Exits with 0 when they are in step and with 3 when not.",
        "",
        "Example:",
        "  lockstep check --url postgresql://localhost/shop --user shop --scripts ./migrations");
    return model.spec();
  }

  @Override
  public Integer call() {
    var termination = Termination.install(stop(), () -> {});
    RunReport report = reports.report(findings());
    String summary = summary(report);
    new JobRun(console(), new Json(), log.file()).tell(report, format(), summary);
    return termination.finished(exit(report));
  }

  private Findings findings() {
    try {
      return compare();
    } catch (EngineException e) {
      return failed(e);
    } catch (UsageException e) {
      return failed(JobRun.asFailure(e));
    }
  }

  private Findings compare() {
    target = scriptOptions.target();
    ScriptReading found = scriptOptions.read();
    reading = found;
    var set = ScriptOptions.require(found);
    try (var database = database()) {
      History recorded = database.read();
      history = recorded;
      return switch (planner().plan(set, recorded.rows(), target, scriptOptions.outOfOrder())) {
        case Plan.Ready ready ->
            findings(ready.pending().isEmpty() ? ExitCode.OK : ExitCode.NOT_IN_STEP, null);
        case Plan.Conflict conflict -> conflict(new EngineException(conflict.failure()));
      };
    }
  }

  private Findings conflict(EngineException failure) {
    console().failure(failure);
    return findings(ExitCode.NOT_IN_STEP, failure);
  }

  private Findings failed(EngineException failure) {
    console().failure(failure);
    return findings(failure.failure().kind().exitCode(), failure);
  }

  private Findings findings(ExitCode exit, @Nullable EngineException failure) {
    return new Findings(
        exit,
        target,
        Optional.ofNullable(reading),
        Optional.ofNullable(history),
        0,
        Optional.ofNullable(failure));
  }

  private static ExitCode exit(RunReport report) {
    for (ExitCode exit : ExitCode.values()) {
      if (exit.code() == report.exitCode()) {
        return exit;
      }
    }
    return ExitCode.UNEXPECTED;
  }

  private String summary(RunReport report) {
    String schema = databaseOptions().schema();
    if (!report.databaseRead()) {
      return "Schema %s: not read".formatted(schema);
    }
    return report.exitCode() == 0
        ? "Schema %s is in step at version %s"
            .formatted(schema, report.version() == null ? "none" : report.version())
        : "Schema %s is not in step: version %s, %d pending"
            .formatted(
                schema,
                report.version() == null ? "none" : report.version(),
                report.pendingCount());
  }
}
