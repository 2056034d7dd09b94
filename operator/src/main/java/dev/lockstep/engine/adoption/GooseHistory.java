package dev.lockstep.engine.adoption;

import dev.lockstep.engine.adoption.AdoptedRow.AppliedMetadata;
import dev.lockstep.engine.source.ScriptSet;
import java.util.LinkedHashMap;
import java.util.List;

/// The history of goose. The newest row of a version determines whether it is applied.
///
/// @param rows the rows, sorted by `id`
public record GooseHistory(String table, List<Row> rows) implements PriorHistory {
  private static final String NO_SCRIPT = "0";

  /// A row.
  ///
  /// @param applied false if the script was rolled back by a version of goose that keeps such rows
  public record Row(String version, boolean applied, AppliedMetadata trace) {}

  public GooseHistory {
    rows = rows.stream().filter(row -> !row.version().equals(NO_SCRIPT)).toList();
  }

  @Override
  public String tool() {
    return "goose";
  }

  @Override
  public boolean isEmpty() {
    return rows.isEmpty();
  }

  @Override
  public Adoption adoptedInto(ScriptSet set) {
    var newest = new LinkedHashMap<String, Row>();
    rows.forEach(row -> newest.put(row.version(), row));
    var draft = new AdoptionBuilder(set);
    newest.values().stream()
        .filter(Row::applied)
        .forEach(row -> draft.applyVersion(row.version(), "", row.trace()));
    draft.note(
        "goose keeps no checksums, so Lockstep cannot verify that no applied script was edited");
    return draft.finished();
  }
}
