package dev.lockstep.engine.adoption;

import dev.lockstep.engine.source.ScriptSet;

/// The history of another tool in this database, as its table contains it. The script set
/// determines what can be adopted; the table itself is never changed.
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

  /// Whether the history contains no scripts.
  boolean isEmpty();

  /// The scripts of a set that count as applied, or the reasons for rejecting the history.
  Adoption adoptedInto(ScriptSet set);

  /// The history's name for a sentence.
  default String title() {
    return "%s's history in %s".formatted(tool(), table());
  }
}
