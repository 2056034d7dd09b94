package dev.lockstep.runner;

import dev.lockstep.engine.Script;
import dev.lockstep.engine.ScriptSet;
import dev.lockstep.engine.postgres.CatalogFacts;
import dev.lockstep.engine.postgres.StandardStrings;
import dev.lockstep.engine.postgres.lint.Lint;
import dev.lockstep.engine.postgres.lint.LintReport;
import dev.lockstep.engine.postgres.lint.LintSettings;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The ground that a plan is made for.
///
/// @param strings how the server reads strings
/// @param facts what the database has, where one was asked
/// @param schema the schema that unqualified names mean
record Surveyed(StandardStrings strings, Optional<CatalogFacts> facts, String schema) {

  /// What the pending scripts would do to a database at work.
  LintReport hazards(ScriptSet set, List<Script> pending) {
    int version = facts.map(CatalogFacts::version).orElse(LintSettings.NEWEST);
    var settings =
        new LintSettings(
            Math.clamp(version, LintSettings.OLDEST, LintSettings.NEWEST),
            schema,
            Set.of(),
            Set.of(),
            LintSettings.SMALL);
    return facts
        .map(found -> Lint.on(found, strings, set, pending, settings))
        .orElseGet(() -> Lint.run(set, pending::contains, settings));
  }
}
