package dev.lockstep.engine.postgres.run;

import dev.lockstep.engine.history.History;
import dev.lockstep.engine.journal.Journal;
import dev.lockstep.engine.journal.JournalState;
import dev.lockstep.engine.postgres.history.HistorySql;
import dev.lockstep.engine.postgres.history.HistoryStore;
import dev.lockstep.engine.postgres.history.RepairSql;
import dev.lockstep.engine.postgres.session.Pipeline;
import dev.lockstep.engine.postgres.session.SessionOptions;
import dev.lockstep.engine.postgres.sql.SqlStatement;
import dev.lockstep.engine.postgres.statement.SqlFingerprint;
import dev.lockstep.engine.repair.HistoryChange;
import dev.lockstep.engine.repair.Repair;
import dev.lockstep.engine.repair.RepairResult;
import dev.lockstep.engine.script.Script;
import dev.lockstep.schema.Command;
import dev.lockstep.schema.EngineException;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.schema.Setting;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Records a user's correction for a script: the statement at which a partially applied one
/// resumes, or its history row. The next run relies on it. The locks of a run are held meanwhile.
public final class ScriptRepair {
  private final HistorySql sql;
  private final RepairSql repairs;
  private final HistoryStore access;
  private final RunSessions sessions;

  public ScriptRepair(HistorySql sql, HistoryStore access, RunSessions sessions) {
    this.sql = sql;
    this.repairs = new RepairSql(sql.schema(), sql.runId());
    this.access = access;
    this.sessions = sessions;
  }

  /// Records, as an audit row, that the statements before one are finished.
  public RepairResult resumeFrom(
      History history,
      Script script,
      List<SqlStatement> statements,
      int from,
      Repair.AuditNote word) {
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
    return new RepairResult(script.fileName(), before.finished(), from, statements.size(), line);
  }

  /// Changes the history row of a script.
  public HistoryChange amend(History history, Repair repair, Repair.AuditNote word) {
    HistoryChange amendment = HistoryChange.of(repair, history, new SqlFingerprint());
    if (repair instanceof Repair.ForgetFailed forget) {
      refuseHalfDone(forget);
    }
    write(repairs.change(repair), repairs.audit(amendment, word));
    return amendment;
  }

  /// Rejects a partially applied script: a successful audit row closes the journal, and the next
  /// run would start from the beginning.
  private void refuseHalfDone(Repair.ForgetFailed forget) {
    String name = forget.name();
    JournalState journal = sessions.journal(name);
    if (!journal.isEmpty() && !forget.isOfNoSet()) {
      throw new EngineException(
          FailureKind.USAGE,
          "%s: %s is partially applied (%d statements): forgetting it would run them again"
              .formatted(Setting.SCRIPT, name, journal.finished()),
          "Use %s to start it again or %s if everything is done; if the file does not exist, pass %s"
              .formatted(
                  Setting.RESUME_FROM.with(1), Setting.MARK_APPLIED, Setting.SCRIPTS.option()));
    }
  }

  private void write(String first, String second) {
    ScriptPipeline messages = sessions.messages();
    var all = new ArrayList<>(messages.session().ours());
    String durable = SessionOptions.durable(messages.keys());
    all.addAll(List.of(durable, "BEGIN", first, second, "COMMIT"));
    try {
      Pipeline.execute(sessions.current().work(), all).orThrow();
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
          "%s: %s is applied; nothing to resume".formatted(Setting.SCRIPT, file),
          "See " + Command.HISTORY);
    }
    if (before.isEmpty()) {
      throw new EngineException(
          FailureKind.USAGE,
          "%s: %s has no journal, because no run of it was interrupted"
              .formatted(Setting.SCRIPT, file),
          "Run %s; it starts at the first statement".formatted(Command.MIGRATE));
    }
    if (from < 1 || from > count + 1) {
      throw new EngineException(
          FailureKind.USAGE,
          "%s: %d is not between 1 and %d; %s has %d statements"
              .formatted(Setting.RESUME_FROM, from, count + 1, file, count),
          "Use 1 to start again, %d if everything is done".formatted(count + 1));
    }
  }
}
