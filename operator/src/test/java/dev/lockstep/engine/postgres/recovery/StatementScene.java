package dev.lockstep.engine.postgres.recovery;

import dev.lockstep.engine.postgres.recovery.StatementEffect.Recovery;
import dev.lockstep.engine.postgres.session.CatalogLookup;
import dev.lockstep.engine.postgres.session.Connector;
import dev.lockstep.engine.postgres.session.Pipeline;
import dev.lockstep.engine.postgres.sql.SqlLexer;
import dev.lockstep.engine.postgres.sql.SqlStatement;
import dev.lockstep.engine.postgres.sql.StandardStrings;
import dev.lockstep.testing.Await;
import dev.lockstep.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgConnection;

/// A non-transactional statement that runs in one session, is interrupted there, and is judged in
/// another one, as after a crash.
public final class StatementScene implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final TestDatabase database;
  private final SqlStatement statement;
  private final StatementEffect effect;
  private final PgConnection worker;
  private final PgConnection judge;
  private @Nullable String snapshot;
  private CompletableFuture<String> end = CompletableFuture.completedFuture("not started");

  /// Opens both sessions and takes the snapshot.
  ///
  /// @param settings the settings of the sessions before the statement
  public StatementScene(TestDatabase database, String sql, String... settings) {
    this.database = database;
    this.statement = SqlLexer.cut(sql, StandardStrings.ON).getFirst();
    this.effect = StatementEffect.of(statement);
    try {
      worker = database.connect().unwrap(PgConnection.class);
      judge = database.connect().unwrap(PgConnection.class);
      for (String setting : settings) {
        Pipeline.execute(worker, List.of(setting)).orThrow();
        Pipeline.execute(judge, List.of(setting)).orThrow();
      }
      takeSnapshot();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Takes the snapshot that is journaled before the statement.
  void takeSnapshot() {
    String query = effect.snapshotQuery();
    try {
      snapshot = query == null ? null : CatalogLookup.value(judge, query);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Runs the statement to its end.
  ///
  /// @return the SQLSTATE
  public String run() {
    return run(worker, statement.sql());
  }

  /// Runs the statement again in the session that judges.
  String runAgain() {
    takeSnapshot();
    return run(judge, statement.sql());
  }

  private static String run(PgConnection connection, String sql) {
    try {
      SQLException error = Pipeline.execute(connection, List.of(sql)).error();
      return error == null ? "00000" : String.valueOf(error.getSQLState());
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Starts the statement and returns when it waits for an open transaction. A concurrent statement
  /// also waits, in its other phases, for every snapshot in the database: for the one of the query
  /// below, for example.
  void startAndWait() {
    end = CompletableFuture.supplyAsync(this::run, task -> Thread.ofVirtual().start(task));
    Await.until(
        "the statement waits for an open transaction",
        LIMIT,
        () ->
            "1"
                .equals(
                    database.value(
                        """
                        SELECT count(*) FROM pg_stat_activity
                        WHERE state = 'idle in transaction' AND pid = ANY (pg_blocking_pids(%d))"""
                            .formatted(pid()))));
  }

  /// Interrupts the statement.
  ///
  /// @param how `pg_cancel_backend` or `pg_terminate_backend`
  /// @return the SQLSTATE
  String interrupt(String how) {
    database.value("SELECT %s(%d)".formatted(how, pid()));
    return end();
  }

  /// Waits for the end of the statement.
  ///
  /// @return the SQLSTATE
  String end() {
    String state = end.join();
    Await.until(
        "the session is idle or gone",
        LIMIT,
        () ->
            "0"
                .equals(
                    database.value(
                        "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND pid = "
                            + pid())));
    return state;
  }

  int pid() {
    return worker.getBackendPID();
  }

  Recovery judge() {
    try {
      return effect.judge(judge, snapshot);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  StatementEffect.@Nullable Remark defect() {
    try {
      return effect.defect(judge, snapshot);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  StatementEffect.@Nullable Remark obstacle() {
    try {
      return effect.obstacle(judge, snapshot);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Runs the statements of a finding.
  void follow(Recovery finding) {
    List<String> statements =
        switch (finding) {
          case Recovery.Done _ -> List.of();
          case Recovery.DoneAfter(List<String> completion) -> completion;
          case Recovery.NotDone(List<String> cleanup) -> cleanup;
          case Recovery.Busy busy -> throw new AssertionError(busy);
          case Recovery.Unknown unknown -> throw new AssertionError(unknown);
        };
    for (String sql : statements) {
      String state = run(judge, sql);
      if (!state.equals("00000")) {
        throw new AssertionError(sql + ": " + state);
      }
    }
  }

  /// Opens another session with a transaction that stays open.
  public static Connection openTransaction(TestDatabase database, String sql) throws SQLException {
    Connection other = database.connect();
    other.setAutoCommit(false);
    try (var statement = other.createStatement()) {
      statement.execute(sql);
    }
    return other;
  }

  @Override
  public void close() {
    Connector.close(worker);
    Connector.close(judge);
  }
}
