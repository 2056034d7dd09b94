package dev.lockstep.runner;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.lockstep.engine.postgres.CatalogDifference;
import dev.lockstep.engine.postgres.TriedUndo;
import dev.lockstep.engine.postgres.TriedUndo.Result;
import dev.lockstep.engine.postgres.UndoTrial;
import dev.lockstep.schema.ExitCode;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.SchemaVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What `lockstep test-undo` answers.
///
/// @param scripts the versioned scripts that were tried, in order
/// @param clean how many of them are clean
/// @param withoutUndo the names of those that have no undo
/// @param notTried the names of those that were not reached
record UndoTrialAnswer(
    List<Entry> scripts,
    int clean,
    List<String> withoutUndo,
    List<String> notTried,
    @JsonIgnore ExitCode exit)
    implements AnswerCommand.Answer {
  private static final int SHOWN = 160;

  /// What a script without undo means.
  enum MissingUndo {
    /// Nothing.
    TAKEN,
    /// As much as one that does not take everything back.
    FOUND
  }

  /// The words of a result.
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
    NOT_APPLIED_AGAIN("not applied again");

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

  /// An object that is not as it was.
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
        case ADDED -> object + " is left behind";
        case REMOVED -> object + " is gone";
        case CHANGED -> "%s is %s, and was %s".formatted(object, shown(after), shown(before));
      };
    }

    private static String shown(@Nullable String definition) {
      String line = Console.oneLine(String.valueOf(definition));
      return line.length() > SHOWN ? line.substring(0, SHOWN) + "…" : line;
    }
  }

  /// What became of one script.
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Entry(
      String script,
      @Nullable String version,
      Word result,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Changed> afterUndo,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Changed> afterApplyingAgain,
      @Nullable Failure failure) {
    private static Entry of(TriedUndo tried) {
      return new Entry(
          tried.script().fileName(),
          tried.script().version().map(SchemaVersion::text).orElse(null),
          Word.of(tried.result()),
          tried.afterUndo().stream().map(Changed::of).toList(),
          tried.afterApplyingAgain().stream().map(Changed::of).toList(),
          tried.failure());
    }

    private void addTo(StringBuilder text, int width) {
      text.append(script).append(" ".repeat(width - script.length()));
      text.append("  ").append(result.text).append('\n');
      afterUndo.forEach(changed -> text.append("  undone: ").append(changed.text()).append('\n'));
      afterApplyingAgain.forEach(
          changed -> text.append("  applied again: ").append(changed.text()).append('\n'));
      if (failure != null) {
        text.append("  ").append(Console.oneLine(failure.message())).append('\n');
      }
    }
  }

  static UndoTrialAnswer of(UndoTrial.Outcome outcome, MissingUndo missing) {
    List<TriedUndo> tried = outcome.tried();
    boolean ok =
        outcome.notReached().isEmpty()
            && tried.stream().allMatch(one -> isFine(one.result(), missing));
    return new UndoTrialAnswer(
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
  public String text() {
    int width = scripts.stream().mapToInt(entry -> entry.script().length()).max().orElse(0);
    var text = new StringBuilder();
    scripts.forEach(entry -> entry.addTo(text, width));
    int found = scripts.size() - clean - withoutUndo.size();
    text.append(
        "%d tried: %d clean, %d not, %d without undo"
            .formatted(scripts.size(), clean, found, withoutUndo.size()));
    if (!notTried.isEmpty()) {
      text.append(", %d not reached".formatted(notTried.size()));
    }
    return text.toString();
  }
}
