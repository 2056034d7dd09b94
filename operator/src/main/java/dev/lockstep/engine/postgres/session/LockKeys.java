package dev.lockstep.engine.postgres.session;

import dev.lockstep.schema.EngineException;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.schema.Sha256;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.List;
import org.postgresql.jdbc.PgConnection;

/// The keys of the two advisory locks of a schema.
///
/// @param run held by the idle lock session for as long as a run lasts
/// @param work held by the session that runs scripts, and therefore for as long as the server still
///   works for a runner that no longer exists
public record LockKeys(long run, long work) {
  /// Fails if a run is in progress, even one whose client has disconnected.
  public LockKeys requireFree(PgConnection connection, String schema) throws SQLException {
    var queries = List.of(LockSession.holders(run), LockSession.holders(work));
    for (Reply reply : Pipeline.query(connection, queries).orThrow().before()) {
      Blockers holders = Blockers.of(reply);
      if (!holders.isEmpty()) {
        throw new EngineException(
            FailureKind.LOCK_HELD,
            "another run on schema %s is in progress: %s".formatted(schema, holders.phrase()),
            "Wait for it to finish; the history is read afterwards");
      }
    }
    return this;
  }

  public static LockKeys of(String schemaName) {
    ByteBuffer bytes = ByteBuffer.wrap(Sha256.of("lockstep:" + schemaName));
    return new LockKeys(bytes.getLong(), bytes.getLong());
  }
}
