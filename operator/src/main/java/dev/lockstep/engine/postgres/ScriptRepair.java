package dev.lockstep.engine.postgres;

import dev.lockstep.engine.EngineException;
import dev.lockstep.engine.History;
import dev.lockstep.engine.Script;
import dev.lockstep.schema.FailureKind;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.postgresql.jdbc.PgConnection;

/// A person's word on how far a script has come that stopped half way: the next run believes it.
final class ScriptRepair {
  private final HistorySql sql;
  private final HistoryAccess access;
  private final RunSessions sessions;

  ScriptRepair(HistorySql sql, HistoryAccess access, RunSessions sessions) {
    this.sql = sql;
    this.access = access;
    this.sessions = sessions;
  }

  /// Notes that the statements before one are finished, as a row of the audit. The locks of a run
  /// are held meanwhile.
  Repaired resumeFrom(History history, Script script, List<SqlStatement> statements, int from) {
    JournalState before = sessions.journal(script.fileName());
    refuse(history, script, before, statements.size(), from);
    var state = new Journal(statements, before).finishing(from - 1);
    ScriptMessages messages = sessions.messages();
    PgConnection work = sessions.current().work();
    var all = new ArrayList<>(messages.session().reset());
    all.add(messages.ownSession());
    all.add(messages.journal().repair(UUID.randomUUID(), script, sql.runId(), state));
    try {
      Pipeline.tell(work, all).orThrow();
    } catch (SQLException e) {
      throw access.failure(e);
    }
    Integer line = from > statements.size() ? null : statements.get(from - 1).line();
    return new Repaired(script.fileName(), before.finished(), from, statements.size(), line);
  }

  private static void refuse(
      History history, Script script, JournalState before, int count, int from) {
    String file = script.fileName();
    boolean applied =
        history.rows().stream().anyMatch(row -> row.name().equals(file) && row.isApplied());
    if (applied) {
      throw new EngineException(
          FailureKind.USAGE,
          "--script: %s is applied, so that there is nothing to go on with".formatted(file),
          "See lockstep history");
    }
    if (before.isEmpty()) {
      throw new EngineException(
          FailureKind.USAGE,
          "--script: %s has no journal, because no run of it has stopped half way".formatted(file),
          "Run lockstep migrate: it begins with the first statement");
    }
    if (from < 1 || from > count + 1) {
      throw new EngineException(
          FailureKind.USAGE,
          "--resume-from: %d is not between 1 and %d; %s has %d statements"
              .formatted(from, count + 1, file, count),
          "1 begins anew, %d says that all is done".formatted(count + 1));
    }
  }
}
