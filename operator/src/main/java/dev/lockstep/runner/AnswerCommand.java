package dev.lockstep.runner;

import dev.lockstep.engine.EngineException;
import dev.lockstep.schema.ExitCode;
import java.util.Map;

/// A command that gives one answer, as text or as JSON.
abstract class AnswerCommand extends DatabaseCommand {
  AnswerCommand(Map<String, String> environment, Console console) {
    super(environment, console);
  }

  /// What a command found out.
  interface Answer {
    /// For people; what lines it has, however many, without the last line's end.
    String text();

    /// What is printed as JSON.
    default Object json() {
      return this;
    }

    /// What the process exits with.
    default ExitCode exit() {
      return ExitCode.OK;
    }
  }

  /// Finds the answer.
  ///
  /// @throws EngineException when there is none
  /// @throws UsageException when the options make no sense together
  abstract Answer answer();

  @Override
  public final Integer call() {
    try {
      Answer answer = answer();
      tell(answer);
      return answer.exit().code();
    } catch (EngineException e) {
      return fail(e);
    } catch (UsageException e) {
      return fail(JobRun.asFailure(e));
    }
  }

  /// Prints an answer on standard output.
  void tell(Answer answer) {
    switch (format()) {
      case JSON -> console().result(new Json().text(answer.json()));
      case TEXT -> {
        String text = answer.text();
        if (!text.isEmpty()) {
          console().result(text);
        }
      }
    }
  }
}
