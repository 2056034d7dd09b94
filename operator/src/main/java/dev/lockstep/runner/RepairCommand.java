package dev.lockstep.runner;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lockstep.engine.Script;
import dev.lockstep.engine.postgres.Repaired;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/// `lockstep repair`.
final class RepairCommand extends AnswerCommand {
  private final ScriptOptions scriptOptions = new ScriptOptions();
  private @Nullable String script;
  private @Nullable Integer resumeFrom;

  RepairCommand(Map<String, String> environment, Console console) {
    super(environment, console);
  }

  /// The answer.
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Resumed(
      String script,
      int statements,
      int finishedBefore,
      int finished,
      @Nullable Integer resumeFrom,
      @Nullable Integer line)
      implements Answer {
    static Resumed of(Repaired repaired) {
      boolean through = repaired.line() == null;
      return new Resumed(
          repaired.script(),
          repaired.count(),
          repaired.finishedBefore(),
          repaired.resumeFrom() - 1,
          through ? null : repaired.resumeFrom(),
          repaired.line());
    }

    @Override
    public String text() {
      String counts =
          "%s: %d of %d statements count as done, %d did before"
              .formatted(script, finished, statements, finishedBefore);
      return resumeFrom == null
          ? counts + "; the next run records the script as applied"
          : "%s; the next run goes on with statement %d, line %d"
              .formatted(counts, resumeFrom, line);
    }
  }

  @Override
  CommandSpec spec() {
    var model =
        model(
            "repair",
            "Says with which statement a script goes on that stopped half way. It runs nothing: what is written counts for the next run.");
    scriptOptions.addTo(model);
    model.option(
        "--script", "NAME", String.class, value -> script = value, "The script's file name.");
    model.option(
        "--resume-from",
        "N",
        Integer.class,
        value -> resumeFrom = value,
        "The number of the statement to go on with; those before it count as done. One more than the script has: all is done.");
    model.footer(
        "",
        "Example: statement 3 of a script was cut off, and you have seen that it is done",
        "  lockstep repair --url postgresql://localhost/shop --user shop --scripts ./migrations \\",
        "    --script V7__fill.sql --resume-from 4");
    return model.spec();
  }

  @Override
  Resumed answer() {
    String name = script;
    Integer from = resumeFrom;
    if (name == null || from == null) {
      throw new UsageException("repair needs both: --script NAME and --resume-from N");
    }
    Script named =
        ScriptOptions.require(scriptOptions.read()).scripts().stream()
            .filter(each -> each.fileName().equals(name))
            .findFirst()
            .orElseThrow(
                () -> new UsageException("--script: no script of the set is called " + name));
    try (var database = database()) {
      return Resumed.of(database.resumeFrom(named, from));
    }
  }
}
