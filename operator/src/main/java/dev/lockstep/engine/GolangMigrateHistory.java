package dev.lockstep.engine;

import dev.lockstep.engine.Inherited.Trace;
import java.util.List;

/// The history of golang-migrate: one version, up to which everything is applied.
///
/// @param rows at most one
public record GolangMigrateHistory(String table, List<Row> rows) implements PriorHistory {
  /// The row.
  ///
  /// @param dirty whether the script of that version was begun and not ended
  public record Row(String version, boolean dirty) {}

  public GolangMigrateHistory {
    rows = List.copyOf(rows);
  }

  @Override
  public String tool() {
    return "golang-migrate";
  }

  @Override
  public boolean isEmpty() {
    return rows.isEmpty();
  }

  @Override
  public Adoption adoptedInto(ScriptSet set) {
    var draft = new AdoptionDraft(set);
    for (Row row : rows) {
      if (row.dirty()) {
        draft.trouble(
            "version %s is dirty, because its script failed half way: mend the schema, and tell the version that it is at by migrate force VERSION"
                .formatted(row.version()));
      } else {
        draft.script(row.version(), "").ifPresent(last -> draft.applyUpTo(last, Trace.NONE));
      }
    }
    draft.note(
        "golang-migrate keeps the newest version alone: that the scripts up to it are all applied, and unedited, is taken on trust");
    return draft.finished();
  }
}
