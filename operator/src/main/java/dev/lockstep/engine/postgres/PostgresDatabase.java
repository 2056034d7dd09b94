package dev.lockstep.engine.postgres;

import dev.lockstep.engine.Database;
import dev.lockstep.engine.DryRunSession;
import dev.lockstep.engine.ProgressListener;
import dev.lockstep.engine.RunSettings;
import dev.lockstep.engine.SchemaCatalog;
import dev.lockstep.engine.ScriptReview;
import dev.lockstep.engine.Session;
import dev.lockstep.engine.StopSignal;
import dev.lockstep.engine.adoption.ForeignHistory;
import dev.lockstep.engine.adoption.PriorHistory;
import dev.lockstep.engine.catalog.CatalogSnapshot;
import dev.lockstep.engine.catalog.Drift;
import dev.lockstep.engine.history.History;
import dev.lockstep.engine.history.SchemaInventory;
import dev.lockstep.engine.lint.DatabaseLinter;
import dev.lockstep.engine.postgres.catalog.CatalogFacts;
import dev.lockstep.engine.postgres.catalog.CatalogReader;
import dev.lockstep.engine.postgres.history.HistorySql;
import dev.lockstep.engine.postgres.history.HistoryStore;
import dev.lockstep.engine.postgres.lint.PostgresDatabaseLinter;
import dev.lockstep.engine.postgres.run.RunSessions;
import dev.lockstep.engine.postgres.run.SessionOpening;
import dev.lockstep.engine.postgres.run.Sessions;
import dev.lockstep.engine.postgres.session.Connector;
import dev.lockstep.engine.postgres.session.LockKeys;
import dev.lockstep.engine.postgres.session.PostgresTarget;
import dev.lockstep.engine.postgres.session.SessionPair;
import dev.lockstep.engine.postgres.sql.Sql;
import dev.lockstep.engine.postgres.sql.StandardStrings;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A schema of a PostgreSQL database: the entry to this package.
public final class PostgresDatabase implements Database {
  private final RunSettings settings;
  private final StopSignal stop;
  private final String schema;
  private final String user;
  private final ProgressListener listener;
  private final HistorySql sql;
  private final Connector connector;
  private final HistoryStore access;
  private final Looks looks;
  private final AdoptionLook adoption;
  private final AtomicReference<@Nullable PostgresSession> open = new AtomicReference<>();
  private final AtomicReference<@Nullable SessionPair> ahead = new AtomicReference<>();
  private StandardStrings strings = StandardStrings.ON;

  public PostgresDatabase(PostgresTarget target, RunSettings settings, StopSignal stop) {
    this(target, settings, stop, ProgressListener.NONE);
  }

  public PostgresDatabase(
      PostgresTarget target, RunSettings settings, StopSignal stop, ProgressListener listener) {
    this.settings = settings;
    this.stop = stop;
    this.schema = settings.schema();
    this.user = target.user();
    this.listener = listener;
    this.sql = new HistorySql(Sql.identifier(schema), settings.runId(), settings.retry());
    this.connector = new Connector(target, settings, stop);
    this.access = new HistoryStore(settings, sql, LockKeys.of(schema), target);
    this.looks = new Looks(connector, access);
    this.adoption = new AdoptionLook(schema);
  }

  @Override
  public History read() {
    return looks.alone(
        connection -> {
          strings = Sessions.strings(connection);
          return access.read(connection);
        });
  }

  @Override
  public PostgresDatabase atRest() {
    looks.alone(connection -> LockKeys.of(schema).requireFree(connection, schema));
    return this;
  }

  @Override
  public Optional<SchemaCatalog> catalog() {
    return Optional.of(
        new SchemaCatalog() {
          @Override
          public CatalogSnapshot read(CatalogSnapshot.Reach reach) {
            return looks.alone(connection -> new CatalogReader(schema).read(connection, reach));
          }

          @Override
          public Optional<Drift> drift() {
            return looks.alone(access::drift);
          }
        });
  }

  @Override
  public ScriptReview review() {
    return looks.alone(
        connection ->
            new PostgresReview(
                Sessions.strings(connection), Optional.of(CatalogFacts.read(connection)), schema));
  }

  @Override
  public String user() {
    return user;
  }

  /// The facts about tables that lint needs. Reading them needs no privilege.
  public CatalogFacts facts() {
    return looks.alone(CatalogFacts::read);
  }

  /// Strings are read as the server reads them that the history was read from; by default, as every
  /// newer one does.
  @Override
  public Optional<DatabaseLinter> linter() {
    return Optional.of(new PostgresDatabaseLinter(facts(), strings));
  }

  @Override
  public List<PriorHistory> priorHistories(@Nullable String table) {
    return looks.reading(
        connection ->
            table != null
                ? adoption.named(connection, table)
                : adoption.of(connection, adoption.priorTables(connection)));
  }

  @Override
  public List<ForeignHistory> historiesElsewhere() {
    return looks.reading(
        connection -> adoption.historiesElsewhere(connection, adoption.priorTables(connection)));
  }

  @Override
  public SchemaInventory inventory() {
    return looks.reading(adoption::inventory);
  }

  @Override
  public void warn(String sentence) {
    listener.warn(sentence, null);
  }

  @Override
  public void connectAhead() {
    ahead.set(SessionPair.begin(connector));
  }

  @Override
  public Session acquire() {
    return open(RunSessions.Purpose.CHANGE);
  }

  @Override
  public Optional<DryRunSession> acquireForDryRun() {
    return Optional.of(open(RunSessions.Purpose.LOOK));
  }

  private PostgresSession open(RunSessions.Purpose purpose) {
    SessionPair connections = ahead.getAndSet(null);
    close();
    var opening =
        new SessionOpening(settings, stop, connector, sql, access, listener, purpose, connections);
    var sessions = new RunSessions(opening, listener);
    var session = new PostgresSession(settings, stop, listener, sql, access, sessions);
    open.set(session);
    return session;
  }

  @Override
  public void cancel() {
    PostgresSession session = open.get();
    if (session != null) {
      session.cancel();
    }
  }

  @Override
  public void close() {
    SessionPair connections = ahead.getAndSet(null);
    if (connections != null) {
      connections.abandon();
    }
    PostgresSession session = open.getAndSet(null);
    if (session != null) {
      session.close();
    }
  }
}
