package dev.lockstep.engine.adoption;

import dev.lockstep.engine.adoption.AdoptedRow.AppliedMetadata;
import dev.lockstep.engine.source.ScriptSet;
import java.util.List;

/// The history of dbmate: a row for each applied version.
public record DbmateHistory(String table, List<String> versions) implements PriorHistory {
  public DbmateHistory {
    versions = List.copyOf(versions);
  }

  @Override
  public String tool() {
    return "dbmate";
  }

  @Override
  public boolean isEmpty() {
    return versions.isEmpty();
  }

  @Override
  public Adoption adoptedInto(ScriptSet set) {
    var draft = new AdoptionBuilder(set);
    versions.forEach(version -> draft.applyVersion(version, "", AppliedMetadata.NONE));
    draft.note(
        "dbmate keeps no checksums, so Lockstep cannot verify that no applied script was edited");
    return draft.finished();
  }
}
