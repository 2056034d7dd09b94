package dev.lockstep.engine.postgres.lint;

import dev.lockstep.engine.Script;
import dev.lockstep.engine.ScriptSet;
import dev.lockstep.engine.postgres.CatalogFacts;
import dev.lockstep.engine.postgres.ScriptOutline;
import dev.lockstep.engine.postgres.SqlStatement;
import dev.lockstep.engine.postgres.StandardStrings;
import dev.lockstep.schema.ScriptKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/// Looks for hazards in scripts: the entry to this package. It reads the scripts in their order, so
/// that it knows what each of them finds.
public final class Lint {
  private final LintSettings settings;
  private final StandardStrings strings;
  private final Model model;
  private final ModelUpdate update;
  private final List<Finding> findings = new ArrayList<>();
  private final List<String> refusals = new ArrayList<>();
  private int scripts;
  private int accepted;

  private Lint(LintSettings settings, StandardStrings strings, Model model) {
    this.settings = settings;
    this.strings = strings;
    this.model = model;
    this.update = new ModelUpdate(model);
  }

  /// Looks at scripts each of which finds all before it applied: what a review of a change wants.
  public static LintReport each(ScriptSet set, LintSettings settings) {
    var lint = new Lint(settings, StandardStrings.ON, new Model(settings.schema()));
    List<Script> scripts = set.scripts();
    for (int i = 0; i < scripts.size(); i++) {
      lint.look(set, scripts.get(i), i, i);
    }
    return lint.report();
  }

  /// Looks at the scripts that one run would apply, where those that it would not are applied.
  public static LintReport run(ScriptSet set, Predicate<Script> pending, LintSettings settings) {
    var lint = new Lint(settings, StandardStrings.ON, new Model(settings.schema()));
    List<Script> scripts = new ArrayList<>(set.scripts());
    // A script that is late finds those of newer versions applied.
    scripts.sort(Comparator.comparing(pending::test));
    int first = (int) scripts.stream().filter(pending.negate()).count();
    for (int i = 0; i < scripts.size(); i++) {
      if (i < first) {
        lint.apply(scripts.get(i), i);
      } else {
        lint.look(set, scripts.get(i), i, first);
      }
    }
    return lint.report();
  }

  /// Looks at the scripts that a run on a database would apply.
  ///
  /// @param pending those of the set, in their order
  /// @param facts what the database has
  /// @param strings how its server reads strings
  public static LintReport on(
      CatalogFacts facts,
      StandardStrings strings,
      ScriptSet set,
      List<Script> pending,
      LintSettings settings) {
    var lint = new Lint(settings, strings, CatalogModel.of(facts, settings.schema()));
    for (int i = 0; i < pending.size(); i++) {
      lint.look(set, pending.get(i), i, 0);
    }
    return lint.report();
  }

  private LintReport report() {
    return new LintReport(findings, scripts, accepted, refusals);
  }

  private void apply(Script script, int step) {
    model.begin(step, step);
    for (SqlStatement statement : ScriptOutline.of(script, strings).statements()) {
      update.apply(CommandReader.read(statement));
    }
    model.end();
  }

  private void look(ScriptSet set, Script script, int step, int first) {
    ScriptOutline outline = ScriptOutline.of(script, strings);
    refusals.addAll(outline.refusals());
    scripts++;
    model.begin(step, first);
    List<Parsed> parsed = Transactions.of(outline);
    var found = new ArrayList<Finding>();
    missingUndo(set, script, found);
    if (!parsed.isEmpty()) {
      var state = new TransactionState();
      var sink = new Findings(script.fileName(), settings, parsed.getFirst().statement());
      for (int i = 0; i < parsed.size(); i++) {
        sink.at(parsed.get(i).statement());
        state.enter(parsed.get(i).transaction());
        var sight = new Sight(parsed, i, state, model, settings);
        Rules.groups().forEach(group -> group.look(sight, sink));
        state.leave(sight);
        update.apply(parsed.get(i).command());
      }
      found.addAll(sink.found());
    }
    model.end();
    keep(script, outline.statements(), found);
  }

  private void keep(Script script, List<SqlStatement> statements, List<Finding> found) {
    Allowances allowances = Allowances.of(script.text(), statements);
    List<Finding> kept = new ArrayList<>();
    for (Finding finding : found) {
      if (allowances.accepts(finding)) {
        accepted++;
      } else {
        kept.add(finding);
      }
    }
    kept.addAll(allowances.findings(script.fileName(), settings));
    kept.sort(
        Comparator.comparingInt((Finding finding) -> finding.start().line())
            .thenComparingInt(finding -> finding.start().column()));
    findings.addAll(kept);
  }

  private void missingUndo(ScriptSet set, Script script, List<Finding> found) {
    boolean others = set.scripts().stream().anyMatch(other -> other.undo().isPresent());
    Rule rule = Rules.MISSING_UNDO;
    if (others
        && script.kind() == ScriptKind.VERSIONED
        && script.undo().isEmpty()
        && settings.looksFor(rule)) {
      var top = new Finding.Place(1, 1);
      found.add(
          new Finding(
              rule,
              rule.severity(),
              rule.lock(),
              script.fileName(),
              0,
              top,
              top,
              "the set has undo scripts, and none for this one",
              null,
              null));
    }
  }
}
