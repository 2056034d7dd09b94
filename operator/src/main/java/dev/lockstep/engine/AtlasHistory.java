package dev.lockstep.engine;

import dev.lockstep.engine.Inherited.Trace;
import java.util.List;

/// The history of Atlas.
///
/// @param rows in the order of versions
public record AtlasHistory(String table, List<Row> rows) implements PriorHistory {
  private static final long BASELINE = 1;
  private static final long RESOLVED = 4;

  /// A revision.
  ///
  /// @param type bits: 1 is a baseline, 2 an executed script, 4 one that a person declared applied,
  ///   of which the other columns say what was before
  /// @param applied how many of its statements are applied
  /// @param total how many it has
  /// @param error whether the last one failed
  public record Row(
      String version,
      String description,
      long type,
      long applied,
      long total,
      boolean error,
      Trace trace) {
    private boolean isPartial() {
      return (type & RESOLVED) == 0 && (error || applied < total);
    }
  }

  /// Rows whose version begins with a dot are Atlas' own notes.
  public AtlasHistory {
    rows = rows.stream().filter(row -> !row.version().startsWith(".")).toList();
  }

  @Override
  public String tool() {
    return "Atlas";
  }

  @Override
  public boolean isEmpty() {
    return rows.isEmpty();
  }

  @Override
  public Adoption adoptedInto(ScriptSet set) {
    var draft = new AdoptionDraft(set);
    for (Row row : rows) {
      if (row.isPartial()) {
        draft.trouble(
            "version %s is applied in part (%d of %d statements): let atlas migrate apply finish it, or atlas migrate set decide"
                .formatted(row.version(), row.applied(), row.total()));
      } else if (row.type() == BASELINE) {
        draft.baseline("atlas-baseline", row.version(), row.description(), row.trace());
      } else {
        draft.applyVersion(row.version(), row.description(), row.trace());
      }
    }
    draft.note(
        "Atlas' checksums cover all files of its folder together: that no script was edited since it was applied is taken on trust");
    return draft.finished();
  }
}
