package dev.lockstep.runner.lint;

import dev.lockstep.engine.Database;
import dev.lockstep.engine.history.History;
import dev.lockstep.engine.lint.DatabaseLinter;
import dev.lockstep.engine.lint.LintReport;
import dev.lockstep.engine.lint.LintSettings;
import dev.lockstep.engine.lint.Linter;
import dev.lockstep.engine.plan.ScriptSelection;
import dev.lockstep.engine.plan.Target;
import dev.lockstep.engine.script.Script;
import dev.lockstep.engine.source.ScriptSet;
import dev.lockstep.runner.command.AnswerCommand;
import dev.lockstep.runner.command.ScriptOptions;
import dev.lockstep.runner.connection.Dialects;
import dev.lockstep.runner.options.CommandModel;
import dev.lockstep.runner.options.UsageException;
import dev.lockstep.runner.output.Answer;
import dev.lockstep.runner.output.Console;
import dev.lockstep.schema.EngineException;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.schema.SchemaVersion;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/// `lockstep lint`.
public final class LintCommand extends AnswerCommand {
  private final ScriptOptions scriptOptions = new ScriptOptions(databaseOptions());
  private final LintOptions options = new LintOptions();

  private final Map<String, String> environment;

  public LintCommand(Dialects dialects, Map<String, String> environment, Console console) {
    super(dialects, environment, console);
    this.environment = environment;
  }

  @Override
  public CommandSpec spec() {
    var model =
        new CommandModel(
            "lint",
            this,
            "Finds statements that would block traffic, break running releases or lose data.");
    databaseOptions().addTo(model);
    scriptOptions.addTo(model);
    options.addTo(model);
    model.footer(
        "",
        "With a database, checks the pending scripts and considers the sizes of tables. Exit code 0:",
        "no finding of the severity of --fail-on or higher. Exit code 3: at least one.",
        "",
        "Examples:",
        "  lockstep lint --scripts ./migrations",
        "  lockstep lint --scripts ./migrations --since 41 --fail-on warning --output sarif",
        "  lockstep lint --url postgresql://localhost/shop --user shop --scripts ./migrations",
        "  lockstep lint --rules");
    return model.spec();
  }

  @Override
  public Answer answer() {
    Linter linter = required(databaseOptions().dialect().linter());
    if (options.listsRules()) {
      return new LintRules(linter.rules().all(), linter.oldestVersion());
    }
    return answer(
        linter, upTo(scriptOptions.target(), ScriptOptions.require(scriptOptions.read())));
  }

  private <T> T required(Optional<T> linter) {
    return linter.orElseThrow(
        () -> new UsageException("lint has no rules for " + databaseOptions().dialect().name()));
  }

  private static ScriptSet upTo(Target target, ScriptSet set) {
    List<Script> scripts =
        set.scripts().stream()
            .filter(
                script ->
                    script.version().isEmpty()
                        || target.last().isEmpty()
                        || isUpTo(script, target.last().get()))
            .toList();
    return new ScriptSet(scripts, set.callbacks(), set.digest(), set.leftovers());
  }

  private Answer answer(Linter linter, ScriptSet set) {
    Optional<SchemaVersion> since = options.since();
    String schema = databaseOptions().schema();
    if (databaseOptions().given(environment)) {
      if (since.isPresent()) {
        throw new UsageException(
            "--since cannot be combined with a database, which already records what is applied");
      }
      return onDatabase(linter, set, schema);
    }
    LintSettings settings = options.settings(linter, schema, Optional.empty());
    LintReport report =
        since.isPresent()
            ? linter.run(set, script -> !isUpTo(script, since.get()), settings)
            : linter.each(set, settings);
    return new LintAnswer(accepted(report), linter.rules(), settings, options.failOn(), false);
  }

  private static boolean isUpTo(Script script, SchemaVersion last) {
    return script.version().filter(version -> version.compareTo(last) <= 0).isPresent();
  }

  private Answer onDatabase(Linter linter, ScriptSet set, String schema) {
    options.settings(linter, schema, Optional.empty());
    try (Database database = database()) {
      History history = database.read();
      DatabaseLinter onDatabase = required(database.linter());
      LintSettings settings = options.settings(linter, schema, Optional.of(onDatabase.version()));
      ScriptSelection scope = ScriptSelection.of(set, history.rows(), scriptOptions.target());
      LintReport report = onDatabase.on(set, scope.pending(), settings);
      return new LintAnswer(accepted(report), linter.rules(), settings, options.failOn(), true);
    }
  }

  /// Fails if a run would reject the scripts.
  private static LintReport accepted(LintReport report) {
    if (!report.refusals().isEmpty()) {
      throw EngineException.ofAll(
          FailureKind.SCRIPTS_REFUSED, report.refusals(), "Correct the scripts");
    }
    return report;
  }

  @Override
  public void print(Answer answer) {
    switch (options.form()) {
      case TEXT -> console().result(answer.text());
      case JSON -> console().json(answer.json());
      case SARIF ->
          console()
              .json(
                  answer instanceof LintAnswer found
                      ? SarifLog.of(found, scriptOptions.folders())
                      : answer.json());
    }
  }
}
