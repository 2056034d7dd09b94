package dev.lockstep.engine.postgres.session;

import dev.lockstep.engine.ProgressListener;
import dev.lockstep.engine.RunSettings;
import dev.lockstep.engine.StopSignal;
import java.sql.SQLException;
import java.util.List;
import java.util.OptionalInt;
import org.postgresql.jdbc.PgConnection;

/// An idle session that holds the run lock, and that reports on the other session of the run. It
/// never opens a transaction, because `CREATE INDEX CONCURRENTLY` waits for transactions.
public final class LockSession {

  private final PgConnection connection;
  private final RunSettings settings;
  private final StopSignal stop;
  private final ProgressListener listener;
  private int process;

  public LockSession(
      PgConnection connection, RunSettings settings, StopSignal stop, ProgressListener listener) {
    this.connection = connection;
    this.settings = settings;
    this.stop = stop;
    this.listener = listener;
  }

  /// Acquires the run lock, waiting up to its timeout.
  ///
  /// @param pooler checks the connection if there is a pooler between client and server
  /// @param pair the connections of the run, of which only this one is kept while it waits
  public void acquire(long key, PoolerCheck pooler, SessionPair pair) throws SQLException {
    // All queries of this session are short. Without a timeout the system would retransmit data to
    // a network that was cut for a quarter of an hour.
    connection.setNetworkTimeout(Runnable::run, (int) settings.timeouts().answer().toMillis());
    String attempt = "SELECT pg_catalog.pg_try_advisory_lock(%d)".formatted(key);
    boolean held = firstTry(attempt, connection.getBackendPID());
    if (!held || process != connection.getBackendPID()) {
      pair.leaveAlone();
    }
    if (process != connection.getBackendPID()) {
      pooler.requireSession(connection);
      int behindPooler = process;
      held = firstTry(attempt, behindPooler);
      if (process != behindPooler) {
        throw PoolerCheck.detected();
      }
    }
    LockWait wait = waitFor(key);
    while (!held) {
      wait.pause();
      held = Pipeline.query(connection, List.of(attempt)).orThrow().at(0).isTrue();
    }
  }

  /// Runs the statements only if the server process that answers is the expected one.
  private boolean firstTry(String attempt, int expected) throws SQLException {
    var statements =
        List.of(
            onlyIn(expected, "SELECT " + TrustedSearchPath.SET),
            // These settings would end an idle session; names that the server does not know
            // are left out.
            """
            SELECT pg_catalog.set_config(name, '0', false) FROM pg_catalog.pg_settings
            WHERE pg_catalog.pg_backend_pid() OPERATOR(pg_catalog.=) %d AND name OPERATOR(pg_catalog.=)
              ANY ('{idle_session_timeout,transaction_timeout,statement_timeout}')"""
                .formatted(expected),
            onlyIn(expected, attempt),
            "SELECT pg_catalog.pg_backend_pid()");
    PipelineResult replies = Pipeline.query(connection, statements).orThrow();
    process = Integer.parseInt(String.valueOf(replies.at(3).value()));
    return replies.at(2).isTrue();
  }

  private static String onlyIn(int process, String query) {
    return "SELECT CASE WHEN pg_catalog.pg_backend_pid() OPERATOR(pg_catalog.=) %d THEN (%s) END"
        .formatted(process, query);
  }

  /// The server process that holds the run lock.
  public int process() {
    return process;
  }

  /// Starts a wait for a lock; the caller pauses in it until the lock is free.
  public LockWait waitFor(long key) {
    return new LockWait(this, key, settings, stop, listener);
  }

  /// The sessions that hold one of the schema's locks.
  Blockers holdersOf(long key) throws SQLException {
    return Blockers.of(Pipeline.query(connection, List.of(holders(key))).orThrow().at(0));
  }

  /// A query for the sessions that hold one of the schema's locks; it needs no privilege.
  static String holders(long key) {
    return "SELECT %s FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid WHERE %s"
        .formatted(Blockers.COLUMNS, isHeld(key));
  }

  /// The server process that holds one of the schema's locks: behind a pooler, the process that the
  /// driver knows is not the server's.
  public OptionalInt processOf(long key) throws SQLException {
    String query = "SELECT l.pid FROM pg_catalog.pg_locks l WHERE " + isHeld(key);
    Reply reply = Pipeline.query(connection, List.of(query)).orThrow().at(0);
    return reply.rows().isEmpty()
        ? OptionalInt.empty()
        : OptionalInt.of(Integer.parseInt(String.valueOf(reply.value())));
  }

  private static String isHeld(long key) {
    return """
        l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
          AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())
          AND l.classid::bigint = %d AND l.objid::bigint = %d"""
        .formatted(key >>> 32, key & 0xffffffffL);
  }

  /// Fails if the session was lost, and with it the lock.
  public void confirm() throws SQLException {
    Pipeline.query(connection, List.of("SELECT")).orThrow();
  }

  /// Runs a query on the catalog.
  public Reply ask(String query) throws SQLException {
    return Pipeline.query(connection, List.of(query)).orThrow().at(0);
  }

  /// The sessions and prepared transactions that block a process.
  public Blockers blockersOf(int process) throws SQLException {
    return Blockers.of(Pipeline.query(connection, List.of(blockers(process))).orThrow().at(0));
  }

  /// The progress of a process's current statement.
  public StatementProgress workOf(int process) throws SQLException {
    return StatementProgress.of(
        Pipeline.query(connection, List.of(StatementProgress.query(process))).orThrow().at(0));
  }

  private static String blockers(int process) {
    return """
        SELECT %s FROM pg_catalog.pg_stat_activity a WHERE a.pid = ANY(pg_catalog.pg_blocking_pids(%d))
        UNION ALL
        SELECT 'the prepared transaction ' || p.gid || ' of user ' || p.owner, ', prepared for ',
          extract(epoch FROM pg_catalog.clock_timestamp() - p.prepared)::bigint, NULL
        FROM pg_catalog.pg_prepared_xacts p
        WHERE 0 = ANY(pg_catalog.pg_blocking_pids(%d)) AND p.database = pg_catalog.current_database()"""
        .formatted(Blockers.COLUMNS, process, process);
  }

  public void close() {
    Connector.close(connection);
  }
}
