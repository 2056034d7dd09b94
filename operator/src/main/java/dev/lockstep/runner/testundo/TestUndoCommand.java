package dev.lockstep.runner.testundo;

import dev.lockstep.engine.Database;
import dev.lockstep.engine.SchemaCatalog;
import dev.lockstep.engine.UndoTest;
import dev.lockstep.engine.UndoTestResult;
import dev.lockstep.engine.source.ScriptSet;
import dev.lockstep.runner.command.AnswerCommand;
import dev.lockstep.runner.command.ScriptOptions;
import dev.lockstep.runner.connection.Dialects;
import dev.lockstep.runner.options.UsageException;
import dev.lockstep.runner.output.Answer;
import dev.lockstep.runner.output.Console;
import dev.lockstep.runner.testundo.UndoTestAnswer.MissingUndo;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/// `lockstep test-undo`.
public final class TestUndoCommand extends AnswerCommand {
  private final ScriptOptions scriptOptions = new ScriptOptions(databaseOptions());
  private boolean scratch;
  private MissingUndo missingUndo = MissingUndo.TAKEN;

  public TestUndoCommand(Dialects dialects, Map<String, String> environment, Console console) {
    super(dialects, environment, console);
  }

  @Override
  public CommandSpec spec() {
    var model =
        model(
            "test-undo",
            "Tests the undo SQL in an empty scratch database: applies each script, undoes it, applies it again and reports differences. For CI.");
    scriptOptions.addTo(model);
    model.flag(
        "--scratch",
        () -> scratch = true,
        "Confirms that the database (or schema) is disposable. Required.");
    model.flag(
        "--require-undo",
        () -> missingUndo = MissingUndo.FOUND,
        "Report a script without undo as a finding.");
    model.footer(
        "",
        "Exit code 0: every undo reverses its script. Exit code 3: at least one does not.",
        "",
        "Example:",
        "  lockstep test-undo --url postgresql://localhost/scratch --user ci --scripts ./migrations \\",
        "    --scratch");
    return model.spec();
  }

  @Override
  public Answer answer() {
    if (!scratch) {
      throw new UsageException(
          "test-undo applies and undoes every script: use a disposable database or schema, and confirm with --scratch");
    }
    ScriptSet set = ScriptOptions.require(scriptOptions.read());
    try (var database = database()) {
      var trial =
          new UndoTest(database, catalog(database), planner(scriptOptions), stop(), this::tell);
      UndoTest.Outcome outcome = trial.run(set, scriptOptions.target(), databaseOptions().schema());
      return UndoTestAnswer.of(outcome, missingUndo);
    }
  }

  private static SchemaCatalog catalog(Database database) {
    return database
        .catalog()
        .orElseThrow(
            () -> new UsageException("test-undo: schemas of this database cannot be compared"));
  }

  private void tell(UndoTestResult tried) {
    console().progress("tried " + tried.script().fileName());
  }
}
