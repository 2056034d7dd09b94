package dev.lockstep.runner.lint;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lockstep.engine.lint.Finding;
import dev.lockstep.engine.lint.HeldLock;
import dev.lockstep.engine.lint.LintReport;
import dev.lockstep.engine.lint.LintSettings;
import dev.lockstep.engine.lint.Rule;
import dev.lockstep.engine.lint.Rules;
import dev.lockstep.engine.lint.Severity;
import dev.lockstep.runner.output.Answer;
import dev.lockstep.runner.output.Page;
import dev.lockstep.schema.ExitCode;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The result of `lint`.
///
/// @param rules the rules that could have been broken
/// @param failOn the lowest severity that counts as a failure
/// @param databaseRead whether a database was read, for the pending scripts and the sizes of tables
record LintAnswer(
    LintReport report, Rules rules, LintSettings settings, Severity failOn, boolean databaseRead)
    implements Answer {
  /// A finding for JSON.
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Line(
      String script,
      int line,
      int column,
      int endLine,
      int endColumn,
      int statement,
      String rule,
      String severity,
      String message,
      @Nullable String relation,
      @Nullable String lock,
      @Nullable String blocks,
      @Nullable String safe) {
    static Line of(Finding finding) {
      Rule rule = finding.rule();
      return new Line(
          finding.script(),
          finding.start().line(),
          finding.start().column(),
          finding.end().line(),
          finding.end().column(),
          finding.statement(),
          rule.id(),
          finding.severity().label(),
          finding.sentence(),
          finding.relation(),
          Optional.ofNullable(finding.lock()).map(HeldLock::title).orElse(null),
          finding.blocks(),
          finding.safe());
    }

    void addTo(Page page) {
      page.line("%s:%d:%d: %s: %s: %s".formatted(script, line, column, severity, rule, message));
      if (lock != null) {
        String on = relation == null ? "" : " on " + relation;
        page.line("  lock: %s%s, which blocks %s".formatted(lock, on, blocks));
      }
      if (safe != null) {
        page.line("  instead:").block(4, safe.stripTrailing());
      }
    }
  }

  /// The result for JSON.
  ///
  /// @param omitted the number of findings that are counted but not listed
  record Summary(
      int scripts,
      int serverVersion,
      boolean databaseRead,
      long errors,
      long warnings,
      long notes,
      int allowed,
      long omitted,
      List<Line> findings) {}

  @Override
  public Page text() {
    var page = new Page();
    report.findings().forEach(finding -> Line.of(finding).addTo(page));
    if (report.omitted() > 0) {
      page.line("and %,d more findings".formatted(report.omitted()));
    }
    return page.line(
        "%s: %s, %s, %s; %d allowed"
            .formatted(
                counted(report.scripts(), "script"),
                counted(report.count(Severity.ERROR), "error"),
                counted(report.count(Severity.WARNING), "warning"),
                counted(report.count(Severity.NOTE), "note"),
                report.accepted()));
  }

  private static String counted(long count, String what) {
    return "%d %s%s".formatted(count, what, count == 1 ? "" : "s");
  }

  @Override
  public Object json() {
    return new Summary(
        report.scripts(),
        settings.version(),
        databaseRead,
        report.count(Severity.ERROR),
        report.count(Severity.WARNING),
        report.count(Severity.NOTE),
        report.accepted(),
        report.omitted(),
        report.findings().stream().map(Line::of).toList());
  }

  @Override
  public ExitCode exit() {
    boolean fails = report.worst().filter(worst -> worst.compareTo(failOn) >= 0).isPresent();
    return fails ? ExitCode.NOT_IN_STEP : ExitCode.OK;
  }
}
