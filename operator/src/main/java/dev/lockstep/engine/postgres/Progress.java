package dev.lockstep.engine.postgres;

/// Words for how far a journaled script has come.
final class Progress {
  private Progress() {}

  static String upTo(JournalState state) {
    int finished = state.finished();
    return switch (finished) {
      case 0 -> "parts of statement 1";
      case 1 -> "statement 1";
      default -> "statements 1 to " + finished;
    };
  }

  /// What stays of a script that has stopped.
  static String done(Attempt attempt) {
    Journal journal = attempt.journal();
    String word = attempt.script().isUndo() ? "done" : "applied";
    int finished = journal.finished();
    return switch (finished) {
      case 0 -> "none of its %d statements is noted as finished".formatted(journal.count());
      case 1 -> "statement 1 of %d is %s".formatted(journal.count(), word);
      default -> "statements 1 to %d of %d are %s".formatted(finished, journal.count(), word);
    };
  }

  static String next(Journal journal) {
    int finished = journal.finished();
    return finished == journal.count()
        ? "the next run records it"
        : "the next run goes on with statement " + (finished + 1);
  }
}
