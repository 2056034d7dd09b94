package dev.lockstep.runner.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lockstep.engine.plan.Plan;
import dev.lockstep.runner.output.Page;
import dev.lockstep.runner.output.Terminal;
import dev.lockstep.runner.output.TextStyle;
import dev.lockstep.runner.output.TextTable;
import dev.lockstep.runner.output.TextTable.Cell;
import dev.lockstep.runner.output.Timestamps;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The state of a schema; pending scripts and the desired version are known only with scripts.
///
/// @param conflicts the reasons for which a run would be rejected, as sentences
/// @param health the state in numbers
@JsonInclude(JsonInclude.Include.NON_NULL)
record StatusAnswer(
    @Nullable String version,
    @Nullable String desiredVersion,
    int appliedCount,
    List<String> pending,
    List<String> failed,
    int total,
    @Nullable String lastAppliedAt,
    boolean healthy,
    List<String> conflicts,
    Health health) {

  static StatusAnswer of(
      @Nullable String version,
      @Nullable String desiredVersion,
      List<String> pending,
      List<String> failed,
      List<Plan.Conflict> conflicts,
      Health health) {
    return new StatusAnswer(
        version,
        desiredVersion,
        health.applied(),
        pending,
        failed,
        health.total(),
        health.lastAppliedAt(),
        health.healthy(),
        conflicts.stream().map(conflict -> conflict.failure().message()).toList(),
        health);
  }

  /// The state as text.
  Page text(Terminal terminal) {
    var table = new TextTable(terminal, TextTable.Fit.WHOLE, TextTable.Fit.WRAPPED);
    table.row(title("version:"), Cell.of(version == null ? "none" : version));
    table.row(title("desired:"), Cell.of(desiredVersion == null ? "unknown" : desiredVersion));
    table.row(
        title("applied:"),
        Cell.of(
            lastAppliedAt == null
                ? Integer.toString(appliedCount)
                : "%d, latest at %s".formatted(appliedCount, Timestamps.text(lastAppliedAt))));
    table.row(title("pending:"), names(TextStyle.WAITING, pending));
    table.row(title("failed:"), names(TextStyle.BAD, failed));
    if (!conflicts.isEmpty()) {
      table.row(
          title("conflicts:"), new Cell(TextStyle.BAD, conflicts.size() + "; see lockstep check"));
    }
    table.row(
        title("healthy:"),
        healthy ? new Cell(TextStyle.GOOD, "yes") : new Cell(TextStyle.BAD, "no"));
    return table.page();
  }

  private static Cell title(String words) {
    return new Cell(TextStyle.TITLE, words);
  }

  private static Cell names(TextStyle style, List<String> names) {
    return names.isEmpty()
        ? Cell.of("none")
        : new Cell(style, "%d: %s".formatted(names.size(), String.join(", ", names)));
  }
}
