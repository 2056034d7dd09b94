package dev.lockstep.runner;

import dev.lockstep.engine.EngineException;
import dev.lockstep.engine.Planner;
import dev.lockstep.engine.StopSignal;
import dev.lockstep.engine.postgres.PostgresDatabase;
import dev.lockstep.engine.postgres.SqlFingerprint;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine.Model.CommandSpec;

/// What the commands on a database have in common.
abstract class DatabaseCommand implements Callable<Integer> {
  // Held, because the logging of the JDK forgets the level of a logger that nobody holds.
  private static final Logger DRIVER = Logger.getLogger("org.postgresql");

  private final DatabaseOptions databaseOptions = new DatabaseOptions();
  private final OutputOptions outputOptions = new OutputOptions();

  private final Map<String, String> environment;
  private final StopSignal stop = new StopSignal();
  private final Console console;

  DatabaseCommand(Map<String, String> environment, Console console) {
    this.environment = environment;
    this.console = console;
    DRIVER.setLevel(Level.OFF);
  }

  /// What picocli runs.
  abstract CommandSpec spec();

  /// The command with the options that all have.
  CommandModel model(String name, String description) {
    var model = new CommandModel(name, this, description);
    databaseOptions.addTo(model);
    outputOptions.addTo(model);
    return model;
  }

  DatabaseOptions databaseOptions() {
    return databaseOptions;
  }

  OutputOptions.Format format() {
    return outputOptions.format();
  }

  Console console() {
    return console;
  }

  StopSignal stop() {
    return stop;
  }

  static Planner planner() {
    return new Planner(new SqlFingerprint());
  }

  /// The database that the options name, not yet connected to.
  PostgresDatabase database() {
    return new PostgresDatabase(
        databaseOptions.target(environment),
        databaseOptions.settings(),
        stop,
        new ConsoleProgress(console));
  }

  /// Tells of a failure and gives the process's exit code.
  int fail(EngineException failure) {
    console.failure(failure);
    return failure.failure().kind().exitCode().code();
  }
}
