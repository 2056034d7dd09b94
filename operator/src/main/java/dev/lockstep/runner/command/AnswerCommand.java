package dev.lockstep.runner.command;

import dev.lockstep.runner.connection.Dialects;
import dev.lockstep.runner.output.Answer;
import dev.lockstep.runner.output.Console;
import dev.lockstep.schema.EngineException;
import java.util.Map;

/// A command with one result, which is printed as text or as JSON.
public abstract class AnswerCommand extends DatabaseCommand {
  public AnswerCommand(Dialects dialects, Map<String, String> environment, Console console) {
    super(dialects, environment, console);
  }

  /// Computes the result.
  ///
  /// @throws EngineException if there is no result
  public abstract Answer answer();

  @Override
  public final Integer call() {
    try {
      return tell(answer());
    } catch (EngineException e) {
      return fail(e);
    }
  }
}
