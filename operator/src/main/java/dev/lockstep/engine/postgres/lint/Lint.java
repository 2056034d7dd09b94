package dev.lockstep.engine.postgres.lint;

import dev.lockstep.engine.lint.Finding;
import dev.lockstep.engine.lint.LintReport;
import dev.lockstep.engine.lint.LintSettings;
import dev.lockstep.engine.lint.Places;
import dev.lockstep.engine.lint.Rule;
import dev.lockstep.engine.lint.Rules;
import dev.lockstep.engine.lint.Suppressions;
import dev.lockstep.engine.postgres.catalog.CatalogFacts;
import dev.lockstep.engine.postgres.command.CommandReader;
import dev.lockstep.engine.postgres.lint.model.CatalogModel;
import dev.lockstep.engine.postgres.lint.model.ModelUpdate;
import dev.lockstep.engine.postgres.lint.model.ParsedStatement;
import dev.lockstep.engine.postgres.lint.model.SchemaModel;
import dev.lockstep.engine.postgres.lint.model.Transactions;
import dev.lockstep.engine.postgres.lint.rule.FindingCollector;
import dev.lockstep.engine.postgres.lint.rule.RuleContext;
import dev.lockstep.engine.postgres.lint.rule.RuleGroups;
import dev.lockstep.engine.postgres.lint.rule.ScriptIndex;
import dev.lockstep.engine.postgres.lint.rule.TransactionState;
import dev.lockstep.engine.postgres.run.ScriptOutline;
import dev.lockstep.engine.postgres.sql.SqlStatement;
import dev.lockstep.engine.postgres.sql.StandardStrings;
import dev.lockstep.engine.script.Script;
import dev.lockstep.engine.script.ScriptWarning;
import dev.lockstep.engine.source.ScriptSet;
import dev.lockstep.engine.source.UnusedInputs;
import dev.lockstep.schema.ScriptKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Finds hazards in scripts: the entry to this package. It reads the scripts in their order, so it
/// knows the schema that each of them changes.
public final class Lint {
  private final LintSettings settings;
  private final StandardStrings strings;
  private final SchemaModel model;
  private final boolean hasUndo;
  private final ModelUpdate update;
  private final LintReport.Collector findings = new LintReport.Collector();
  private final List<String> refusals = new ArrayList<>();
  private int scripts;
  private int accepted;

  private Lint(ScriptSet set, LintSettings settings, StandardStrings strings, SchemaModel model) {
    this.hasUndo = set.scripts().stream().anyMatch(script -> script.undo().isPresent());
    this.settings = settings;
    this.strings = strings;
    this.model = model;
    this.update = new ModelUpdate(model);
  }

  /// Checks each script as if all scripts before it were applied, as for the review of a change.
  public static LintReport each(ScriptSet set, LintSettings settings) {
    var lint = new Lint(set, settings, StandardStrings.ON, new SchemaModel(settings.schema()));
    List<Script> scripts = set.scripts();
    for (int i = 0; i < scripts.size(); i++) {
      lint.look(scripts.get(i), i, i);
    }
    return lint.report(set);
  }

  /// Checks the scripts that one run would apply, given that the others are applied.
  public static LintReport run(ScriptSet set, Predicate<Script> pending, LintSettings settings) {
    var lint = new Lint(set, settings, StandardStrings.ON, new SchemaModel(settings.schema()));
    List<Script> scripts = new ArrayList<>(set.scripts());
    // Before an out-of-order script, scripts of newer versions are applied.
    scripts.sort(Comparator.comparing(pending::test));
    int first = (int) scripts.stream().filter(pending.negate()).count();
    for (int i = 0; i < scripts.size(); i++) {
      if (i < first) {
        lint.apply(scripts.get(i), i);
      } else {
        lint.look(scripts.get(i), i, first);
      }
    }
    return lint.report(set);
  }

  /// Checks the scripts that a run on a database would apply.
  ///
  /// @param pending the pending scripts of the set, in their order
  /// @param facts the facts of the database
  /// @param strings the server's `standard_conforming_strings`
  public static LintReport on(
      CatalogFacts facts,
      StandardStrings strings,
      ScriptSet set,
      List<Script> pending,
      LintSettings settings) {
    var lint = new Lint(set, settings, strings, CatalogModel.of(facts, settings.schema()));
    for (int i = 0; i < pending.size(); i++) {
      lint.look(pending.get(i), i, 0);
    }
    return lint.report(set);
  }

  private LintReport report(ScriptSet set) {
    set.leftovers().undos().stream()
        .map(undo -> remark(Rules.UNUSED_UNDO, undo.fileName(), 1, UnusedInputs.words(undo)))
        .flatMap(Optional::stream)
        .forEach(findings::take);
    return findings.report(scripts, accepted, refusals);
  }

  private void apply(Script script, int step) {
    model.begin(step, step);
    for (SqlStatement statement : ScriptOutline.of(script, strings).statements()) {
      update.apply(CommandReader.read(statement));
    }
    model.end();
  }

  private void look(Script script, int step, int first) {
    ScriptOutline outline = ScriptOutline.of(script, strings);
    refusals.addAll(outline.refusals());
    scripts++;
    int before = findings.kept();
    var places = new Places(script.text());
    Suppressions suppressions = SuppressionReader.read(script.text(), outline.statements(), places);
    missingUndo(script, suppressions);
    model.begin(step, first);
    script.remarks().stream()
        .filter(remark -> remark.kind() == ScriptWarning.Kind.IDLE_MARKER)
        .map(each -> remark(Rules.IDLE_MARKER, script.fileName(), each.line(), each.words()))
        .flatMap(Optional::stream)
        .forEach(finding -> take(finding, suppressions));
    var sink =
        new FindingCollector(
            script.fileName(), settings, places, finding -> take(finding, suppressions));
    look(Transactions.of(outline), sink);
    model.end();
    suppressions.findings(script.fileName(), RuleGroups.rules(), settings).forEach(findings::take);
    findings
        .since(before)
        .sort(
            Comparator.comparingInt((Finding finding) -> finding.start().line())
                .thenComparingInt(finding -> finding.start().column()));
  }

  private void look(List<ParsedStatement> script, FindingCollector sink) {
    var index = new ScriptIndex(script);
    var state = new TransactionState();
    for (int i = 0; i < script.size(); i++) {
      ParsedStatement parsed = script.get(i);
      String sql = parsed.statement().sql();
      sink.at(parsed.statement(), sql.length());
      state.enter(parsed.transaction());
      var context = new RuleContext(parsed, sql, i, index, state, model, settings);
      RuleGroups.groups().forEach(group -> group.look(context, sink));
      state.leave(context);
      update.apply(parsed.command());
    }
  }

  private void take(Finding finding, Suppressions suppressions) {
    if (suppressions.accepts(finding)) {
      accepted++;
    } else {
      findings.take(finding);
    }
  }

  private void missingUndo(Script script, Suppressions suppressions) {
    Rule rule = Rules.MISSING_UNDO;
    if (hasUndo && script.kind() == ScriptKind.VERSIONED && script.undo().isEmpty()) {
      remark(
              rule,
              script.fileName(),
              1,
              "other scripts of the set have an undo, but this one does not")
          .ifPresent(finding -> take(finding, suppressions));
    }
  }

  /// A finding about a file rather than a statement.
  private Optional<Finding> remark(Rule rule, String file, int line, String sentence) {
    var place = new Finding.Place(line, 1);
    return settings.looksFor(rule)
        ? Optional.of(
            new Finding(
                rule, rule.severity(), rule.lock(), file, 0, place, place, sentence, null, null))
        : Optional.empty();
  }
}
