package dev.lockstep.runner;

import dev.lockstep.engine.EngineException;
import dev.lockstep.engine.History;
import dev.lockstep.engine.Scope;
import dev.lockstep.engine.Script;
import dev.lockstep.engine.ScriptSet;
import dev.lockstep.engine.Target;
import dev.lockstep.engine.postgres.CatalogFacts;
import dev.lockstep.engine.postgres.lint.Lint;
import dev.lockstep.engine.postgres.lint.LintReport;
import dev.lockstep.engine.postgres.lint.LintSettings;
import dev.lockstep.engine.postgres.lint.Rules;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.schema.SchemaVersion;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/// `lockstep lint`.
final class LintCommand extends AnswerCommand {
  private final ScriptOptions scriptOptions = new ScriptOptions();
  private final LintOptions options = new LintOptions();

  private final Map<String, String> environment;

  LintCommand(Map<String, String> environment, Console console) {
    super(environment, console);
    this.environment = environment;
  }

  @Override
  CommandSpec spec() {
    var model =
        new CommandModel("lint", this, "Warns of what the scripts would do to a database at work.");
    databaseOptions().addTo(model);
    scriptOptions.addTo(model);
    options.addTo(model);
    model.footer(
        "",
        "With a database the pending scripts are looked at, by the size of its tables. Exits with 0",
        "when nothing is found that --fail-on names, and with 3 otherwise.",
        "",
        "Examples:",
        "  lockstep lint --scripts ./migrations",
        "  lockstep lint --scripts ./migrations --since 41 --fail-on warning --output sarif",
        "  lockstep lint --url postgresql://localhost/shop --user shop --scripts ./migrations",
        "  lockstep lint --rules");
    return model.spec();
  }

  @Override
  Answer answer() {
    if (options.listsRules()) {
      return new LintRules(Rules.all());
    }
    return answer(upTo(scriptOptions.target(), ScriptOptions.require(scriptOptions.read())));
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
    return new ScriptSet(scripts, set.callbacks(), set.digest(), set.unusedPlaceholders());
  }

  private Answer answer(ScriptSet set) {
    Optional<SchemaVersion> since = options.since();
    String schema = databaseOptions().schema();
    if (databaseOptions().given(environment)) {
      if (since.isPresent()) {
        throw new UsageException(
            "--since: the database says what is applied; leave one of the two out");
      }
      return onDatabase(set, schema);
    }
    LintSettings settings = options.settings(schema, Optional.empty());
    LintReport report =
        since.isPresent()
            ? Lint.run(set, script -> !isUpTo(script, since.get()), settings)
            : Lint.each(set, settings);
    return new LintAnswer(accepted(report), settings, options.failOn(), false);
  }

  private static boolean isUpTo(Script script, SchemaVersion last) {
    return script.version().filter(version -> version.compareTo(last) <= 0).isPresent();
  }

  private Answer onDatabase(ScriptSet set, String schema) {
    options.settings(schema, Optional.empty());
    try (var database = database()) {
      History history = database.read();
      CatalogFacts facts = database.facts();
      LintSettings settings = options.settings(schema, Optional.of(facts.version()));
      Scope scope = Scope.of(set, history.rows(), scriptOptions.target());
      LintReport report = Lint.on(facts, database.strings(), set, scope.pending(), settings);
      return new LintAnswer(accepted(report), settings, options.failOn(), true);
    }
  }

  /// Stops where a run would refuse the scripts.
  private static LintReport accepted(LintReport report) {
    if (!report.refusals().isEmpty()) {
      throw new EngineException(
          Failure.of(
              FailureKind.SCRIPTS_REFUSED, report.refusals().getFirst(), "Correct the scripts"),
          report.refusals().subList(1, report.refusals().size()),
          null,
          null);
    }
    return report;
  }

  @Override
  void tell(Answer answer) {
    switch (options.form()) {
      case TEXT -> console().result(answer.text());
      case JSON -> console().result(new Json().text(answer.json()));
      case SARIF ->
          console()
              .result(
                  new Json()
                      .text(
                          answer instanceof LintAnswer found
                              ? SarifLog.of(found, scriptOptions.folders())
                              : answer.json()));
    }
  }
}
