package dev.lockstep.runner;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lockstep.engine.Plan;
import dev.lockstep.runner.Grid.Cell;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where a schema stands; pending and desired version are known only where scripts are given.
///
/// @param conflicts what would refuse a run, as sentences
/// @param health the same in numbers
@JsonInclude(JsonInclude.Include.NON_NULL)
record Standing(
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

  static Standing of(
      @Nullable String version,
      @Nullable String desiredVersion,
      List<String> pending,
      List<String> failed,
      List<Plan.Conflict> conflicts,
      Health health) {
    return new Standing(
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

  /// For people.
  String text(Screen screen) {
    var grid = new Grid(screen, Grid.Fit.WHOLE, Grid.Fit.WRAPPED);
    grid.row(title("version:"), Cell.of(version == null ? "none" : version));
    grid.row(title("desired:"), Cell.of(desiredVersion == null ? "unknown" : desiredVersion));
    grid.row(
        title("applied:"),
        Cell.of(
            lastAppliedAt == null
                ? Integer.toString(appliedCount)
                : "%d, the last at %s".formatted(appliedCount, Moment.text(lastAppliedAt))));
    grid.row(title("pending:"), names(Tone.WAITING, pending));
    grid.row(title("failed:"), names(Tone.BAD, failed));
    if (!conflicts.isEmpty()) {
      grid.row(
          title("conflicts:"),
          new Cell(Tone.BAD, conflicts.size() + "; lockstep check shows what differs"));
    }
    grid.row(title("healthy:"), healthy ? new Cell(Tone.GOOD, "yes") : new Cell(Tone.BAD, "no"));
    return grid.text();
  }

  private static Cell title(String words) {
    return new Cell(Tone.TITLE, words);
  }

  private static Cell names(Tone tone, List<String> names) {
    return names.isEmpty()
        ? Cell.of("none")
        : new Cell(tone, "%d: %s".formatted(names.size(), String.join(", ", names)));
  }
}
