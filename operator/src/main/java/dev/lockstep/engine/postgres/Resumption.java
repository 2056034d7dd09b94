package dev.lockstep.engine.postgres;

import dev.lockstep.engine.postgres.AttemptOutcome.Halted;
import dev.lockstep.schema.FailureKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Brings a new session to where an earlier attempt at a journaled script has stopped.
final class Resumption {
  private final JournalSession session;
  private final Attempt attempt;

  Resumption(JournalSession session, Attempt attempt) {
    this.session = session;
    this.attempt = attempt;
  }

  /// Why the script cannot go on from its journal; null when it can.
  @Nullable Halted obstacle() {
    Journal journal = attempt.journal();
    JournalState state = journal.state();
    if (state.isEmpty()) {
      return null;
    }
    String file = attempt.script().fileName();
    if (!journal.matches()) {
      return new Halted(
          FailureKind.CHECKSUM_MISMATCH,
          null,
          "%s of it are applied, and what is applied was edited since"
              .formatted(Progress.upTo(state)),
          "Restore these statements and change what comes after them, or say where to go on: lockstep repair --script %s --resume-from N"
              .formatted(file));
    }
    if (state.sessionObject() != null && state.finished() < journal.count()) {
      return new Halted(
          FailureKind.SCRIPT_FAILED,
          null,
          "it cannot go on with statement %d in a new session, because the old one had %s"
              .formatted(state.finished() + 1, state.sessionObject()),
          "Do the rest in a new script and set this one to its end: lockstep repair --script %s --resume-from %d"
              .formatted(file, journal.count() + 1));
    }
    return null;
  }

  /// Sets what the finished statements had set.
  void restore() throws EndedException {
    int finished = attempt.journal().finished();
    if (finished == 0 || finished == attempt.journal().count()) {
      return;
    }
    Replay replay = Replay.of(attempt.body().statements().subList(0, finished));
    send(replay.settings());
    send(replay.opening());
  }

  private void send(List<SqlStatement> statements) throws EndedException {
    for (SqlStatement statement : statements) {
      session.send(Message.body(statement));
    }
  }
}
