package dev.lockstep.engine.postgres;

import dev.lockstep.engine.Amendment;
import dev.lockstep.engine.EngineException;
import dev.lockstep.engine.History;
import dev.lockstep.engine.Repair;
import dev.lockstep.engine.Script;
import dev.lockstep.schema.FailureKind;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// A person's word on a script: how far one has come that stopped half way, or what the history is
/// to say of it. The next run believes it. The locks of a run are held meanwhile.
final class ScriptRepair {
  private final HistorySql sql;
  private final RepairSql repairs;
  private final HistoryAccess access;
  private final RunSessions sessions;

  ScriptRepair(HistorySql sql, HistoryAccess access, RunSessions sessions) {
    this.sql = sql;
    this.repairs = new RepairSql(sql.schema(), sql.runId());
    this.access = access;
    this.sessions = sessions;
  }

  /// Notes that the statements before one are finished, as a row of the audit.
  Repaired resumeFrom(
      History history, Script script, List<SqlStatement> statements, int from, Repair.Word word) {
    JournalState before = sessions.journal(script);
    refuse(history, script, before, statements.size(), from);
    var state = new Journal(statements, before).finishing(from - 1);
    UUID attempt = UUID.randomUUID();
    write(
        sessions.messages().journal().repair(attempt, script, sql.runId(), state),
        repairs.explain(
            attempt,
            "resume-from",
            word,
            Map.of("finished", Integer.toString(before.finished())),
            Map.of("finished", Integer.toString(from - 1))));
    Integer line = from > statements.size() ? null : statements.get(from - 1).line();
    return new Repaired(script.fileName(), before.finished(), from, statements.size(), line);
  }

  /// Changes what the history says of a script.
  Amendment amend(History history, Repair repair, Repair.Word word) {
    Amendment amendment = Amendment.of(repair, history, new SqlFingerprint());
    if (repair instanceof Repair.ForgetFailed forget) {
      refuseHalfDone(forget);
    }
    write(repairs.change(repair), repairs.audit(amendment, word));
    return amendment;
  }

  /// A row of the audit with success closes the journal, and the next run would begin anew.
  private void refuseHalfDone(Repair.ForgetFailed forget) {
    String name = forget.name();
    JournalState journal = sessions.journal(name);
    if (!journal.isEmpty() && !forget.isOfNoSet()) {
      throw new EngineException(
          FailureKind.USAGE,
          "--script: %s stopped half way, and %d of its statements are applied: forgetting it would run them again"
              .formatted(name, journal.finished()),
          "Say with --resume-from 1 that it begins anew, with --mark-applied that all is done; where the file is gone, give --scripts");
    }
  }

  private void write(String first, String second) {
    ScriptMessages messages = sessions.messages();
    var all = new ArrayList<>(messages.session().reset());
    all.addAll(List.of(messages.ownSession(), "BEGIN", first, second, "COMMIT"));
    try {
      Pipeline.tell(sessions.current().work(), all).orThrow();
    } catch (SQLException e) {
      throw access.failure(e);
    }
  }

  private static void refuse(
      History history, Script script, JournalState before, int count, int from) {
    String file = script.fileName();
    boolean applied =
        history.rows().stream().anyMatch(row -> row.name().equals(file) && row.isApplied());
    if (applied && !script.isUndo()) {
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
