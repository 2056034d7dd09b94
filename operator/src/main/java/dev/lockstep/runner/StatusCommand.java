package dev.lockstep.runner;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lockstep.engine.EngineException;
import dev.lockstep.engine.History;
import dev.lockstep.engine.HistoryRow;
import dev.lockstep.engine.HistoryRow.Status;
import dev.lockstep.engine.Plan;
import dev.lockstep.engine.Scope;
import dev.lockstep.engine.ScriptSet;
import dev.lockstep.schema.ExitCode;
import dev.lockstep.schema.SchemaVersion;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/// `lockstep status`.
final class StatusCommand extends DatabaseCommand {
  private final ScriptOptions scriptOptions = new ScriptOptions();

  StatusCommand(Map<String, String> environment, Console console) {
    super(environment, console);
  }

  /// The answer; pending and desired version are known only where scripts are given.
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Answer(
      @Nullable String version,
      @Nullable String desiredVersion,
      int appliedCount,
      List<String> pending,
      List<String> failed,
      int total,
      @Nullable String lastAppliedAt,
      boolean healthy) {}

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
  public Integer call() {
    try {
      Answer answer = answer();
      console()
          .result(
              switch (format()) {
                case JSON -> new Json().text(answer);
                case TEXT -> text(answer);
              });
      return ExitCode.OK.code();
    } catch (EngineException e) {
      return fail(e);
    } catch (UsageException e) {
      return fail(JobRun.asFailure(e));
    }
  }

  private Answer answer() {
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
      return new Answer(
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

  private static String text(Answer answer) {
    return """
        version:  %s
        desired:  %s
        applied:  %d
        pending:  %s
        failed:   %s
        healthy:  %s"""
        .formatted(
            answer.version() == null ? "none" : answer.version(),
            answer.desiredVersion() == null ? "unknown" : answer.desiredVersion(),
            answer.appliedCount(),
            answer.pending().isEmpty() ? "none" : String.join(", ", answer.pending()),
            answer.failed().isEmpty() ? "none" : String.join(", ", answer.failed()),
            answer.healthy() ? "yes" : "no");
  }
}
