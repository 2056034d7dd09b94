package dev.lockstep.runner;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lockstep.engine.HistoryRecord;
import dev.lockstep.schema.HistoryEntry;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/// `lockstep history`.
final class HistoryCommand extends AnswerCommand {
  HistoryCommand(Map<String, String> environment, Console console) {
    super(environment, console);
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

    String text() {
      return "%-10s %-8s %-26s %8s  %s%s"
          .formatted(
              version == null ? "" : version,
              status,
              at == null ? "" : at,
              duration == null ? "" : duration,
              name,
              error == null ? "" : "  " + error)
          .stripTrailing();
    }
  }

  @Override
  CommandSpec spec() {
    var model = model("history", "Lists what the database records of each script, oldest first.");
    model.footer(
        "",
        "Example:",
        "  lockstep history --url postgresql://localhost/shop --user shop --output json");
    return model.spec();
  }

  /// All of them, oldest first.
  record Lines(List<Line> lines) implements Answer {
    @Override
    public String text() {
      return String.join("\n", lines.stream().map(Line::text).toList());
    }

    @Override
    public Object json() {
      return lines;
    }
  }

  @Override
  Lines answer() {
    try (var database = database()) {
      return new Lines(database.read().records().stream().map(Line::of).toList());
    }
  }
}
