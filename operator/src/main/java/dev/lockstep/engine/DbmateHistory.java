package dev.lockstep.engine;

import dev.lockstep.engine.Inherited.Trace;
import java.util.List;

/// The history of dbmate: a row for each version that is applied.
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
    var draft = new AdoptionDraft(set);
    versions.forEach(version -> draft.applyVersion(version, "", Trace.NONE));
    draft.note(
        "dbmate keeps no checksums: that no script was edited since it was applied is taken on trust");
    return draft.finished();
  }
}
