package dev.lockstep.runner;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lockstep.engine.History;
import dev.lockstep.engine.HistoryRow;
import dev.lockstep.engine.HistoryRow.Status;
import dev.lockstep.engine.Plan;
import dev.lockstep.engine.Scope;
import dev.lockstep.engine.ScriptSet;
import dev.lockstep.schema.SchemaVersion;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/// `lockstep status`.
final class StatusCommand extends AnswerCommand {
  private final ScriptOptions scriptOptions = new ScriptOptions();

  StatusCommand(Map<String, String> environment, Console console) {
    super(environment, console);
  }

  /// The answer; pending and desired version are known only where scripts are given.
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Standing(
      @Nullable String version,
      @Nullable String desiredVersion,
      int appliedCount,
      List<String> pending,
      List<String> failed,
      int total,
      @Nullable String lastAppliedAt,
      boolean healthy)
      implements Answer {
    @Override
    public String text() {
      return """
          version:  %s
          desired:  %s
          applied:  %d
          pending:  %s
          failed:   %s
          healthy:  %s"""
          .formatted(
              version == null ? "none" : version,
              desiredVersion == null ? "unknown" : desiredVersion,
              appliedCount,
              pending.isEmpty() ? "none" : String.join(", ", pending),
              failed.isEmpty() ? "none" : String.join(", ", failed),
              healthy ? "yes" : "no");
    }
  }

  @Override
  CommandSpec spec() {
    var model = model("status", "Says which version the database records and what is pending.");
    scriptOptions.addTo(model);
    model.footer(
        "",
        "Example:",
        "  lockstep status --url postgresql://localhost/shop --user shop --scripts ./migrations");
    return model.spec();
  }

  @Override
  Standing answer() {
    ScriptSet set = scriptOptions.given() ? ScriptOptions.require(scriptOptions.read()) : null;
    try (var database = database()) {
      History history = database.read();
      List<String> failed =
          history.rows().stream()
              .filter(row -> row.status() == Status.FAILURE)
              .map(HistoryRow::name)
              .toList();
      Scope scope = set == null ? null : Scope.of(set, history.rows(), scriptOptions.target());
      List<String> pending = scope == null ? List.of() : Reports.pending(scope);
      boolean agrees =
          set == null
              || planner()
                      .plan(set, history.rows(), scriptOptions.target(), scriptOptions.outOfOrder())
                  instanceof Plan.Ready;
      return new Standing(
          history.version().map(SchemaVersion::text).orElse(null),
          scope == null ? null : scope.desired().map(SchemaVersion::text).orElse(null),
          history.appliedCount(),
          pending,
          failed,
          scope == null ? history.rows().size() : scope.scripts().size(),
          lastAppliedAt(history),
          agrees && failed.isEmpty() && pending.isEmpty());
    }
  }

  private static @Nullable String lastAppliedAt(History history) {
    return history.rows().stream()
        .filter(HistoryRow::isApplied)
        .map(HistoryRow::appliedAt)
        .filter(Objects::nonNull)
        .max(Comparator.<@Nullable Instant, Instant>comparing(Objects::requireNonNull))
        .map(Instant::toString)
        .orElse(null);
  }
}
