package dev.lockstep.engine.postgres.session;

import dev.lockstep.schema.EngineException;
import dev.lockstep.schema.FailureKind;
import java.sql.SQLException;
import java.util.List;
import org.postgresql.jdbc.PgConnection;

/// Detects a pooler that moves a session from one server process to another, as PgBouncer does in
/// transaction and statement mode. Session locks and settings are lost there, or worse, left to
/// another client.
///
/// A pooler is recognized by its greeting, which names another process than the one that answers.
/// Its mode shows when a second session holds a transaction: a pooler that moves sessions gives
/// that session the process that the first one has just released, or the first one another process.
/// One that takes two processes in turn does so in the first session alone.
///
/// @param connector opens the second session
public record PoolerCheck(Connector connector) {
  /// The number of attempts: other clients of the pool may take the process in between.
  private static final int ROUNDS = 10;

  private static final String PROCESS = "SELECT pg_catalog.pg_backend_pid()";

  /// Fails if a pooler moves sessions.
  void requireSession(PgConnection first) throws SQLException {
    PgConnection second = connector.connectToLook();
    try {
      for (int round = 0; round < ROUNDS; round++) {
        String before = process(first);
        if (!before.equals(process(first))
            || before.equals(inTransaction(second))
            || !before.equals(process(first))) {
          throw detected();
        }
        Pipeline.query(second, List.of("ROLLBACK")).orThrow();
      }
    } finally {
      Connector.close(second);
    }
  }

  static EngineException detected() {
    return new EngineException(
        FailureKind.POOLER_DETECTED,
        "the connection goes through a pooler in transaction or statement mode, where session locks and settings are lost",
        "Connect to the server directly, or through a pool in session mode (PgBouncer: a separate entry with pool_mode=session)");
  }

  private static String process(PgConnection connection) throws SQLException {
    return String.valueOf(Pipeline.query(connection, List.of(PROCESS)).orThrow().at(0).value());
  }

  private static String inTransaction(PgConnection connection) {
    try {
      return String.valueOf(
          Pipeline.query(connection, List.of("BEGIN", PROCESS)).orThrow().at(1).value());
    } catch (SQLException _) {
      // In statement mode a pooler rejects transactions.
      throw detected();
    }
  }
}
