package dev.lockstep.runner;

import dev.lockstep.engine.ScriptSet;
import dev.lockstep.engine.postgres.TriedUndo;
import dev.lockstep.engine.postgres.UndoTrial;
import dev.lockstep.runner.UndoTrialAnswer.MissingUndo;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/// `lockstep test-undo`.
final class TestUndoCommand extends AnswerCommand {
  private final ScriptOptions scriptOptions = new ScriptOptions();
  private boolean scratch;
  private MissingUndo missingUndo = MissingUndo.TAKEN;

  TestUndoCommand(Map<String, String> environment, Console console) {
    super(environment, console);
  }

  @Override
  CommandSpec spec() {
    var model =
        model(
            "test-undo",
            "Applies each script in an empty database, undoes it and applies it again, and names what is different then. For CI.");
    scriptOptions.addTo(model);
    model.flag(
        "--scratch",
        () -> scratch = true,
        "Says that the database, or the schema, is there to be spoilt. Without it nothing is run.");
    model.flag(
        "--require-undo",
        () -> missingUndo = MissingUndo.FOUND,
        "A script without undo counts as a finding.");
    model.footer(
        "",
        "Exits with 0 when every undo takes back what its script does, and with 3 when not.",
        "",
        "Example:",
        "  lockstep test-undo --url postgresql://localhost/scratch --user ci --scripts ./migrations \\",
        "    --scratch");
    return model.spec();
  }

  @Override
  Answer answer() {
    if (!scratch) {
      throw new UsageException(
          "test-undo applies and undoes every script: give it a database or a schema that may be spoilt, and say so by --scratch");
    }
    ScriptSet set = ScriptOptions.require(scriptOptions.read());
    try (var database = database()) {
      var trial = new UndoTrial(database, stop(), this::tell);
      UndoTrial.Outcome outcome =
          trial.run(set, scriptOptions.target(), databaseOptions().schema());
      return UndoTrialAnswer.of(outcome, missingUndo);
    }
  }

  private void tell(TriedUndo tried) {
    console().progress("tried " + tried.script().fileName());
  }
}
