package dev.lockstep.engine.postgres;

import dev.lockstep.engine.Amendment;
import dev.lockstep.engine.Around;
import dev.lockstep.engine.Database;
import dev.lockstep.engine.HalfDone;
import dev.lockstep.engine.History;
import dev.lockstep.engine.Onboarding;
import dev.lockstep.engine.PriorHistory;
import dev.lockstep.engine.ProgressListener;
import dev.lockstep.engine.Repair;
import dev.lockstep.engine.SchemaInventory;
import dev.lockstep.engine.Script;
import dev.lockstep.engine.ScriptSet;
import dev.lockstep.engine.StopSignal;
import dev.lockstep.engine.Takeover;
import dev.lockstep.schema.CallbackEvent;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgConnection;

/// A schema of a PostgreSQL database: the entry to this package.
public final class PostgresDatabase implements Database {
  private final StopSignal stop;
  private final String schema;
  private final Connector connector;
  private final HistoryAccess access;
  private final RunSessions sessions;
  private final CallbackRun callbacks;
  private final ScriptApplication application;
  private final ScriptRepair repair;
  private StandardStrings strings = StandardStrings.ON;
  private @Nullable Cut last;

  /// A script in statements; the one that is pending alone is looked at and applied in turn, and
  /// need not be cut twice.
  private record Cut(String text, StandardStrings strings, List<SqlStatement> statements) {}

  public PostgresDatabase(PostgresTarget target, PostgresSettings settings, StopSignal stop) {
    this(target, settings, stop, ProgressListener.NONE);
  }

  /// @param listener hears of long scripts and of waits
  public PostgresDatabase(
      PostgresTarget target,
      PostgresSettings settings,
      StopSignal stop,
      ProgressListener listener) {
    var sql = new HistorySql(Sql.identifier(settings.schema()), settings.runId(), settings.retry());
    LockKeys keys = LockKeys.of(settings.schema());
    this.stop = stop;
    this.schema = settings.schema();
    this.connector = new Connector(target, settings, stop);
    this.access = new HistoryAccess(settings, sql, keys, target);
    this.sessions = new RunSessions(settings, stop, connector, sql, keys, access, listener);
    this.callbacks = new CallbackRun(stop, sessions, listener, settings.timeouts().lockRetry());
    this.application = new ScriptApplication(settings, stop, sessions, access, callbacks, listener);
    this.repair = new ScriptRepair(sql, access, sessions);
  }

  @Override
  public History read() {
    PgConnection connection = connector.connect();
    try {
      strings = Sessions.strings(connection);
      return access.read(connection);
    } catch (SQLException e) {
      throw access.failure(e);
    } finally {
      Sessions.close(connection);
    }
  }

  /// What other hands have changed since a run looked last; empty where there is nothing to compare
  /// with. It may be asked by anybody who may read the history's tables.
  public Optional<Drift> drift() {
    return looking(new CatalogRecord(schema)::drift);
  }

  /// What the database is made of, as anybody may read it.
  public CatalogSnapshot catalog(CatalogSnapshot.Reach reach) {
    PgConnection connection = connector.connect();
    try {
      return CatalogSnapshot.read(connection, schema, reach);
    } catch (SQLException e) {
      throw access.failure(e);
    } finally {
      Sessions.close(connection);
    }
  }

  /// What the catalog says of tables in use, as anybody may read it.
  public CatalogFacts facts() {
    PgConnection connection = connector.connect();
    try {
      return CatalogFacts.read(connection);
    } catch (SQLException e) {
      throw access.failure(e);
    } finally {
      Sessions.close(connection);
    }
  }

  /// How the server that was read from reads strings; by default as every newer one does.
  public StandardStrings strings() {
    return strings;
  }

  @Override
  public History acquire() {
    return sessions.acquire();
  }

  @Override
  public List<PriorHistory> priorHistories(@Nullable String table) {
    return looking(
        connection ->
            table != null
                ? PriorHistories.named(connection, table)
                : PriorHistories.of(connection, priorTables(connection)));
  }

  private Reply priorTables(PgConnection connection) throws SQLException {
    return sessions.isOpen()
        ? sessions.priorTables()
        : Pipeline.ask(connection, List.of(PriorTable.query(schema))).orThrow().at(0);
  }

  @Override
  public SchemaInventory inventory() {
    return looking(connection -> InventoryReader.read(connection, schema));
  }

  @Override
  public History record(Takeover takeover) {
    try {
      sessions.changed();
      access.record(sessions.current().work(), sessions.messages(), takeover);
      return sessions.settle();
    } catch (SQLException e) {
      throw access.failure(e);
    }
  }

  /// Something that is asked of the database.
  @FunctionalInterface
  private interface Look<T> {
    T at(PgConnection connection) throws SQLException;
  }

  /// Looks with the session of the run, or with one for the purpose.
  private <T> T looking(Look<T> look) {
    PgConnection connection = sessions.isOpen() ? sessions.current().work() : connector.connect();
    try {
      if (!sessions.isOpen()) {
        access.prepare(connection);
      }
      return look.at(connection);
    } catch (SQLException e) {
      throw access.failure(e);
    } finally {
      if (!sessions.isOpen()) {
        Sessions.close(connection);
      }
    }
  }

  @Override
  public HalfDone halfDone() {
    return sessions.halfDone();
  }

  @Override
  public List<String> refusals(Script script) {
    try {
      return cut(script).stream()
          .flatMap(statement -> Refusals.of(script, statement).stream())
          .map(refusal -> script.fileName() + refusal)
          .toList();
    } catch (SqlSyntaxException e) {
      return List.of("%s, line %d: %s".formatted(script.fileName(), e.line(), e.sentence()));
    }
  }

  @Override
  public Applied apply(Script script, Around around) {
    var surroundings = new Surroundings(cut(around.before()), cut(around.after()));
    return application.apply(script, cut(script), surroundings);
  }

  @Override
  public Map<String, String> undoTexts() {
    try {
      return access.undoTexts(sessions.current().work());
    } catch (SQLException e) {
      throw access.failure(e);
    }
  }

  @Override
  public Applied undo(Script script) {
    return application.apply(script, cut(script), new Surroundings(List.of(), List.of()));
  }

  @Override
  public void execute(Script callback) {
    callbacks.run(callback, cut(callback));
  }

  /// Takes the sole right to change the schema, as [#acquire()] does, and reads the history; for
  /// who leaves nothing behind.
  public History acquireToLook() {
    return sessions.acquireToLook();
  }

  /// Tries in one transaction, which is rolled back, what a run would do: the callbacks before it,
  /// the pending scripts with those around them, and the callbacks after it. Call
  /// [#acquireToLook()] before.
  public Rehearsed rehearse(ScriptSet set, List<Script> pending) {
    var none = new Around(List.of(), List.of());
    var pieces = new ArrayList<Rehearsal.Piece>();
    set.callbacks(CallbackEvent.BEFORE_MIGRATE).forEach(each -> pieces.add(piece(each, none)));
    pending.forEach(each -> pieces.add(piece(each, set.around())));
    set.callbacks(CallbackEvent.AFTER_MIGRATE).forEach(each -> pieces.add(piece(each, none)));
    try {
      return new Rehearsal(sessions.current(), sessions.messages(), stop).run(pieces);
    } catch (SQLException e) {
      throw access.failure(e);
    }
  }

  private Rehearsal.Piece piece(Script script, Around around) {
    return new Rehearsal.Piece(
        script, cut(script), new Surroundings(cut(around.before()), cut(around.after())));
  }

  /// Makes a script that stopped half way go on with a statement, because a person says that those
  /// before it are done.
  public Repaired resumeFrom(Script script, int statement, Repair.Word word) {
    History history = acquire();
    Script stopped = halfUndone(history, script);
    return repair.resumeFrom(history, stopped, cut(stopped), statement, word);
  }

  /// Changes what the history says of a script, because a person says so.
  public Amendment amend(Repair change, Repair.Word word) {
    History history = acquire();
    if (change instanceof Repair.MarkApplied mark) {
      // With its first row a history counts as begun, and another tool's is not looked for.
      Onboarding.NONE.takeover(this, history, mark.set());
    }
    return repair.amend(history, change, word);
  }

  /// What has stopped half way of an applied script is its undo.
  private Script halfUndone(History history, Script script) {
    return history.rows().stream()
        .filter(row -> row.name().equals(script.fileName()) && row.isApplied())
        .map(row -> Script.undoing(row, undoTexts().getOrDefault(row.name(), "")))
        .filter(undo -> !sessions.journal(undo).isEmpty())
        .findFirst()
        .orElse(script);
  }

  @Override
  public History settle() {
    return sessions.settle();
  }

  @Override
  public void cancel() {
    sessions.cancel();
  }

  @Override
  public void close() {
    sessions.close();
  }

  private List<Surroundings.Callback> cut(List<Script> callbacks) {
    return callbacks.stream()
        .map(callback -> new Surroundings.Callback(callback, cut(callback)))
        .toList();
  }

  private List<SqlStatement> cut(Script script) {
    StandardStrings strings = sessions.current().strings();
    Cut known = last;
    if (known == null || !known.text().equals(script.text()) || known.strings() != strings) {
      known = new Cut(script.text(), strings, SqlLexer.cut(script.text(), strings));
      last = known;
    }
    return known.statements();
  }
}
