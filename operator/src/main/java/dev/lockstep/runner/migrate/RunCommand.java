package dev.lockstep.runner.migrate;

import dev.lockstep.engine.Database;
import dev.lockstep.engine.MigrationOutcome;
import dev.lockstep.engine.plan.Target;
import dev.lockstep.engine.script.Script;
import dev.lockstep.engine.source.ScriptReading;
import dev.lockstep.runner.command.DatabaseCommand;
import dev.lockstep.runner.command.ReportWriter;
import dev.lockstep.runner.command.Reports;
import dev.lockstep.runner.command.Reports.Findings;
import dev.lockstep.runner.command.Termination;
import dev.lockstep.runner.connection.Dialects;
import dev.lockstep.runner.output.Console;
import dev.lockstep.runner.output.Json;
import dev.lockstep.runner.output.OutputOptions;
import dev.lockstep.schema.EngineException;
import dev.lockstep.schema.ExitCode;
import dev.lockstep.schema.RunReport;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A command that changes a database in a run, which a signal cancels and a report ends.
abstract class RunCommand extends DatabaseCommand {
  private final OutputOptions.TerminationLog log = new OutputOptions.TerminationLog();
  private final Reports reports;
  private final AtomicReference<@Nullable Database> open = new AtomicReference<>();
  private @Nullable Database ahead;

  RunCommand(Dialects dialects, Map<String, String> environment, Console console, Clock clock) {
    super(dialects, environment, console);
    this.reports = new Reports(clock);
  }

  final OutputOptions.TerminationLog log() {
    return log;
  }

  /// Begins to connect to the database of the run while the scripts are read. The scripts' errors
  /// come first: a failure of the database is thrown where it is opened.
  final void connectAhead() {
    try {
      ahead = database();
      ahead.connectAhead();
    } catch (EngineException _) {
      // The same failure when it is opened.
    }
  }

  /// Closes what [#connectAhead()] has begun and nobody has opened.
  final void leave() {
    if (ahead != null) {
      ahead.close();
      ahead = null;
    }
  }

  /// Opens the database of the run. From then on, a signal cancels its statement.
  final Database open() {
    Database database = ahead == null ? database() : ahead;
    ahead = null;
    open.set(database);
    return database;
  }

  final boolean isOpen() {
    return open.get() != null;
  }

  final Termination termination() {
    return Termination.install(
        stop(),
        () -> {
          Database database = open.get();
          if (database != null) {
            database.cancel();
          }
        });
  }

  /// Writes the report of a run and returns the exit code of the process.
  final ExitCode report(Findings findings) {
    RunReport report = reports.report(findings).withWarnings(warnings());
    new ReportWriter(console(), new Json(), log.file()).tell(report, format(), summary(report));
    return findings.exit();
  }

  /// Prints the failure of a run, if there is one, and returns its findings.
  final Findings findings(
      Target target, Optional<ScriptReading> reading, MigrationOutcome outcome) {
    outcome.failure().ifPresent(console()::failure);
    return new Findings(
        outcome.failure().map(failure -> failure.failure().kind().exitCode()).orElse(ExitCode.OK),
        target,
        reading,
        outcome.history(),
        outcome.appliedNow().size(),
        outcome.undoneNow().stream().map(Script::fileName).toList(),
        outcome.failure());
  }

  final void tellUndone(Script script) {
    console().progress("undone " + script.fileName());
  }

  private String summary(RunReport report) {
    String schema = "Schema " + databaseOptions().schema();
    return report.databaseRead()
        ? "%s: version %s, %s"
            .formatted(schema, report.version() == null ? "none" : report.version(), done(report))
        : schema + ": not read";
  }

  /// The work of the run, as the end of a sentence.
  abstract String done(RunReport report);
}
