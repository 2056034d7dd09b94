package dev.lockstep.runner;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lockstep.engine.HistoryRow;
import dev.lockstep.engine.Planner;
import dev.lockstep.engine.PriorHistory;
import dev.lockstep.engine.Takeover;
import dev.lockstep.schema.SchemaVersion;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is taken over from others, as commands tell it.
///
/// @param tool the tool whose history it is; absent for a baseline
/// @param table that history's table
/// @param version the version that the database is at by it
/// @param count how many rows the history gets
/// @param scripts their names
/// @param notes what could not be checked
@JsonInclude(JsonInclude.Include.NON_NULL)
record TakeoverAnswer(
    @Nullable String tool,
    @Nullable String table,
    @Nullable String version,
    int count,
    List<String> scripts,
    List<String> notes) {

  static TakeoverAnswer of(Takeover takeover) {
    PriorHistory source = takeover.source();
    List<HistoryRow> rows = takeover.historyRows();
    return new TakeoverAnswer(
        source == null ? null : source.tool(),
        source == null ? null : source.table(),
        Planner.recordedVersion(rows).map(SchemaVersion::text).orElse(null),
        rows.size(),
        rows.stream().map(HistoryRow::name).toList(),
        takeover.notes());
  }

  /// What was done.
  String text() {
    return text("adopted", "baseline");
  }

  /// What would be done.
  String outlook() {
    return text("would adopt", "would baseline");
  }

  private String text(String adopted, String baselined) {
    var lines = new ArrayList<String>();
    if (tool == null) {
      lines.add("%s: version %s; scripts up to it count as applied".formatted(baselined, version));
    } else {
      lines.add(
          "%s %d %s of %s from %s%s"
              .formatted(
                  adopted,
                  count,
                  count == 1 ? "row" : "rows",
                  tool,
                  table,
                  version == null ? "" : ", up to version " + version));
    }
    notes.forEach(note -> lines.add("note: " + note));
    return String.join("\n", lines);
  }
}
