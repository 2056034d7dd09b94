package dev.lockstep.runner;

import dev.lockstep.engine.EngineException;
import dev.lockstep.engine.History;
import dev.lockstep.engine.Plan;
import dev.lockstep.engine.ScriptReading;
import dev.lockstep.engine.ScriptSet;
import dev.lockstep.engine.Target;
import dev.lockstep.runner.Comparison.Gaps;
import dev.lockstep.runner.OutputOptions.Format;
import dev.lockstep.runner.Reports.Findings;
import dev.lockstep.schema.ExitCode;
import dev.lockstep.schema.RunReport;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/// `lockstep check`.
final class CheckCommand extends DatabaseCommand {
  private final ScriptOptions scriptOptions = new ScriptOptions();
  private final ScreenOptions screenOptions = new ScreenOptions();
  private final OutputOptions.TerminationLog log = new OutputOptions.TerminationLog();

  private final Map<String, String> environment;
  private final Reports reports;
  private Gaps gaps = Gaps.REPORT;
  private Target target = new Target.Latest();
  private @Nullable ScriptReading reading;
  private @Nullable History history;
  private List<Finding> differences = List.of();

  CheckCommand(Map<String, String> environment, Console console, Clock clock) {
    super(environment, console);
    this.environment = environment;
    this.reports = new Reports(clock);
  }

  @Override
  CommandSpec spec() {
    var model = model("check", "Compares the scripts with the database and changes nothing.");
    scriptOptions.addTo(model);
    model.option(
        "--gaps",
        "report|reject",
        Gaps.class,
        "report",
        value -> gaps = value,
        "What becomes of missing numbers where the scripts count one by one (default: ${DEFAULT-VALUE}; reject: exit 3).");
    screenOptions.addTo(model);
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
    var answer = CheckAnswer.of(report, differences);
    new JobRun(console(), new Json(), log.file()).record(report);
    switch (format()) {
      case JSON -> console().result(new Json().text(answer));
      case TEXT ->
          console()
              .result(
                  answer.text(
                      databaseOptions().schema(), screenOptions.screen(environment, console())));
    }
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
    ScriptSet set = ScriptOptions.require(found);
    try (var database = database()) {
      History recorded = database.read();
      history = recorded;
      var comparison = Comparison.of(set, recorded, target, scriptOptions.outOfOrder(), planner());
      differences = comparison.findings();
      EngineException conflict = conflict(comparison.conflicts());
      if (conflict != null && format() == Format.JSON) {
        console().failure(conflict);
      }
      return findings(comparison.isInStep(gaps) ? ExitCode.OK : ExitCode.NOT_IN_STEP, conflict);
    }
  }

  /// All conflicts as one failure, the gravest first.
  private static @Nullable EngineException conflict(List<Plan.Conflict> conflicts) {
    return conflicts.isEmpty()
        ? null
        : new EngineException(
            conflicts.getFirst().failure(),
            conflicts.stream().skip(1).map(conflict -> conflict.failure().message()).toList(),
            null,
            null);
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
}
