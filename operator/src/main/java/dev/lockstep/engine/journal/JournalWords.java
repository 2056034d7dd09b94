package dev.lockstep.engine.journal;

import dev.lockstep.engine.script.Script;

/// Describes the progress of a journaled script.
public final class JournalWords {
  private JournalWords() {}

  static String upTo(JournalState state) {
    int finished = state.finished();
    return switch (finished) {
      case 0 -> "parts of statement 1";
      case 1 -> "statement 1";
      default -> "statements 1 to " + finished;
    };
  }

  /// The part of a stopped script that stays applied.
  public static String done(Script script, Journal journal) {
    String word = script.isUndo() ? "done" : "applied";
    int finished = journal.finished();
    return switch (finished) {
      case 0 -> "none of its %d statements is recorded as finished".formatted(journal.count());
      case 1 -> "statement 1 of %d is %s".formatted(journal.count(), word);
      default -> "statements 1 to %d of %d are %s".formatted(finished, journal.count(), word);
    };
  }

  /// The point at which the next run resumes.
  public static String next(Journal journal) {
    int finished = journal.finished();
    return finished == journal.count()
        ? "the next run records it"
        : "the next run resumes at statement " + (finished + 1);
  }
}
