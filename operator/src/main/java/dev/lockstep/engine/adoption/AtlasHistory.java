package dev.lockstep.engine.adoption;

import dev.lockstep.engine.adoption.AdoptedRow.AppliedMetadata;
import dev.lockstep.engine.source.ScriptSet;
import java.util.List;

/// The history of Atlas.
///
/// @param rows the revisions, sorted by version
public record AtlasHistory(String table, List<Row> rows) implements PriorHistory {
  private static final long BASELINE = 1;
  private static final long RESOLVED = 4;

  /// A revision.
  ///
  /// @param type bits: 1 is a baseline, 2 an executed script, 4 a script that the user declared as
  ///   applied, for which the other columns describe the state before
  /// @param applied the number of applied statements
  /// @param total the number of statements
  /// @param error whether the last statement failed
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

  /// Rows whose version begins with a dot are Atlas' own metadata.
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
