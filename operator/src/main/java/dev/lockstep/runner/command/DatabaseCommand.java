package dev.lockstep.runner.command;

import dev.lockstep.engine.Database;
import dev.lockstep.engine.RunSettings;
import dev.lockstep.engine.StopSignal;
import dev.lockstep.engine.history.History;
import dev.lockstep.engine.plan.Planner;
import dev.lockstep.engine.source.ScriptSet;
import dev.lockstep.engine.source.SetWarnings;
import dev.lockstep.runner.connection.DatabaseOptions;
import dev.lockstep.runner.connection.Dialects;
import dev.lockstep.runner.connection.OfferedDialect;
import dev.lockstep.runner.options.CommandModel;
import dev.lockstep.runner.output.Answer;
import dev.lockstep.runner.output.Console;
import dev.lockstep.runner.output.ConsoleProgress;
import dev.lockstep.runner.output.OutputOptions;
import dev.lockstep.runner.output.Page;
import dev.lockstep.schema.EngineException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;

/// The base class of commands that use a database.
public abstract class DatabaseCommand implements Callable<Integer> {
  private final DatabaseOptions databaseOptions;
  private final OutputOptions outputOptions = new OutputOptions();

  private final Map<String, String> environment;
  private final StopSignal stop = new StopSignal();
  private final Console console;
  private final ConsoleProgress progress;

  public DatabaseCommand(Dialects dialects, Map<String, String> environment, Console console) {
    this.databaseOptions = new DatabaseOptions(dialects);
    this.environment = environment;
    this.console = console;
    this.progress = new ConsoleProgress(console);
  }

  /// The command's definition for picocli.
  public abstract CommandSpec spec();

  /// Creates the command's definition with the common options.
  public CommandModel model(String name, String description) {
    var model = new CommandModel(name, this, description);
    databaseOptions.addTo(model);
    outputOptions.addTo(model);
    return model;
  }

  public DatabaseOptions databaseOptions() {
    return databaseOptions;
  }

  public OutputOptions.Format format() {
    return outputOptions.format();
  }

  public Console console() {
    return console;
  }

  public StopSignal stop() {
    return stop;
  }

  public static Planner planner(ScriptOptions options) {
    return new Planner(options.dialect().fingerprint()).with(options.newerApplied());
  }

  /// The database that the options name, without a connection yet.
  public Database database() {
    return databaseOptions.open(environment, opening(databaseOptions.settings()));
  }

  /// The database for a caller that retries failed connections itself.
  public Database impatientDatabase() {
    return databaseOptions.open(environment, opening(databaseOptions.impatient()));
  }

  private OfferedDialect.Opening opening(RunSettings settings) {
    return new OfferedDialect.Opening(settings, stop, progress);
  }

  /// Prints a warning.
  public void warn(String sentence) {
    progress.warn(warning(sentence), null);
  }

  private static String warning(String sentence) {
    return "warning: " + sentence;
  }

  /// Warns about applied scripts that are newer than the set, if they are accepted.
  ///
  /// @return the warnings as in reports
  public List<String> warnOfNewer(ScriptOptions options, ScriptSet set, History history) {
    List<String> sentences = SetWarnings.ofNewer(planner(options).newer(set, history.rows()));
    sentences.forEach(this::warn);
    return sentences.stream().map(DatabaseCommand::warning).toList();
  }

  /// The warnings of the run.
  public List<String> warnings() {
    return progress.warnings();
  }

  /// Prints an answer and returns the exit code of the process.
  public final int tell(Answer answer) {
    print(answer);
    return answer.exit().code();
  }

  /// Prints an answer on standard output.
  public void print(Answer answer) {
    switch (format()) {
      case JSON -> console.json(answer.json());
      case TEXT -> {
        Page text = answer.text();
        if (!text.isEmpty()) {
          console.result(text);
        }
      }
    }
  }

  /// Prints a failure and returns the exit code of the process.
  public int fail(EngineException failure) {
    console.failure(failure);
    return failure.failure().kind().exitCode().code();
  }
}
