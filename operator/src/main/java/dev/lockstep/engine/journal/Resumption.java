package dev.lockstep.engine.journal;

import dev.lockstep.engine.repair.Repair;
import dev.lockstep.engine.script.Script;
import dev.lockstep.schema.FailureKind;

/// The decision whether an attempt at a script can resume from its journal.
public sealed interface Resumption {
  /// The attempt can resume, at the statement after the last finished one.
  record Possible() implements Resumption {}

  /// The attempt cannot resume.
  ///
  /// @param sentence the obstacle, to be read after the name of the script
  /// @param hint how to fix it
  record Refused(FailureKind kind, String sentence, String hint) implements Resumption {}

  /// Decides on a new attempt, which has a new session.
  static Resumption of(Script script, Journal journal) {
    JournalState state = journal.state();
    if (state.isEmpty()) {
      return new Possible();
    }
    if (!journal.matches()) {
      return new Refused(
          FailureKind.CHECKSUM_MISMATCH,
          "%s were applied, and the applied part was edited since"
              .formatted(JournalWords.upTo(state)),
          "Restore these statements and change only later ones, or set where to resume: "
              + Repair.resuming(script.fileName(), "N"));
    }
    String sessionObject = state.sessionObject();
    if (sessionObject != null && state.finished() < journal.count()) {
      return new Refused(
          FailureKind.SCRIPT_FAILED,
          "cannot resume at statement %d in a new session, because the old session had %s"
              .formatted(state.finished() + 1, sessionObject),
          "Move the remaining statements to a new script, and mark this one as finished: "
              + Repair.resuming(script.fileName(), journal.count() + 1));
    }
    return new Possible();
  }
}
