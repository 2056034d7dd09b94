package dev.lockstep.engine.postgres.session;

import dev.lockstep.engine.ProgressListener;
import dev.lockstep.engine.RunSettings;
import dev.lockstep.engine.StopSignal;
import java.sql.SQLException;
import java.util.List;
import java.util.OptionalInt;
import org.postgresql.jdbc.PgConnection;

/// An idle session that holds the lock of a run, and that can be asked what the other session is
/// at. It is never in a transaction, because `CREATE INDEX CONCURRENTLY` waits for transactions.
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

  /// Takes the run's lock, waiting within the bound.
  ///
  /// @param pooler asked before anything is done where somebody stands between us and the server
  public void acquire(long key, PoolerCheck pooler) throws SQLException {
    // Nothing that is asked here takes the server long. Without a bound, what is sent into a
    // network
    // that was cut would be tried again by the system for a quarter of an hour.
    connection.setNetworkTimeout(Runnable::run, (int) settings.timeouts().answer().toMillis());
    String attempt = "SELECT pg_catalog.pg_try_advisory_lock(%d)".formatted(key);
    boolean held = firstTry(attempt, connection.getBackendPID());
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

  /// Does something only when the process that answers is the expected one.
  private boolean firstTry(String attempt, int expected) throws SQLException {
    var statements =
        List.of(
            onlyIn(expected, "SELECT " + TrustedSearchPath.SET),
            // These would end an idle session; a name that the server does not know is left out.
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

  /// The server's process that holds the lock.
  public int process() {
    return process;
  }

  /// A wait for a lock that begins now, to be paused in until the lock is there.
  public LockWait waitFor(long key) {
    return new LockWait(this, key, settings, stop, listener);
  }

  /// Who holds one of our locks.
  Blockers holdersOf(long key) throws SQLException {
    return Blockers.of(Pipeline.query(connection, List.of(holders(key))).orThrow().at(0));
  }

  /// Asks who holds one of our locks; anybody may.
  static String holders(long key) {
    return "SELECT %s FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid WHERE %s"
        .formatted(Blockers.COLUMNS, isHeld(key));
  }

  /// The server's process that holds one of our locks: where a pooler stands in between, the
  /// process that the driver knows is not the server's.
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

  /// Fails when the session is gone, and its lock with it.
  public void confirm() throws SQLException {
    Pipeline.query(connection, List.of("SELECT")).orThrow();
  }

  /// Asks something of the catalog.
  public Reply ask(String query) throws SQLException {
    return Pipeline.query(connection, List.of(query)).orThrow().at(0);
  }

  /// Who keeps a process waiting.
  public Blockers blockersOf(int process) throws SQLException {
    return Blockers.of(Pipeline.query(connection, List.of(blockers(process))).orThrow().at(0));
  }

  /// How far a process is.
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
