package dev.lockstep.engine.postgres.run;

import dev.lockstep.engine.postgres.history.JournalState;
import dev.lockstep.engine.postgres.run.AttemptOutcome.Halted;
import dev.lockstep.engine.postgres.sql.SqlStatement;
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
          "%s were applied, and the applied part was edited since"
              .formatted(JournalWords.upTo(state)),
          "Restore these statements and change only later ones, or set where to resume: lockstep repair --script %s --resume-from N"
              .formatted(file));
    }
    if (state.sessionObject() != null && state.finished() < journal.count()) {
      return new Halted(
          FailureKind.SCRIPT_FAILED,
          null,
          "cannot resume at statement %d in a new session, because the old session had %s"
              .formatted(state.finished() + 1, state.sessionObject()),
          "Move the remaining statements to a new script, and mark this one as finished: lockstep repair --script %s --resume-from %d"
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
    SessionReplay replay = SessionReplay.of(attempt.body().statements().subList(0, finished));
    send(replay.settings());
    send(replay.opening());
  }

  private void send(List<SqlStatement> statements) throws EndedException {
    for (SqlStatement statement : statements) {
      session.send(WireStatement.body(statement));
    }
  }
}
