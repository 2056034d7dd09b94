package dev.lockstep.runner;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lockstep.engine.Amendment;
import dev.lockstep.engine.Repair;
import dev.lockstep.engine.postgres.Repaired;
import dev.lockstep.runner.Finding.Extent;
import dev.lockstep.runner.Grid.Cell;
import dev.lockstep.runner.Grid.Fit;
import java.util.LinkedHashSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What `repair` has written.
sealed interface RepairAnswer extends AnswerCommand.Answer {

  /// How far a script has come.
  ///
  /// @param resumeFrom the statement with which the next run goes on; absent when all are done
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
    static Resumed of(Repaired repaired, Repair.Word word) {
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
    public String text() {
      String counts =
          "%s: %d of %d statements count as done, %d did before"
              .formatted(script, finished, statements, finishedBefore);
      return resumeFrom == null
          ? counts + "; the next run records the script as applied"
          : "%s; the next run goes on with statement %d, line %d"
              .formatted(counts, resumeFrom, line);
    }
  }

  /// What the history says of a script.
  ///
  /// @param extent how much of the text changed
  /// @param from what the history said
  /// @param to what it says now; absent when nothing
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
    static Amended of(Amendment amendment, Repair.Word word) {
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
    public String text() {
      String now = to.isEmpty() ? "gone" : "none";
      var grid = new Grid(Screen.PLAIN, Fit.WHOLE, Fit.WHOLE, Fit.WHOLE);
      grid.titles("", "BEFORE", "NOW");
      var names = new LinkedHashSet<>(from.keySet());
      names.addAll(to.keySet());
      names.forEach(
          name ->
              grid.row(
                  Cell.of(name),
                  Cell.of(from.getOrDefault(name, "none")),
                  Cell.of(to.getOrDefault(name, now))));
      return "%s: %s\n%s\nby %s: %s".formatted(script, sentence(), grid.text(), by, reason);
    }

    private String sentence() {
      if (extent != null) {
        return "its text of now counts as the one that was applied; %s differ"
            .formatted(extent.words());
      }
      return to.isEmpty() ? "it counts as never tried" : "it counts as applied; nothing was run";
    }
  }
}
