package dev.lockstep.engine.postgres.session;

import dev.lockstep.schema.EngineException;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.schema.Sha256;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgConnection;

/// The keys of the two advisory locks of a schema.
///
/// @param run held by the idle lock session for as long as a run lasts
/// @param work held by the session that runs scripts, and therefore for as long as the server still
///   works for a runner that no longer exists
public record LockKeys(long run, long work) {
  /// The time within which a server ends a session whose client has closed its connection.
  private static final Duration ENDING = Duration.ofSeconds(2);

  private static final Duration PAUSE = Duration.ofMillis(50);

  /// Fails if a run is in progress, even one whose client has disconnected. A run that has just
  /// ended, perhaps the command before this one, is waited for.
  public LockKeys requireFree(PgConnection connection, String schema) throws SQLException {
    long end = System.nanoTime() + ENDING.toNanos();
    String holders = holders(connection);
    while (holders != null) {
      if (System.nanoTime() > end) {
        throw new EngineException(
            FailureKind.LOCK_HELD,
            "another run on schema %s is in progress: %s".formatted(schema, holders),
            "Wait for it to finish; the history is read afterwards");
      }
      LockSupport.parkNanos(PAUSE.toNanos());
      holders = holders(connection);
    }
    return this;
  }

  private @Nullable String holders(PgConnection connection) throws SQLException {
    var queries = List.of(LockSession.holders(run), LockSession.holders(work));
    for (Reply reply : Pipeline.query(connection, queries).orThrow().before()) {
      Blockers holders = Blockers.of(reply);
      if (!holders.isEmpty()) {
        return holders.phrase();
      }
    }
    return null;
  }

  public static LockKeys of(String schemaName) {
    ByteBuffer bytes = ByteBuffer.wrap(Sha256.of("lockstep:" + schemaName));
    return new LockKeys(bytes.getLong(), bytes.getLong());
  }
}
