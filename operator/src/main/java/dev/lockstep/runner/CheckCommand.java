package dev.lockstep.runner;

import dev.lockstep.engine.EngineException;
import dev.lockstep.engine.History;
import dev.lockstep.engine.Plan;
import dev.lockstep.engine.ScriptReading;
import dev.lockstep.engine.ScriptSet;
import dev.lockstep.engine.Target;
import dev.lockstep.engine.postgres.PostgresDatabase;
import dev.lockstep.runner.Comparison.Gaps;
import dev.lockstep.runner.OutputOptions.Format;
import dev.lockstep.runner.Reports.Findings;
import dev.lockstep.schema.ExitCode;
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
final class CheckCommand extends DatabaseCommand {
  private final ScriptOptions scriptOptions = new ScriptOptions();
  private final ScreenOptions screenOptions = new ScreenOptions();
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
  private List<Finding> differences = List.of();
  private DriftFindings drift = DriftFindings.NONE;

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
    model.optionWithOptionalValue(
        "--drift",
        "report|reject|ignore",
        DriftFindings.Policy.class,
        "ignore",
        "reject",
        value -> driftPolicy = value,
        "Names also what other hands have changed in the schema since the last run that applied something (default: ${DEFAULT-VALUE}; without a value: reject, exit 3).");
    model.option(
        "--against",
        "REV",
        String.class,
        value -> against = value,
        "Asks git, and no database, whether the scripts may be merged into this revision, such as origin/main.");
    model.option(
        "--require",
        "WINDOW",
        String.class,
        value -> require = value,
        "Asks only whether the database records a version in this window, such as '>=7 <9'; needs no scripts.");
    model.time(
        "--wait",
        "0s",
        value -> wait = value,
        "With --require: how long to wait for the database and for the version (default: ${DEFAULT-VALUE}, ask once).");
    screenOptions.addTo(model);
    log.addTo(model);
    model.footer(
        "",
        "Exits with 0 when they are in step and with 3 when not.",
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
        throw new UsageException("--require and --against are two questions: ask one at a time");
      }
      if (driftPolicy != DriftFindings.Policy.IGNORE && (require != null || against != null)) {
        throw new UsageException(
            "--drift looks at the whole schema: leave out --require and --against");
      }
      if (require != null) {
        return tell(window(require));
      }
      if (against != null) {
        return tell(release(against));
      }
      if (!wait.isZero()) {
        throw new UsageException("--wait waits for a version: say which with --require WINDOW");
      }
    } catch (EngineException e) {
      return fail(e);
    } catch (UsageException e) {
      return fail(JobRun.asFailure(e));
    }
    return comparison();
  }

  private int tell(Told told) {
    switch (format()) {
      case JSON -> console().result(new Json().text(told.json()));
      case TEXT -> console().result(told.text());
    }
    return told.exit().code();
  }

  private Told release(String revision) {
    if (databaseOptions().given(Map.of()) || log.file().isPresent() || !wait.isZero()) {
      throw new UsageException(
          "--against asks git alone: leave out the database, --wait and --termination-log");
    }
    return new ReleaseCheck(scriptOptions, revision, gaps)
        .answer(screenOptions.screen(environment, console()));
  }

  private Told window(String text) {
    if (scriptOptions.given() || log.file().isPresent()) {
      throw new UsageException(
          "--require asks the database alone: leave out --scripts and --termination-log");
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
      Told told = check.answer(screenOptions.screen(environment, console()));
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
  private PostgresDatabase watched() {
    if (wait.isZero()) {
      return database();
    }
    return new PostgresDatabase(
        databaseOptions().target(environment), databaseOptions().impatient(), stop());
  }

  private int comparison() {
    var termination = Termination.install(stop(), () -> {});
    RunReport report = reports.report(findings()).withDrift(drift.objects());
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
      var comparison =
          Comparison.of(set, recorded, target, scriptOptions.outOfOrder(), planner())
              .with(recorded.recordsNothing() ? database.priorHistories(null) : List.of());
      drift = drift(database);
      differences =
          Stream.concat(drift.findings().stream(), comparison.findings().stream()).toList();
      EngineException conflict = conflict(comparison.conflicts());
      if (conflict != null && format() == Format.JSON) {
        console().failure(conflict);
      }
      return findings(
          comparison.isInStep(gaps) && isTolerated(drift) ? ExitCode.OK : ExitCode.NOT_IN_STEP,
          conflict);
    }
  }

  private DriftFindings drift(PostgresDatabase database) {
    return switch (driftPolicy) {
      case IGNORE -> DriftFindings.NONE;
      case REJECT -> DriftFindings.of(database.drift());
      case REPORT -> {
        try {
          yield DriftFindings.of(database.drift());
        } catch (EngineException e) {
          yield DriftFindings.unreadable(e);
        }
      }
    };
  }

  private boolean isTolerated(DriftFindings found) {
    return driftPolicy != DriftFindings.Policy.REJECT || found.findings().isEmpty();
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
