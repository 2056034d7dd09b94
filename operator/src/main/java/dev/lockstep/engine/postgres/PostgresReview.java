package dev.lockstep.engine.postgres;

import dev.lockstep.engine.ScriptReview;
import dev.lockstep.engine.lint.Finding;
import dev.lockstep.engine.lint.LintReport;
import dev.lockstep.engine.lint.LintSettings;
import dev.lockstep.engine.lint.Severity;
import dev.lockstep.engine.postgres.catalog.CatalogFacts;
import dev.lockstep.engine.postgres.lint.Lint;
import dev.lockstep.engine.postgres.lint.PostgresLinter;
import dev.lockstep.engine.postgres.lint.model.AffectedRelation;
import dev.lockstep.engine.postgres.run.ScriptOutline;
import dev.lockstep.engine.postgres.sql.SqlStatement;
import dev.lockstep.engine.postgres.sql.StandardStrings;
import dev.lockstep.engine.postgres.statement.TableLock;
import dev.lockstep.engine.script.Script;
import dev.lockstep.engine.script.Statement;
import dev.lockstep.engine.source.ScriptSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Reviews scripts before they run on PostgreSQL.
///
/// @param strings the server's `standard_conforming_strings`
/// @param facts the facts of the database, if one was queried
/// @param schema the schema to which unqualified names resolve
record PostgresReview(StandardStrings strings, Optional<CatalogFacts> facts, String schema)
    implements ScriptReview {
  @Override
  public Outline outline(Script script) {
    ScriptOutline outline = ScriptOutline.of(script, strings);
    return new Outline(outline.mode().label(), outline.refusals());
  }

  @Override
  public List<Step> steps(Script script) {
    return ScriptOutline.of(script, strings).statements().stream().map(this::step).toList();
  }

  private Step step(SqlStatement each) {
    return new Step(
        new Statement(each.number(), each.line(), each.column(), each.sql()),
        each.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'),
        ScriptOutline.lock(each).map(TableLock::title).orElse(null),
        AffectedRelation.of(each, facts, schema).stream()
            .map(relation -> new Relation(relation.relation(), relation.size()))
            .toList());
  }

  /// The warnings and errors of `lint`, without its notes.
  @Override
  public List<Hazard> hazards(ScriptSet set, List<Script> pending) {
    return report(set, pending).findings().stream()
        .filter(finding -> finding.severity().compareTo(Severity.WARNING) >= 0)
        .map(PostgresReview::hazard)
        .toList();
  }

  private static Hazard hazard(Finding finding) {
    return new Hazard(
        finding.script(),
        finding.statement(),
        finding.start().line(),
        finding.severity().label(),
        finding.rule().id(),
        finding.sentence(),
        finding.relation());
  }

  private LintReport report(ScriptSet set, List<Script> pending) {
    int version = facts.map(CatalogFacts::version).orElse(PostgresLinter.NEWEST);
    var settings =
        new LintSettings(
            Math.clamp(version, PostgresLinter.OLDEST, PostgresLinter.NEWEST),
            schema,
            Set.of(),
            Set.of(),
            LintSettings.SMALL);
    Set<String> names = pending.stream().map(Script::fileName).collect(Collectors.toSet());
    return facts
        .map(found -> Lint.on(found, strings, set, pending, settings))
        .orElseGet(() -> Lint.run(set, script -> names.contains(script.fileName()), settings));
  }
}
