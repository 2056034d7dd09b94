package dev.lockstep.runner;

import dev.lockstep.engine.History;
import dev.lockstep.engine.HistoryRow;
import dev.lockstep.engine.HistoryRow.Status;
import dev.lockstep.engine.Plan;
import dev.lockstep.engine.Scope;
import dev.lockstep.engine.ScriptSet;
import dev.lockstep.engine.Target;
import dev.lockstep.schema.SchemaVersion;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/// `lockstep status`.
final class StatusCommand extends AnswerCommand {
  private final ScriptOptions scriptOptions = new ScriptOptions();
  private final ScreenOptions screenOptions = new ScreenOptions();

  private final Map<String, String> environment;

  StatusCommand(Map<String, String> environment, Console console) {
    super(environment, console);
    this.environment = environment;
  }

  @Override
  CommandSpec spec() {
    var model = model("status", "Says which version the database records and what is pending.");
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
  Told answer() {
    ScriptSet set = scriptOptions.given() ? ScriptOptions.require(scriptOptions.read()) : null;
    History history;
    try (var database = database()) {
      history = database.read();
    }
    Standing standing = set == null ? standing(history) : standing(set, history);
    return new Told(standing, standing.text(screenOptions.screen(environment, console())));
  }

  private static Standing standing(History history) {
    List<String> failed = failed(history);
    var health =
        new Health(
            failed.isEmpty(),
            history.rows().size(),
            history.appliedCount(),
            failed.size(),
            0,
            Health.lastAppliedAt(history));
    return Standing.of(version(history.version()), null, List.of(), failed, List.of(), health);
  }

  private Standing standing(ScriptSet set, History history) {
    Target target = scriptOptions.target();
    Scope scope = Scope.of(set, history.rows(), target);
    List<Plan.Conflict> conflicts =
        planner().conflicts(set, history.rows(), target, scriptOptions.outOfOrder());
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
    return Standing.of(
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
