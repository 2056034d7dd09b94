package dev.lockstep.runner.repair;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lockstep.engine.repair.HistoryChange;
import dev.lockstep.engine.repair.Repair;
import dev.lockstep.engine.repair.RepairResult;
import dev.lockstep.runner.check.Finding.Extent;
import dev.lockstep.runner.output.Answer;
import dev.lockstep.runner.output.Page;
import dev.lockstep.runner.output.Terminal;
import dev.lockstep.runner.output.TextTable;
import dev.lockstep.runner.output.TextTable.Cell;
import dev.lockstep.runner.output.TextTable.Fit;
import java.util.LinkedHashSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The result of `repair`.
sealed interface RepairAnswer extends Answer {

  /// The new statement at which a script resumes.
  ///
  /// @param resumeFrom the statement at which the next run resumes; null if all are finished
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Resumed(
      String script,
      int statements,
      int finishedBefore,
      int finished,
      @Nullable Integer resumeFrom,
      @Nullable Integer line,
      String repair,
      String by,
      @Nullable String reason)
      implements RepairAnswer {
    static Resumed of(RepairResult repaired, Repair.AuditNote word) {
      boolean through = repaired.line() == null;
      return new Resumed(
          repaired.script(),
          repaired.count(),
          repaired.finishedBefore(),
          repaired.resumeFrom() - 1,
          through ? null : repaired.resumeFrom(),
          repaired.line(),
          "resume-from",
          word.by(),
          word.reason());
    }

    @Override
    public Page text() {
      String counts =
          "%s: %d of %d statements count as applied (before: %d)"
              .formatted(script, finished, statements, finishedBefore);
      return Page.of(
          resumeFrom == null
              ? counts + "; the next run records the script as applied"
              : "%s; the next run resumes at statement %d, line %d"
                  .formatted(counts, resumeFrom, line));
    }
  }

  /// The changed history of a script.
  ///
  /// @param extent the extent of the text's change
  /// @param from the values before
  /// @param to the values now; empty if the row was deleted
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  record Amended(
      String script,
      String repair,
      @Nullable Extent extent,
      Map<String, String> from,
      Map<String, String> to,
      String by,
      @Nullable String reason)
      implements RepairAnswer {
    static Amended of(HistoryChange amendment, Repair.AuditNote word) {
      return new Amended(
          amendment.script(),
          amendment.kind(),
          amendment.extent() == null ? null : Extent.of(amendment.extent()),
          amendment.from(),
          amendment.to(),
          word.by(),
          word.reason());
    }

    @Override
    public Page text() {
      String now = to.isEmpty() ? "gone" : "none";
      var table = new TextTable(Terminal.PLAIN, Fit.WHOLE, Fit.WHOLE, Fit.WHOLE);
      table.titles("", "BEFORE", "NOW");
      var names = new LinkedHashSet<>(from.keySet());
      names.addAll(to.keySet());
      names.forEach(
          name ->
              table.row(
                  Cell.of(name),
                  Cell.of(from.getOrDefault(name, "none")),
                  Cell.of(to.getOrDefault(name, now))));
      return Page.of("%s: %s".formatted(script, sentence()))
          .add(table.page())
          .line("by %s: %s".formatted(by, reason));
    }

    private String sentence() {
      if (extent != null) {
        return "accepted the current file as the applied version (%s differ)"
            .formatted(extent.words());
      }
      return to.isEmpty()
          ? "the failed attempt is forgotten; the script counts as never run"
          : "recorded as applied; no SQL was run";
    }
  }
}
