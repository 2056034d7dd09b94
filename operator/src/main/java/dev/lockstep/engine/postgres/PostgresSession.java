package dev.lockstep.engine.postgres;

import dev.lockstep.engine.DryRunResult;
import dev.lockstep.engine.DryRunSession;
import dev.lockstep.engine.Preparation;
import dev.lockstep.engine.Prepared;
import dev.lockstep.engine.PreparedCallbacks;
import dev.lockstep.engine.PreparedScripts;
import dev.lockstep.engine.ProgressListener;
import dev.lockstep.engine.RunSettings;
import dev.lockstep.engine.Session;
import dev.lockstep.engine.StopSignal;
import dev.lockstep.engine.adoption.AdoptedHistory;
import dev.lockstep.engine.adoption.AdoptionPolicy;
import dev.lockstep.engine.adoption.ForeignHistory;
import dev.lockstep.engine.adoption.PriorHistory;
import dev.lockstep.engine.history.History;
import dev.lockstep.engine.history.SchemaInventory;
import dev.lockstep.engine.journal.IncompleteScripts;
import dev.lockstep.engine.postgres.history.HistorySql;
import dev.lockstep.engine.postgres.history.HistoryStore;
import dev.lockstep.engine.postgres.run.CallbackRun;
import dev.lockstep.engine.postgres.run.DryRun;
import dev.lockstep.engine.postgres.run.PreparedScript;
import dev.lockstep.engine.postgres.run.RunSessions;
import dev.lockstep.engine.postgres.run.ScriptApplication;
import dev.lockstep.engine.postgres.run.ScriptCallbacks;
import dev.lockstep.engine.postgres.run.ScriptRepair;
import dev.lockstep.engine.postgres.sql.SqlLexer;
import dev.lockstep.engine.postgres.sql.StandardStrings;
import dev.lockstep.engine.repair.HistoryChange;
import dev.lockstep.engine.repair.Repair;
import dev.lockstep.engine.repair.RepairResult;
import dev.lockstep.engine.script.Script;
import dev.lockstep.schema.CallbackEvent;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The two sessions of a run on a PostgreSQL schema, which hold its locks.
final class PostgresSession implements Session, DryRunSession {
  private final StopSignal stop;
  private final ProgressListener listener;
  private final HistoryStore access;
  private final RunSessions sessions;
  private final AdoptionLook adoption;
  private final ScriptPreparation preparation;
  private final CallbackRun callbacks;
  private final ScriptApplication application;
  private final ScriptRepair repair;

  PostgresSession(
      RunSettings settings,
      StopSignal stop,
      ProgressListener listener,
      HistorySql sql,
      HistoryStore access,
      RunSessions sessions) {
    this.stop = stop;
    this.listener = listener;
    this.access = access;
    this.sessions = sessions;
    this.adoption = new AdoptionLook(settings.schema());
    this.preparation = new ScriptPreparation(access, sessions);
    this.callbacks = new CallbackRun(stop, sessions, listener, settings.timeouts().lockRetry());
    this.application = new ScriptApplication(settings, stop, sessions, access, callbacks, listener);
    this.repair = new ScriptRepair(sql, access, sessions);
  }

  @Override
  public History history() {
    return sessions.history();
  }

  @Override
  public History renew() {
    return sessions.renew();
  }

  @Override
  public List<PriorHistory> priorHistories(@Nullable String table) {
    return ask(
        work ->
            table != null
                ? adoption.named(work, table)
                : adoption.of(work, sessions.priorTables()));
  }

  @Override
  public List<ForeignHistory> historiesElsewhere() {
    return ask(work -> adoption.historiesElsewhere(work, sessions.priorTables()));
  }

  @Override
  public SchemaInventory inventory() {
    return ask(adoption::inventory);
  }

  @Override
  public void warn(String sentence) {
    listener.warn(sentence, null);
  }

  @Override
  public IncompleteScripts incomplete() {
    return sessions.incomplete();
  }

  @Override
  public Preparation prepare(Script script) {
    return preparation.prepare(script);
  }

  @Override
  public History record(AdoptedHistory adopted) {
    return ask(
        work -> {
          sessions.changed();
          access.record(work, sessions.messages().session(), adopted);
          return sessions.settle();
        });
  }

  @Override
  public Applied apply(
      Iterator<Prepared> scripts, PreparedCallbacks around, Consumer<Script> applied) {
    return application.apply(scripts, ScriptCallbacks.of(around, strings()), applied);
  }

  @Override
  public Map<String, String> undoTexts() {
    return ask(access::undoTexts);
  }

  @Override
  public Applied undo(Iterator<Prepared> scripts, Consumer<Script> undone) {
    return apply(scripts, PreparedCallbacks.NONE, undone);
  }

  @Override
  public void execute(Prepared callback) {
    callbacks.run(callback.script(), PreparedScript.of(callback).statements(strings()));
  }

  @Override
  public DryRunResult dryRun(PreparedScripts run) {
    var pieces = new ArrayList<DryRun.Piece>();
    addTo(pieces, run.callbacks(CallbackEvent.BEFORE_MIGRATE), PreparedCallbacks.NONE);
    addTo(pieces, run.pending(), run.around());
    addTo(pieces, run.callbacks(CallbackEvent.AFTER_MIGRATE), PreparedCallbacks.NONE);
    var dryRun = new DryRun(sessions.current(), sessions.messages(), sessions.notices(), stop);
    return ask(_ -> dryRun.run(pieces));
  }

  private static void addTo(
      List<DryRun.Piece> pieces, List<Prepared> scripts, PreparedCallbacks around) {
    scripts.forEach(each -> pieces.add(new DryRun.Piece(PreparedScript.of(each), around)));
  }

  @Override
  public RepairResult resumeFrom(Script script, int statement, Repair.AuditNote note) {
    Script stopped = halfUndone(script);
    var statements = SqlLexer.cut(stopped.text(), strings());
    return repair.resumeFrom(history(), stopped, statements, statement, note);
  }

  /// If the script is applied, it is its undo that stopped part way.
  private Script halfUndone(Script script) {
    return history().rows().stream()
        .filter(row -> row.name().equals(script.fileName()) && row.isApplied())
        .map(row -> row.undo(undoTexts().getOrDefault(row.name(), "")))
        .filter(undo -> !sessions.journal(undo).isEmpty())
        .findFirst()
        .orElse(script);
  }

  @Override
  public HistoryChange amend(Repair change, Repair.AuditNote note) {
    if (change instanceof Repair.MarkApplied mark) {
      // After the first row, the history no longer counts as empty, and histories of other tools
      // are not searched for.
      AdoptionPolicy.NONE.adopt(this, history(), mark.set());
    }
    return repair.amend(history(), change, note);
  }

  @Override
  public History flush() {
    return sessions.settle();
  }

  void cancel() {
    sessions.cancel();
  }

  void close() {
    sessions.close();
  }

  private StandardStrings strings() {
    return sessions.current().strings();
  }

  private <T> T ask(Looks.Look<T> look) {
    try {
      return look.at(sessions.current().work());
    } catch (SQLException e) {
      throw access.failure(e);
    }
  }
}
