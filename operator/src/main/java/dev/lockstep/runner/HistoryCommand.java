package dev.lockstep.runner;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lockstep.engine.HistoryRecord;
import dev.lockstep.engine.HistoryRow.Status;
import dev.lockstep.runner.Grid.Cell;
import dev.lockstep.runner.Grid.Fit;
import dev.lockstep.schema.HistoryEntry;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/// `lockstep history`.
final class HistoryCommand extends AnswerCommand {
  private final ScreenOptions screenOptions = new ScreenOptions();

  private final Map<String, String> environment;

  HistoryCommand(Map<String, String> environment, Console console) {
    super(environment, console);
    this.environment = environment;
  }

  /// One script; the names are those of the status where it has them.
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Line(
      String name,
      @Nullable String version,
      String kind,
      String status,
      @Nullable String at,
      @Nullable String duration,
      @Nullable String description,
      @Nullable String checksum,
      @Nullable String appliedBy,
      @Nullable String runId,
      @Nullable String error) {
    static Line of(HistoryRecord record) {
      HistoryEntry entry = Reports.entry(record);
      return new Line(
          entry.name(),
          entry.version(),
          record.row().kind().label(),
          entry.status(),
          entry.at(),
          entry.duration(),
          record.description(),
          record.row().checksum(),
          record.appliedBy(),
          record.runId(),
          record.error());
    }

    private Cell[] cells() {
      return new Cell[] {
        Cell.of(version == null ? "" : version),
        new Cell(tone(), status),
        Cell.of(at == null ? "" : Moment.text(at)),
        Cell.of(duration == null ? "" : duration),
        Cell.of(name),
        new Cell(tone() == Tone.BAD ? Tone.BAD : Tone.ASIDE, remark())
      };
    }

    private Tone tone() {
      return switch (Status.ofLabel(status)) {
        case SUCCESS -> Tone.GOOD;
        case FAILURE -> Tone.BAD;
        case ROLLBACK -> Tone.ASIDE;
      };
    }

    private String remark() {
      if (error != null) {
        return Comparison.withoutName(name, error);
      }
      return appliedBy == null ? "" : "by " + appliedBy;
    }
  }

  @Override
  CommandSpec spec() {
    var model = model("history", "Lists what the database records of each script, oldest first.");
    screenOptions.addTo(model);
    model.footer(
        "",
        "Example:",
        "  lockstep history --url postgresql://localhost/shop --user shop --output json");
    return model.spec();
  }

  @Override
  Told answer() {
    try (var database = database()) {
      List<Line> lines = database.read().records().stream().map(Line::of).toList();
      return new Told(lines, text(lines));
    }
  }

  private String text(List<Line> lines) {
    Screen screen = screenOptions.screen(environment, console());
    if (lines.isEmpty()) {
      return "Nothing is recorded in schema " + databaseOptions().schema();
    }
    var grid =
        new Grid(screen, Fit.WRAPPED, Fit.WHOLE, Fit.WHOLE, Fit.WHOLE, Fit.WRAPPED, Fit.WRAPPED);
    grid.titles("VERSION", "STATUS", "AT", "TIME", "SCRIPT", "REMARK");
    lines.forEach(line -> grid.row(line.cells()));
    return grid.text();
  }
}
