package dev.lockstep.runner.check;

import dev.lockstep.engine.Database;
import dev.lockstep.runner.check.HistoryComparison.Gaps;
import dev.lockstep.runner.command.DatabaseCommand;
import dev.lockstep.runner.command.ReportWriter;
import dev.lockstep.runner.command.Reports;
import dev.lockstep.runner.command.ScriptOptions;
import dev.lockstep.runner.command.Termination;
import dev.lockstep.runner.connection.Dialects;
import dev.lockstep.runner.options.CommandModel;
import dev.lockstep.runner.options.UsageException;
import dev.lockstep.runner.output.Console;
import dev.lockstep.runner.output.Json;
import dev.lockstep.runner.output.OutputOptions;
import dev.lockstep.runner.output.OutputOptions.Format;
import dev.lockstep.runner.output.Rendered;
import dev.lockstep.runner.output.Terminal;
import dev.lockstep.runner.output.TerminalOptions;
import dev.lockstep.schema.EngineException;
import dev.lockstep.schema.ExitCode;
import dev.lockstep.schema.Requirements;
import dev.lockstep.schema.RunReport;
import dev.lockstep.schema.VersionWindow;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
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
    addStrictnessTo(model);
    addModesTo(model);
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

  private void addStrictnessTo(CommandModel model) {
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
  }

  private void addModesTo(CommandModel model) {
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
  }

  @Override
  public Integer call() {
    try {
      requireOneMode();
      if (require != null) {
        return tell(window(require));
      }
      if (against != null) {
        return tell(release(against));
      }
      return history();
    } catch (EngineException e) {
      return fail(e);
    }
  }

  private void requireOneMode() {
    if (require != null && against != null) {
      throw new UsageException(
          "--require and --against cannot be combined: run check once with each");
    }
    if (driftPolicy != DriftFindings.Policy.IGNORE && (require != null || against != null)) {
      throw new UsageException("--drift cannot be combined with --require or --against");
    }
    if (require == null && against == null && !wait.isZero()) {
      throw new UsageException("--wait needs --require WINDOW");
    }
  }

  private Rendered release(String revision) {
    if (databaseOptions().given(Map.of()) || log.file().isPresent() || !wait.isZero()) {
      throw new UsageException(
          "--against compares with Git only: remove the database options, --wait and --termination-log");
    }
    return new ReleaseCheck(scriptOptions, revision, gaps).answer(terminal());
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
      Rendered answer = check.answer(terminal());
      exit = answer.exit();
      return answer;
    } catch (EngineException e) {
      exit = e.failure().kind().exitCode();
      throw e;
    } finally {
      termination.finished(exit);
    }
  }

  /// The database for one attempt; with a wait, an attempt does not retry a failed connection.
  private Database watched() {
    return wait.isZero() ? database() : impatientDatabase();
  }

  private int history() {
    var termination = Termination.install(stop(), () -> {});
    HistoryCheck.Result result =
        new HistoryCheck(this, scriptOptions, log, gaps, driftPolicy).run();
    // As text, the findings name each conflict.
    if (format() == Format.JSON || result.differences().isEmpty()) {
      result.findings().failure().ifPresent(console()::failure);
    }
    RunReport report = result.report(reports);
    new ReportWriter(console(), new Json(), log.file()).record(report);
    var answer = CheckAnswer.of(report, result.differences());
    print(new Rendered(answer, answer.text(databaseOptions().schema(), terminal())));
    return termination.finished(result.findings().exit());
  }

  private Terminal terminal() {
    return screenOptions.terminal(environment, console());
  }
}
