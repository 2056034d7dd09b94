package dev.lockstep.engine.h2;

import static dev.lockstep.engine.h2.H2History.asking;

import dev.lockstep.engine.Database;
import dev.lockstep.engine.DryRunSession;
import dev.lockstep.engine.RunSettings;
import dev.lockstep.engine.SchemaCatalog;
import dev.lockstep.engine.ScriptReview;
import dev.lockstep.engine.Session;
import dev.lockstep.engine.adoption.ForeignHistory;
import dev.lockstep.engine.adoption.PriorHistory;
import dev.lockstep.engine.history.History;
import dev.lockstep.engine.history.SchemaInventory;
import dev.lockstep.engine.lint.DatabaseLinter;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An H2 database, without a catalog and without dry runs.
final class H2Database implements Database {
  private final String url;
  private final RunSettings settings;
  private final Deque<Connection> open = new ArrayDeque<>();

  H2Database(String url, RunSettings settings) {
    this.url = url;
    this.settings = settings;
  }

  @Override
  public History read() {
    return asking(
        () -> {
          try (Connection connection = connect()) {
            return new H2History(connection, settings.runId()).read();
          }
        });
  }

  @Override
  public Database atRest() {
    return this;
  }

  @Override
  public ScriptReview review() {
    return new H2Dialect().review(settings.schema());
  }

  @Override
  public String user() {
    return "sa";
  }

  @Override
  public Optional<SchemaCatalog> catalog() {
    return Optional.empty();
  }

  @Override
  public Optional<DatabaseLinter> linter() {
    return Optional.empty();
  }

  @Override
  public Optional<DryRunSession> acquireForDryRun() {
    return Optional.empty();
  }

  @Override
  public Session acquire() {
    close();
    return asking(
        () -> {
          Connection lock = connect();
          open.add(lock);
          Connection work = connect();
          open.add(work);
          return new H2Session(work, settings.runId(), locked(lock));
        });
  }

  /// Locks a row in a transaction, which ends with its connection.
  private static Connection locked(Connection lock) throws SQLException {
    var sql = new H2History(lock, "");
    sql.execute("CREATE TABLE IF NOT EXISTS migration_lock (id int PRIMARY KEY)");
    sql.execute("MERGE INTO migration_lock VALUES (1)");
    lock.setAutoCommit(false);
    sql.execute("SELECT id FROM migration_lock WHERE id = 1 FOR UPDATE");
    return lock;
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(url, "sa", "");
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
          try (Connection connection = connect()) {
            int tables = H2History.tables(connection).size();
            return new SchemaInventory(List.of(new SchemaInventory.Count("table", tables)));
          }
        });
  }

  @Override
  public void warn(String sentence) {}

  @Override
  public void cancel() {}

  @Override
  public void close() {
    asking(
        () -> {
          for (Connection each = open.poll(); each != null; each = open.poll()) {
            each.close();
          }
          return true;
        });
  }
}
