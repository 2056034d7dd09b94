package dev.lockstep.runner.testundo;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.lockstep.engine.UndoTest;
import dev.lockstep.engine.UndoTestResult;
import dev.lockstep.engine.UndoTestResult.Result;
import dev.lockstep.engine.catalog.CatalogDifference;
import dev.lockstep.runner.output.Answer;
import dev.lockstep.runner.output.Page;
import dev.lockstep.schema.ExitCode;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.Printable;
import dev.lockstep.schema.SchemaVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The result of `lockstep test-undo`.
///
/// @param scripts the versioned scripts that were tested, in order
/// @param clean the number of clean scripts
/// @param withoutUndo the names of scripts without an undo
/// @param notTried the names of scripts that were not reached
record UndoTestAnswer(
    List<Entry> scripts,
    int clean,
    List<String> withoutUndo,
    List<String> notTried,
    @JsonIgnore ExitCode exit)
    implements Answer {
  private static final int SHOWN = 160;

  /// How to handle a script without an undo.
  enum MissingUndo {
    /// The script is accepted.
    TAKEN,
    /// The script is a finding.
    FOUND
  }

  /// The result for one script, as it is printed.
  enum Word {
    @JsonProperty("clean")
    CLEAN("clean"),
    @JsonProperty("noUndo")
    NO_UNDO("no undo"),
    @JsonProperty("differs")
    DIFFERS("differs"),
    @JsonProperty("undoFailed")
    UNDO_FAILED("undo failed"),
    @JsonProperty("notAppliedAgain")
    NOT_APPLIED_AGAIN("could not be applied again");

    private final String text;

    Word(String text) {
      this.text = text;
    }

    private static Word of(Result result) {
      return switch (result) {
        case CLEAN -> CLEAN;
        case NO_UNDO -> NO_UNDO;
        case DIFFERS -> DIFFERS;
        case UNDO_FAILED -> UNDO_FAILED;
        case NOT_APPLIED_AGAIN -> NOT_APPLIED_AGAIN;
      };
    }
  }

  /// How an object differs.
  enum Difference {
    @JsonProperty("added")
    ADDED,
    @JsonProperty("removed")
    REMOVED,
    @JsonProperty("changed")
    CHANGED
  }

  /// An object that differs.
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Changed(
      String object, Difference difference, @Nullable String before, @Nullable String after) {
    private static Changed of(CatalogDifference found) {
      Difference difference =
          switch (found.kind()) {
            case ADDED -> Difference.ADDED;
            case REMOVED -> Difference.REMOVED;
            case CHANGED -> Difference.CHANGED;
          };
      return new Changed(found.object(), difference, found.before(), found.after());
    }

    private String text() {
      return switch (difference) {
        case ADDED -> object + " is left over";
        case REMOVED -> object + " is missing";
        case CHANGED -> "%s is %s, was %s".formatted(object, shown(after), shown(before));
      };
    }

    private static String shown(@Nullable String definition) {
      String line = Printable.line(String.valueOf(definition));
      return line.length() > SHOWN
          ? line.substring(0, line.offsetByCodePoints(0, SHOWN)) + "…"
          : line;
    }
  }

  /// The result for one script.
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Entry(
      String script,
      @Nullable String version,
      Word result,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Changed> afterUndo,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Changed> afterApplyingAgain,
      @Nullable Failure failure) {
    private static Entry of(UndoTestResult tried) {
      return new Entry(
          tried.script().fileName(),
          tried.script().version().map(SchemaVersion::text).orElse(null),
          Word.of(tried.result()),
          tried.afterUndo().stream().map(Changed::of).toList(),
          tried.afterApplyingAgain().stream().map(Changed::of).toList(),
          tried.failure());
    }

    private void addTo(Page page, int width) {
      String name = Printable.line(script);
      page.line("%s%s  %s".formatted(name, " ".repeat(width - name.length()), result.text));
      afterUndo.forEach(changed -> page.line("  undone: " + changed.text()));
      afterApplyingAgain.forEach(changed -> page.line("  applied again: " + changed.text()));
      if (failure != null) {
        page.line("  " + failure.message());
      }
    }
  }

  static UndoTestAnswer of(UndoTest.Outcome outcome, MissingUndo missing) {
    List<UndoTestResult> tried = outcome.tried();
    boolean ok =
        outcome.notReached().isEmpty()
            && tried.stream().allMatch(one -> isFine(one.result(), missing));
    return new UndoTestAnswer(
        tried.stream().map(Entry::of).toList(),
        (int) tried.stream().filter(one -> one.result() == Result.CLEAN).count(),
        tried.stream()
            .filter(one -> one.result() == Result.NO_UNDO)
            .map(one -> one.script().fileName())
            .toList(),
        outcome.notReached(),
        ok ? ExitCode.OK : ExitCode.NOT_IN_STEP);
  }

  private static boolean isFine(Result result, MissingUndo missing) {
    return switch (result) {
      case CLEAN -> true;
      case NO_UNDO -> missing == MissingUndo.TAKEN;
      case DIFFERS, UNDO_FAILED, NOT_APPLIED_AGAIN -> false;
    };
  }

  @Override
  public Page text() {
    int width =
        scripts.stream().mapToInt(entry -> Printable.line(entry.script()).length()).max().orElse(0);
    var page = new Page();
    scripts.forEach(entry -> entry.addTo(page, width));
    int found = scripts.size() - clean - withoutUndo.size();
    return page.line(
        "%d tested: %d clean, %d not clean, %d without undo%s"
            .formatted(
                scripts.size(),
                clean,
                found,
                withoutUndo.size(),
                notTried.isEmpty() ? "" : ", %d not reached".formatted(notTried.size())));
  }
}
