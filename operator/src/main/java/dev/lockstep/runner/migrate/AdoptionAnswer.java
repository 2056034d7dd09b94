package dev.lockstep.runner.migrate;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lockstep.engine.adoption.AdoptedHistory;
import dev.lockstep.engine.adoption.PriorHistory;
import dev.lockstep.engine.history.HistoryRow;
import dev.lockstep.runner.output.Page;
import dev.lockstep.schema.SchemaVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The result of an adoption.
///
/// @param tool the tool of the adopted history; null for a baseline
/// @param table the table of that history
/// @param version the recorded version after the adoption
/// @param count the number of recorded rows
/// @param scripts the names of the rows
/// @param notes the checks that were not possible
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AdoptionAnswer(
    @Nullable String tool,
    @Nullable String table,
    @Nullable String version,
    int count,
    List<String> scripts,
    List<String> notes) {

  public static AdoptionAnswer of(AdoptedHistory takeover) {
    PriorHistory source = takeover.source();
    List<HistoryRow> rows = takeover.historyRows();
    return new AdoptionAnswer(
        source == null ? null : source.tool(),
        source == null ? null : source.table(),
        HistoryRow.newestApplied(rows).map(SchemaVersion::text).orElse(null),
        rows.size(),
        rows.stream().map(HistoryRow::name).toList(),
        takeover.notes());
  }

  /// The result of a completed adoption.
  Page text() {
    return text("adopted", "baseline");
  }

  /// The result that an adoption would have.
  public Page outlook() {
    return text("would adopt", "would baseline");
  }

  private Page text(String adopted, String baselined) {
    var page = new Page();
    if (tool == null) {
      page.line(
          "%s: version %s; scripts up to that version count as applied"
              .formatted(baselined, version));
    } else {
      page.line(
          "%s %d %s of %s from %s%s"
              .formatted(
                  adopted,
                  count,
                  count == 1 ? "row" : "rows",
                  tool,
                  table,
                  version == null ? "" : ", up to version " + version));
    }
    notes.forEach(note -> page.line("note: " + note));
    return page;
  }
}
