package dev.lockstep.runner.check;

import dev.lockstep.engine.Database;
import dev.lockstep.engine.history.History;
import dev.lockstep.engine.plan.Plan;
import dev.lockstep.engine.plan.Target;
import dev.lockstep.engine.source.ScriptReading;
import dev.lockstep.engine.source.ScriptSet;
import dev.lockstep.runner.check.HistoryComparison.Gaps;
import dev.lockstep.runner.command.DatabaseCommand;
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
import dev.lockstep.runner.output.OutputOptions.Format;
import dev.lockstep.runner.output.Rendered;
import dev.lockstep.runner.output.TerminalOptions;
import dev.lockstep.schema.EngineException;
import dev.lockstep.schema.ExitCode;
import dev.lockstep.schema.QuotedText;
import dev.lockstep.schema.Requirements;
import dev.lockstep.schema.RunReport;
import dev.lockstep.schema.VersionWindow;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/// `lockstep check`.
public final class CheckCommand extends DatabaseCommand {
  private final ScriptOptions scriptOptions = new ScriptOptions(databaseOptions());
  private final TerminalOptions screenOptions = new TerminalOptions();
  private final OutputOptions.TerminationLog log = new OutputOptions.TerminationLog();

  private final Map<String, String> environment;
  private final Reports reports;
  private Gaps gaps = Gaps.REPORT;
  private @Nullable String against;
  private @Nullable String require;
  private Duration wait = Duration.ZERO;
  private DriftFindings.Policy driftPolicy = DriftFindings.Policy.IGNORE;
  private Target target = new Target.Latest();
  private @Nullable ScriptReading reading;
  private @Nullable History history;
  private List<String> newer = List.of();
  private List<Finding> differences = List.of();
  private DriftFindings drift = DriftFindings.NONE;

  public CheckCommand(
      Dialects dialects, Map<String, String> environment, Console console, Clock clock) {
    super(dialects, environment, console);
    this.environment = environment;
    this.reports = new Reports(clock);
  }

  @Override
  public CommandSpec spec() {
    var model = model("check", "Compares the scripts with the database and changes nothing.");
    scriptOptions.addTo(model);
    model.option(
        "--gaps",
        "report|reject",
        Gaps.class,
        "report",
        value -> gaps = value,
        "How to handle gaps in consecutively numbered scripts: report, or reject with exit code 3 (default: ${DEFAULT-VALUE}).");
    model.optionWithOptionalValue(
        "--drift",
        "report|reject|ignore",
        DriftFindings.Policy.class,
        "ignore",
        "reject",
        value -> driftPolicy = value,
        "Also report schema changes made outside Lockstep since its last run that applied anything (default: ${DEFAULT-VALUE}; without a value: reject, exit code 3).");
    model.option(
        "--against",
        "REV",
        String.class,
        value -> against = value,
        "Compare with this Git revision, such as origin/main, instead of a database, and check that the scripts can be merged into it.");
    model.option(
        "--require",
        "WINDOW",
        String.class,
        value -> require = value,
        "Only check that the recorded version is in this window, such as '>=7 <9'. Needs no scripts.");
    model.time(
        "--wait",
        "0s",
        value -> wait = value,
        "With --require: how long to wait for the database and the version (default: ${DEFAULT-VALUE}, check once).");
    screenOptions.addTo(model);
    log.addTo(model);
    model.footer(
        "",
        "Exit code 0: in step. Exit code 3: not in step.",
        "",
        "Examples:",
        "  lockstep check --url postgresql://localhost/shop --user shop \\",
        "    --scripts ./migrations",
        "  lockstep check --url postgresql://localhost/shop --user shop \\",
        "    --require '>=7 <9' --wait 60s",
        "  lockstep check --scripts ./migrations --against origin/main");
    return model.spec();
  }

  @Override
  public Integer call() {
    try {
      if (require != null && against != null) {
        throw new UsageException(
            "--require and --against cannot be combined: run check once with each");
      }
      if (driftPolicy != DriftFindings.Policy.IGNORE && (require != null || against != null)) {
        throw new UsageException("--drift cannot be combined with --require or --against");
      }
      if (require != null) {
        return tell(window(require));
      }
      if (against != null) {
        return tell(release(against));
      }
      if (!wait.isZero()) {
        throw new UsageException("--wait needs --require WINDOW");
      }
    } catch (EngineException e) {
      return fail(e);
    } catch (UsageException e) {
      return fail(ReportWriter.asFailure(e));
    }
    return comparison();
  }

  private int tell(Rendered told) {
    switch (format()) {
      case JSON -> console().json(told.json());
      case TEXT -> console().result(told.text());
    }
    return told.exit().code();
  }

  private Rendered release(String revision) {
    if (databaseOptions().given(Map.of()) || log.file().isPresent() || !wait.isZero()) {
      throw new UsageException(
          "--against compares with Git only: remove the database options, --wait and --termination-log");
    }
    return new ReleaseCheck(scriptOptions, revision, gaps)
        .answer(screenOptions.terminal(environment, console()));
  }

  private Rendered window(String text) {
    if (scriptOptions.given() || log.file().isPresent()) {
      throw new UsageException(
          "--require reads the database only: remove --scripts and --termination-log");
    }
    VersionWindow window;
    try {
      window = Requirements.window(text);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--require: " + e.getMessage());
    }
    // There is nothing to roll back.
    var termination =
        Termination.install(stop(), () -> Runtime.getRuntime().halt(ExitCode.INTERRUPTED.code()));
    var check =
        new WindowCheck(databaseOptions().schema(), window, wait, this::watched, stop(), console());
    ExitCode exit = ExitCode.USAGE;
    try {
      Rendered told = check.answer(screenOptions.terminal(environment, console()));
      exit = told.exit();
      return told;
    } catch (EngineException e) {
      exit = e.failure().kind().exitCode();
      throw e;
    } finally {
      termination.finished(exit);
    }
  }

  /// Where there is a wait, each look is one attempt to connect.
  private Database watched() {
    return wait.isZero() ? database() : impatientDatabase();
  }

  private int comparison() {
    var termination = Termination.install(stop(), () -> {});
    Findings findings = findings();
    RunReport report = reports.report(findings).withDrift(drift.objects()).withWarnings(newer);
    var answer = CheckAnswer.of(report, differences);
    new ReportWriter(console(), new Json(), log.file()).record(report);
    switch (format()) {
      case JSON -> console().json(answer);
      case TEXT ->
          console()
              .result(
                  answer.text(
                      databaseOptions().schema(), screenOptions.terminal(environment, console())));
    }
    return termination.finished(exit(report));
  }

  private Findings findings() {
    try {
      return compare();
    } catch (EngineException e) {
      return failed(e);
    } catch (UsageException e) {
      return failed(ReportWriter.asFailure(e));
    }
  }

  private Findings compare() {
    target = scriptOptions.target();
    ScriptReading found = scriptOptions.read();
    reading = found;
    if (log.file().isEmpty()) {
      ScriptOptions.require(found);
    }
    try (var database = database()) {
      // The operator opens gates based on this report, not on what a run changes meanwhile, even if
      // the set is refused.
      History read = (log.file().isEmpty() ? database : database.atRest()).read();
      // The history holds the values that servers quote; a log may not.
      History recorded = console().isInteractive() ? read : read.withErrors(QuotedText::cut);
      history = recorded;
      ScriptSet set = ScriptOptions.require(found);
      var comparison =
          HistoryComparison.of(
                  set, recorded, target, scriptOptions.outOfOrder(), planner(scriptOptions))
              .with(recorded.recordsNothing() ? database.priorHistories(null) : List.of());
      newer = warnOfNewer(scriptOptions, set, recorded);
      drift = DriftFindings.found(driftPolicy, database);
      differences =
          Stream.concat(drift.findings().stream(), comparison.findings().stream()).toList();
      EngineException conflict = conflict(comparison.conflicts());
      if (conflict != null && format() == Format.JSON) {
        console().failure(conflict);
      }
      return findings(
          comparison.isInStep(gaps) && drift.isTolerated(driftPolicy)
              ? ExitCode.OK
              : ExitCode.NOT_IN_STEP,
          conflict);
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
