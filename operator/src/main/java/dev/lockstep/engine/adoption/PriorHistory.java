package dev.lockstep.engine.adoption;

import dev.lockstep.engine.source.ScriptSet;

/// What another tool has recorded in this database of the scripts that it applied, as its table
/// says it. The script set determines what can be adopted; the table itself is never changed.
public sealed interface PriorHistory
    permits AtlasHistory,
        DbmateHistory,
        FlywayHistory,
        ForeignHistory,
        GolangMigrateHistory,
        GooseHistory,
        LiquibaseHistory,
        RefineryHistory,
        SqlxHistory {

  /// The tool's name.
  String tool();

  /// The table, with its schema.
  String table();

  /// Whether nothing is recorded that anybody applied.
  boolean isEmpty();

  /// What of a set counts as applied, or why that cannot be said.
  Adoption adoptedInto(ScriptSet set);

  /// The history in a sentence.
  default String title() {
    return "%s's history in %s".formatted(tool(), table());
  }
}
