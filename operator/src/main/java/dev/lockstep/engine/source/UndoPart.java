package dev.lockstep.engine.source;

import dev.lockstep.engine.script.ScriptElement;
import dev.lockstep.engine.script.ScriptElement.Comment;
import dev.lockstep.engine.script.ScriptElement.Statement;
import dev.lockstep.schema.ScriptName;
import dev.lockstep.schema.UndoName;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// An undo part of a script, separated from the statements above it by a comment, as in many tools:
/// node-pg-migrate, Play, micrate, rambler, shmig and others. To Lockstep the line is an ordinary
/// comment, and the undo part would run with the rest.
///
/// @param line the line of the comment
/// @param comment the comment
/// @param tool the tool that splits files at this comment, if it is known
public record UndoPart(int line, String comment, @Nullable String tool) {
  /// The name that accepts such a comment: `-- lockstep: allow undo-part REASON`.
  public static final String ACCEPTED_AS = "undo-part";

  /// The name that accepts a file name which suggests an undo script: `-- lockstep: allow-file
  /// undo-name REASON`.
  public static final String NAME_ACCEPTED_AS = "undo-name";

  private static final int SHOWN = 60;

  private static final Set<String> ENDS = Set.of("COMMIT", "END", "ROLLBACK", "ABORT");
  private static final Set<String> TAKING =
      Set.of("DROP", "DELETE", "TRUNCATE", "REVOKE", "ALTER", "UPDATE");

  /// The first undo part of a script.
  ///
  /// @param marks all elements of the script
  public static Optional<UndoPart> of(List<ScriptElement> marks) {
    return new Search(marks).first();
  }

  /// The reason for rejecting the script.
  public String refusal(ScriptName script) {
    String out =
        switch (script.kind()) {
          case VERSIONED ->
              UndoName.of(script)
                  .map("put the undo part into a separate file, %s"::formatted)
                  .orElse("");
          case REPEATABLE, BASELINE, CALLBACK -> "remove the undo part";
        };
    String divided =
        switch (script.style()) {
          case NUMBERED -> ", or divide the file with '-- migrate:up' and '-- migrate:down'";
          case GOOSE -> ", or below '-- +goose Down'";
          case DBMATE -> ", or below '-- migrate:down'";
          case FLYWAY, UP_DOWN -> "";
        };
    return tool == null
        ? "%s, line %d: '%s' begins a part that undoes the statements above it, but would run as part of the script: %s%s; if it is an ordinary comment, write '-- lockstep: allow %s REASON' above it"
            .formatted(script.fileName(), line, brief(), out, divided, ACCEPTED_AS)
        : "%s, line %d: this is a %s script, with an up and an undo part in one file: %s%s"
            .formatted(script.fileName(), line, tool, out, divided);
  }

  private String brief() {
    String words = comment.lines().map(String::strip).collect(Collectors.joining(" ")).strip();
    return words.length() <= SHOWN ? words : words.substring(0, SHOWN) + "...";
  }

  private static final class Search {
    private final List<ScriptElement> marks;
    private final Set<List<String>> forward = new HashSet<>();

    /// For each element: the next statement, the last line of the block of comments that begins
    /// with it, whether one of those comments is a statement that was commented out, and whether a
    /// comment that no statement separates from it accepts it.
    private final @Nullable Statement[] below;

    private final int[] blockEnd;
    private final boolean[] takenOut;
    private final boolean[] accepted;

    Search(List<ScriptElement> marks) {
      this.marks = marks;
      this.below = new @Nullable Statement[marks.size()];
      this.blockEnd = new int[marks.size()];
      this.takenOut = new boolean[marks.size()];
      this.accepted = new boolean[marks.size()];
      for (int i = marks.size() - 1; i >= 0; i--) {
        lookBelow(i);
      }
      for (int i = 1; i < marks.size(); i++) {
        accepted[i] =
            marks.get(i) instanceof Comment
                && (accepted[i] || (accepted[i - 1] && marks.get(i - 1) instanceof Comment));
      }
    }

    private void lookBelow(int i) {
      ScriptElement next = i + 1 < marks.size() ? marks.get(i + 1) : null;
      below[i] =
          next instanceof Statement statement ? statement : next == null ? null : below[i + 1];
      if (marks.get(i) instanceof Comment comment) {
        boolean goesOn = next instanceof Comment && next.line() == comment.endLine() + 1;
        blockEnd[i] = goesOn ? blockEnd[i + 1] : comment.endLine();
        takenOut[i] = goesOn && (takenOut[i + 1] || endsStatement(next));
        accepted[i] =
            comment.accepts("allow", ACCEPTED_AS) || (next instanceof Comment && accepted[i + 1]);
      }
    }

    private static boolean endsStatement(@Nullable ScriptElement mark) {
      return mark instanceof Comment comment && comment.text().stripTrailing().endsWith(";");
    }

    Optional<UndoPart> first() {
      if (isAcceptedInWhole()) {
        return Optional.empty();
      }
      int last = lastStatement();
      for (int i = 0; i < marks.size(); i++) {
        if (marks.get(i) instanceof Comment comment) {
          UndoPart found = at(i, comment, last);
          if (found != null) {
            return Optional.of(found);
          }
        }
      }
      return Optional.empty();
    }

    private @Nullable UndoPart at(int index, Comment comment, int last) {
      UndoWords words = UndoWords.of(comment.text());
      String tool = UndoTool.of(comment.text());
      boolean divides = tool != null || (index < last && isDivider(index, words));
      forward.addAll(words.forward());
      return divides && !accepted[index]
          ? new UndoPart(comment.line(), comment.text().strip(), tool)
          : null;
    }

    private boolean isDivider(int index, UndoWords words) {
      if (words.isUndo()) {
        return !isStatementTakenOut(index, words) && !headsWhatIsTakenOut(index);
      }
      return words.backward().stream().anyMatch(forward::contains)
          && (words.isMarked() || takesAway(index));
    }

    /// A `ROLLBACK` that was commented out after a trial of the script, next to the `COMMIT` that
    /// replaced it.
    private boolean isStatementTakenOut(int index, UndoWords words) {
      return words.isRollbackStatement()
          || (words.isRollback() && ENDS.contains(firstWord(below[index])));
    }

    /// Whether the comment precedes statements that are commented out: a note about how to undo the
    /// script. A statement after a blank line is not part of the note, unless it removes something.
    private boolean headsWhatIsTakenOut(int index) {
      Statement next = below[index];
      return takenOut[index]
          && next != null
          && next.line() > blockEnd[index] + 1
          && !takesAway(index);
    }

    private boolean takesAway(int index) {
      Statement next = below[index];
      return next != null && next.words().stream().limit(4).anyMatch(TAKING::contains);
    }

    private static String firstWord(@Nullable Statement statement) {
      return statement == null || statement.words().isEmpty() ? "" : statement.words().getFirst();
    }

    /// After the last statement that has an effect, a comment separates nothing.
    private int lastStatement() {
      for (int i = marks.size() - 1; i >= 0; i--) {
        if (marks.get(i) instanceof Statement statement && !ENDS.contains(firstWord(statement))) {
          return i;
        }
      }
      return 0;
    }

    private boolean isAcceptedInWhole() {
      for (ScriptElement mark : marks) {
        switch (mark) {
          case Comment comment -> {
            if (comment.accepts("allow-file", ACCEPTED_AS)) {
              return true;
            }
          }
          case Statement _ -> {
            return false;
          }
        }
      }
      return false;
    }
  }
}
