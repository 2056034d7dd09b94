package dev.lockstep.engine.adoption;

import dev.lockstep.engine.adoption.AdoptedRow.AppliedMetadata;
import dev.lockstep.engine.plan.ScriptSelection;
import dev.lockstep.engine.script.Script;
import dev.lockstep.engine.source.ScriptSet;
import dev.lockstep.schema.SchemaVersion;
import dev.lockstep.schema.ScriptKind;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// The history of golang-migrate: one version, up to which everything is applied.
///
/// @param rows at most one row
public record GolangMigrateHistory(String table, List<Row> rows) implements PriorHistory {
  /// The row.
  ///
  /// @param dirty whether the script of that version was started and has not finished
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

  /// The last script that a version covers. The tool also counts the version of a down script
  /// without an up script; in that case it is the script before.
  private static Optional<Script> last(String recorded, ScriptSet set, AdoptionBuilder draft) {
    SchemaVersion version = SchemaVersion.tryParse(recorded).orElse(null);
    boolean undoOnly =
        set.leftovers().undos().stream().anyMatch(undo -> Objects.equals(undo.version(), version));
    return undoOnly
        ? set.scripts().stream()
            .filter(script -> script.kind() == ScriptKind.VERSIONED)
            .filter(script -> ScriptSelection.isUpTo(version, script))
            .reduce((_, newer) -> newer)
        : draft.script(recorded, "");
  }

  @Override
  public Adoption adoptedInto(ScriptSet set) {
    var draft = new AdoptionBuilder(set);
    for (Row row : rows) {
      if (row.dirty()) {
        draft.trouble(
            "version %s is dirty, because its script failed part way: repair the schema, and set its version with migrate force VERSION"
                .formatted(row.version()));
      } else {
        last(row.version(), set, draft)
            .ifPresent(last -> draft.applyUpTo(last, AppliedMetadata.NONE));
      }
    }
    draft.note(
        "golang-migrate records only the newest version, so Lockstep cannot verify that all scripts up to it are applied and unedited");
    return draft.finished();
  }
}
