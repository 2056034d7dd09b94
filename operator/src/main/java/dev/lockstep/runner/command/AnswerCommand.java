package dev.lockstep.runner.command;

import dev.lockstep.runner.connection.Dialects;
import dev.lockstep.runner.options.UsageException;
import dev.lockstep.runner.output.Answer;
import dev.lockstep.runner.output.Console;
import dev.lockstep.runner.output.Page;
import dev.lockstep.schema.EngineException;
import java.util.Map;

/// A command that gives one answer, as text or as JSON.
public abstract class AnswerCommand extends DatabaseCommand {
  public AnswerCommand(Dialects dialects, Map<String, String> environment, Console console) {
    super(dialects, environment, console);
  }

  /// Finds the answer.
  ///
  /// @throws EngineException when there is none
  /// @throws UsageException when the options make no sense together
  public abstract Answer answer();

  @Override
  public final Integer call() {
    try {
      Answer answer = answer();
      tell(answer);
      return answer.exit().code();
    } catch (EngineException e) {
      return fail(e);
    } catch (UsageException e) {
      return fail(ReportWriter.asFailure(e));
    }
  }

  /// Prints an answer on standard output.
  public void tell(Answer answer) {
    switch (format()) {
      case JSON -> console().json(answer.json());
      case TEXT -> {
        Page text = answer.text();
        if (!text.isEmpty()) {
          console().result(text);
        }
      }
    }
  }
}
