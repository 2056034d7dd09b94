package dev.lockstep.engine.postgres.lint;

import dev.lockstep.engine.lint.DatabaseLinter;
import dev.lockstep.engine.lint.LintReport;
import dev.lockstep.engine.lint.LintSettings;
import dev.lockstep.engine.postgres.catalog.CatalogFacts;
import dev.lockstep.engine.postgres.sql.StandardStrings;
import dev.lockstep.engine.script.Script;
import dev.lockstep.engine.source.ScriptSet;
import java.util.List;

/// Lint with the catalog of a PostgreSQL database.
///
/// @param facts the tables of the database
/// @param strings how the server reads strings
public record PostgresDatabaseLinter(CatalogFacts facts, StandardStrings strings)
    implements DatabaseLinter {
  @Override
  public int version() {
    return facts.version();
  }

  @Override
  public LintReport on(ScriptSet set, List<Script> pending, LintSettings settings) {
    return Lint.on(facts, strings, set, pending, settings);
  }
}
