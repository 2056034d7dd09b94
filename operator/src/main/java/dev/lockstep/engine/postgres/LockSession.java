package dev.lockstep.engine.postgres;

import dev.lockstep.engine.EngineException;
import dev.lockstep.engine.StopSignal;
import dev.lockstep.schema.DurationText;
import dev.lockstep.schema.FailureKind;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgConnection;

/// An idle session that holds the lock of a run, and that can be asked what the other session waits
/// for. It is never in a transaction, because `CREATE INDEX CONCURRENTLY` waits for transactions.
final class LockSession {
  private static final Duration POLL = Duration.ofMillis(100);

  /// These would end an idle session; a name that the server does not know is left out.
  private static final String LIVE_LONG =
      """
      SELECT set_config(name, '0', false) FROM pg_settings
      WHERE name IN ('idle_session_timeout', 'transaction_timeout', 'statement_timeout')""";

  private final PgConnection connection;
  private final PostgresSettings settings;
  private final StopSignal stop;

  LockSession(PgConnection connection, PostgresSettings settings, StopSignal stop) {
    this.connection = connection;
    this.settings = settings;
    this.stop = stop;
  }

  /// Takes the run's lock, waiting within the bound.
  void acquire(long key) throws SQLException {
    String attempt = "SELECT pg_try_advisory_lock(%d)".formatted(key);
    long end = System.nanoTime() + settings.timeouts().advisoryLock().toNanos();
    Replies replies = Pipeline.ask(connection, List.of(LIVE_LONG, attempt)).orThrow();
    boolean held = replies.at(1).isTrue();
    while (!held) {
      if (System.nanoTime() > end) {
        throw held(key);
      }
      stop.pause(POLL);
      held = Pipeline.ask(connection, List.of(attempt)).orThrow().at(0).isTrue();
    }
  }

  /// The failure that names who holds a lock.
  EngineException held(long key) throws SQLException {
    String query =
        """
        SELECT %s FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
        WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
          AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
          AND l.classid::bigint = %d AND l.objid::bigint = %d"""
            .formatted(DESCRIPTION, key >>> 32, key & 0xffffffffL);
    String holder = sentence(Pipeline.ask(connection, List.of(query)).orThrow().at(0));
    return new EngineException(
        FailureKind.LOCK_HELD,
        "Another run holds the lock of schema %s for longer than %s: %s"
            .formatted(
                settings.schema(),
                DurationText.format(settings.timeouts().advisoryLock()),
                holder == null ? "it ended just now" : holder),
        "Wait for it, or end that session with pg_terminate_backend");
  }

  /// Who keeps a session waiting, as a phrase; null when nobody does.
  @Nullable String blockersOf(int pid) throws SQLException {
    String query =
        """
        SELECT %s FROM pg_stat_activity a WHERE a.pid = ANY(pg_blocking_pids(%d))
        UNION ALL
        SELECT 'the prepared transaction ' || p.gid || ' of user ' || p.owner
        FROM pg_prepared_xacts p
        WHERE 0 = ANY(pg_blocking_pids(%d)) AND p.database = current_database()"""
            .formatted(DESCRIPTION, pid, pid);
    return sentence(Pipeline.ask(connection, List.of(query)).orThrow().at(0));
  }

  void close() {
    Sessions.close(connection);
  }

  private static final String DESCRIPTION =
      """
      'process ' || a.pid || coalesce(' of user ' || a.usename, '')
        || coalesce(' (' || nullif(a.application_name, '') || ')', '')
        || coalesce(' at ' || host(a.client_addr), '')
        || coalesce(', ' || a.state, '')
        || coalesce(' since ' || to_char(coalesce(a.xact_start, a.backend_start) AT TIME ZONE 'UTC',
             'YYYY-MM-DD"T"HH24:MI:SS"Z"'), '')""";

  private static @Nullable String sentence(Reply reply) {
    String phrase =
        reply.rows().stream()
            .map(row -> String.valueOf(row.getFirst()))
            .distinct()
            .limit(5)
            .collect(Collectors.joining(" and "));
    return phrase.isEmpty() ? null : phrase;
  }
}
