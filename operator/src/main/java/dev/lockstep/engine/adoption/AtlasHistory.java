package dev.lockstep.engine.adoption;

import dev.lockstep.engine.adoption.AdoptedRow.AppliedMetadata;
import dev.lockstep.engine.source.ScriptSet;
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
      AppliedMetadata trace) {
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
    var draft = new AdoptionBuilder(set);
    for (Row row : rows) {
      if (row.isPartial()) {
        draft.trouble(
            "version %s is partially applied (%d of %d statements): finish it with atlas migrate apply, or resolve it with atlas migrate set"
                .formatted(row.version(), row.applied(), row.total()));
      } else if (row.type() == BASELINE) {
        draft.baseline("atlas-baseline", row.version(), row.description(), row.trace());
      } else {
        draft.applyVersion(row.version(), row.description(), row.trace());
      }
    }
    draft.note(
        "Atlas' checksums cover all files of the folder together, so Lockstep cannot verify that no applied script was edited");
    return draft.finished();
  }
}
