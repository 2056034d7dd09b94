package dev.lockstep.engine.postgres.run;

import dev.lockstep.engine.postgres.history.JournalState;
import dev.lockstep.engine.postgres.run.AttemptOutcome.Committed;
import dev.lockstep.engine.postgres.run.AttemptOutcome.Halted;
import dev.lockstep.engine.postgres.sql.SqlStatement;
import dev.lockstep.schema.FailureKind;
import java.util.List;

/// Brings a new session to where an earlier attempt at a journaled script has stopped.
final class Resumption {
  private final JournalSession session;
  private final Attempt attempt;

  Resumption(JournalSession session, Attempt attempt) {
    this.session = session;
    this.attempt = attempt;
  }

  /// Halts a script that cannot go on from its journal.
  AttemptOutcome check() {
    Journal journal = attempt.journal();
    JournalState state = journal.state();
    if (state.isEmpty()) {
      return new Committed();
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
    return new Committed();
  }

  /// Sets what the finished statements had set.
  AttemptOutcome restore() {
    int finished = attempt.journal().finished();
    if (finished == 0 || finished == attempt.journal().count()) {
      return new Committed();
    }
    SessionReplay replay = SessionReplay.of(attempt.body().statements().subList(0, finished));
    return send(replay.settings()).then(() -> send(replay.opening()));
  }

  private AttemptOutcome send(List<SqlStatement> statements) {
    return session.sendEach(statements.stream().map(WireStatement::body).toList());
  }
}
