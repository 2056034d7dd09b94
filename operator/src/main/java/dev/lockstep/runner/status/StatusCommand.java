package dev.lockstep.runner.status;

import dev.lockstep.engine.history.History;
import dev.lockstep.engine.history.HistoryRow;
import dev.lockstep.engine.history.HistoryRow.Status;
import dev.lockstep.engine.plan.Plan;
import dev.lockstep.engine.plan.ScriptSelection;
import dev.lockstep.engine.plan.Target;
import dev.lockstep.engine.source.ScriptSet;
import dev.lockstep.runner.command.AnswerCommand;
import dev.lockstep.runner.command.Reports;
import dev.lockstep.runner.command.ScriptOptions;
import dev.lockstep.runner.connection.Dialects;
import dev.lockstep.runner.output.Console;
import dev.lockstep.runner.output.Rendered;
import dev.lockstep.runner.output.TerminalOptions;
import dev.lockstep.schema.SchemaVersion;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/// `lockstep status`.
public final class StatusCommand extends AnswerCommand {
  private final ScriptOptions scriptOptions = new ScriptOptions(databaseOptions());
  private final TerminalOptions screenOptions = new TerminalOptions();

  private final Map<String, String> environment;

  public StatusCommand(Dialects dialects, Map<String, String> environment, Console console) {
    super(dialects, environment, console);
    this.environment = environment;
  }

  @Override
  public CommandSpec spec() {
    var model = model("status", "Shows the recorded version and what is pending.");
    scriptOptions.addTo(model);
    screenOptions.addTo(model);
    model.footer(
        "",
        "Example:",
        "  lockstep status --url postgresql://localhost/shop --user shop \\",
        "    --scripts ./migrations");
    return model.spec();
  }

  @Override
  public Rendered answer() {
    ScriptSet set = scriptOptions.given() ? ScriptOptions.require(scriptOptions.read()) : null;
    History history;
    try (var database = database()) {
      history = database.read();
    }
    StatusAnswer standing = set == null ? standing(history) : standing(set, history);
    return new Rendered(standing, standing.text(screenOptions.terminal(environment, console())));
  }

  private static StatusAnswer standing(History history) {
    List<String> failed = failed(history);
    var health =
        new Health(
            failed.isEmpty(),
            history.rows().size(),
            history.appliedCount(),
            failed.size(),
            0,
            Health.lastAppliedAt(history));
    return StatusAnswer.of(version(history.version()), null, List.of(), failed, List.of(), health);
  }

  private StatusAnswer standing(ScriptSet set, History history) {
    Target target = scriptOptions.target();
    ScriptSelection scope = ScriptSelection.of(set, history.rows(), target);
    List<Plan.Conflict> conflicts =
        planner(scriptOptions).conflicts(set, history.rows(), target, scriptOptions.outOfOrder());
    warnOfNewer(scriptOptions, set, history);
    List<String> failed = failed(history);
    List<String> pending = Reports.pending(scope);
    var health =
        new Health(
            conflicts.isEmpty() && failed.isEmpty() && pending.isEmpty(),
            scope.scripts().size(),
            history.appliedCount(),
            failed.size(),
            pending.size(),
            Health.lastAppliedAt(history));
    return StatusAnswer.of(
        version(history.version()), version(scope.desired()), pending, failed, conflicts, health);
  }

  private static List<String> failed(History history) {
    return history.rows().stream()
        .filter(row -> row.status() == Status.FAILURE)
        .map(HistoryRow::name)
        .toList();
  }

  private static @Nullable String version(Optional<SchemaVersion> version) {
    return version.map(SchemaVersion::text).orElse(null);
  }
}
