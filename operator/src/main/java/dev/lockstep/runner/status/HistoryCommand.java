package dev.lockstep.runner.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lockstep.engine.history.HistoryRecord;
import dev.lockstep.engine.history.HistoryRow.Status;
import dev.lockstep.runner.check.HistoryComparison;
import dev.lockstep.runner.command.AnswerCommand;
import dev.lockstep.runner.command.Reports;
import dev.lockstep.runner.connection.Dialects;
import dev.lockstep.runner.output.Console;
import dev.lockstep.runner.output.Page;
import dev.lockstep.runner.output.Rendered;
import dev.lockstep.runner.output.Terminal;
import dev.lockstep.runner.output.TerminalOptions;
import dev.lockstep.runner.output.TextStyle;
import dev.lockstep.runner.output.TextTable;
import dev.lockstep.runner.output.TextTable.Cell;
import dev.lockstep.runner.output.TextTable.Fit;
import dev.lockstep.runner.output.Timestamps;
import dev.lockstep.schema.HistoryEntry;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/// `lockstep history`.
public final class HistoryCommand extends AnswerCommand {
  private final TerminalOptions screenOptions = new TerminalOptions();

  private final Map<String, String> environment;

  public HistoryCommand(Dialects dialects, Map<String, String> environment, Console console) {
    super(dialects, environment, console);
    this.environment = environment;
  }

  /// One script; fields that a status also has have the same names.
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
        new Cell(style(), status),
        Cell.of(at == null ? "" : Timestamps.text(at)),
        Cell.of(duration == null ? "" : duration),
        Cell.of(name),
        new Cell(style() == TextStyle.BAD ? TextStyle.BAD : TextStyle.ASIDE, remark())
      };
    }

    private TextStyle style() {
      return switch (Status.ofLabel(status)) {
        case SUCCESS -> TextStyle.GOOD;
        case FAILURE -> TextStyle.BAD;
        case ROLLBACK -> TextStyle.ASIDE;
      };
    }

    private String remark() {
      if (error != null) {
        return HistoryComparison.withoutName(name, error);
      }
      return appliedBy == null ? "" : "by " + appliedBy;
    }
  }

  @Override
  public CommandSpec spec() {
    var model = model("history", "Lists the recorded history of each script, oldest first.");
    screenOptions.addTo(model);
    model.footer(
        "",
        "Example:",
        "  lockstep history --url postgresql://localhost/shop --user shop --output json");
    return model.spec();
  }

  @Override
  public Rendered answer() {
    try (var database = database()) {
      List<Line> lines = database.read().records().stream().map(Line::of).toList();
      return new Rendered(lines, text(lines));
    }
  }

  private Page text(List<Line> lines) {
    Terminal terminal = screenOptions.terminal(environment, console());
    if (lines.isEmpty()) {
      return Page.of("No history is recorded in schema " + databaseOptions().schema());
    }
    var table =
        new TextTable(
            terminal, Fit.WRAPPED, Fit.WHOLE, Fit.WHOLE, Fit.WHOLE, Fit.WRAPPED, Fit.WRAPPED);
    table.titles("VERSION", "STATUS", "AT", "TIME", "SCRIPT", "REMARK");
    lines.forEach(line -> table.row(line.cells()));
    return table.page();
  }
}
