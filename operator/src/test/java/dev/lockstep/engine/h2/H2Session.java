package dev.lockstep.engine.h2;

import static dev.lockstep.engine.h2.H2History.asking;

import dev.lockstep.engine.Preparation;
import dev.lockstep.engine.Prepared;
import dev.lockstep.engine.PreparedCallbacks;
import dev.lockstep.engine.Session;
import dev.lockstep.engine.adoption.AdoptedHistory;
import dev.lockstep.engine.adoption.AdoptedRow;
import dev.lockstep.engine.adoption.ForeignHistory;
import dev.lockstep.engine.adoption.PriorHistory;
import dev.lockstep.engine.h2.H2Dialect.H2Script;
import dev.lockstep.engine.history.History;
import dev.lockstep.engine.history.HistoryRow.Status;
import dev.lockstep.engine.history.SchemaInventory;
import dev.lockstep.engine.journal.IncompleteScripts;
import dev.lockstep.engine.repair.HistoryChange;
import dev.lockstep.engine.repair.Repair;
import dev.lockstep.engine.repair.RepairResult;
import dev.lockstep.engine.script.Script;
import dev.lockstep.engine.script.Statement;
import dev.lockstep.schema.EngineException;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureKind;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A session on H2. A script is recorded as failed before its first statement, because H2 commits
/// after each definition; success replaces that record.
final class H2Session implements Session {
  private final Connection work;
  private final Connection lock;
  private final H2History records;
  private History history;

  H2Session(Connection work, String runId, Connection lock) throws SQLException {
    this.work = work;
    this.lock = lock;
    this.records = new H2History(work, runId);
    records.create();
    this.history = records.read();
  }

  @Override
  public History history() {
    return history;
  }

  @Override
  public History renew() {
    return flush();
  }

  @Override
  public History flush() {
    return asking(
        () -> {
          if (lock.isClosed()) {
            throw new SQLException("the lock is gone");
          }
          history = records.read();
          return history;
        });
  }

  @Override
  public IncompleteScripts incomplete() {
    return new IncompleteScripts(Set.of(), Set.of());
  }

  @Override
  public Preparation prepare(Script script) {
    return H2Dialect.prepare(script);
  }

  @Override
  public Applied apply(
      Iterator<Prepared> scripts, PreparedCallbacks around, Consumer<Script> applied) {
    while (scripts.hasNext()) {
      Prepared next = scripts.next();
      write(next.script(), Status.FAILURE, "interrupted");
      around.before().forEach(this::execute);
      run(next);
      around.after().forEach(this::execute);
      write(next.script(), Status.SUCCESS, null);
      applied.accept(next.script());
    }
    return Applied.APPLIED;
  }

  private void write(Script script, Status status, @Nullable String message) {
    asking(
        () -> {
          records.write(script, status, message);
          return true;
        });
  }

  @Override
  public Applied undo(Iterator<Prepared> scripts, Consumer<Script> undone) {
    while (scripts.hasNext()) {
      Prepared next = scripts.next();
      execute(next);
      asking(
          () -> {
            records.undone(next.script());
            return true;
          });
      undone.accept(next.script());
    }
    return Applied.APPLIED;
  }

  @Override
  public void execute(Prepared callback) {
    run(callback);
  }

  private void run(Prepared prepared) {
    if (!(prepared instanceof H2Script(Script script, List<Statement> statements))) {
      throw new IllegalArgumentException("prepared by another dialect");
    }
    for (Statement each : statements) {
      try {
        records.execute(each.text());
      } catch (SQLException e) {
        Failure failure = failure(script, each, e);
        if (!script.isUndo() && script.name().event().isEmpty()) {
          write(script, Status.FAILURE, failure.message());
        }
        throw new EngineException(failure);
      }
    }
  }

  private static Failure failure(Script script, Statement statement, SQLException e) {
    return new Failure(
        FailureKind.SCRIPT_FAILED,
        FailureKind.SCRIPT_FAILED.failureClass(),
        script.fileName(),
        statement.number(),
        statement.line(),
        e.getSQLState(),
        "%s, line %d: %s".formatted(script.fileName(), statement.line(), e.getMessage()),
        "Correct the script");
  }

  @Override
  public Map<String, String> undoTexts() {
    return asking(records::undoTexts);
  }

  @Override
  public History record(AdoptedHistory adopted) {
    return asking(
        () -> {
          for (AdoptedRow row : adopted.rows()) {
            records.write(row);
          }
          return flush();
        });
  }

  @Override
  public RepairResult resumeFrom(Script script, int statement, Repair.AuditNote note) {
    throw new EngineException(
        FailureKind.USAGE, "--resume-from: H2 has no journal", "Correct the script");
  }

  @Override
  public HistoryChange amend(Repair change, Repair.AuditNote note) {
    var amendment = HistoryChange.of(change, history, new H2Dialect().fingerprint());
    return asking(
        () -> {
          switch (change) {
            case Repair.AcceptChecksum(Script script) -> records.accept(script);
            case Repair.MarkApplied mark -> records.write(mark.script(), Status.SUCCESS, null);
            case Repair.ForgetFailed forget -> records.forget(forget.name());
          }
          records.note(change.name(), note.by() + ": " + note.reason());
          return amendment;
        });
  }

  @Override
  public List<PriorHistory> priorHistories(@Nullable String table) {
    return List.of();
  }

  @Override
  public List<ForeignHistory> historiesElsewhere() {
    return List.of();
  }

  @Override
  public SchemaInventory inventory() {
    return asking(
        () -> {
          int tables = H2History.tables(work).size();
          return new SchemaInventory(List.of(new SchemaInventory.Count("table", tables)));
        });
  }

  @Override
  public void warn(String sentence) {}
}
