package dev.lockstep.engine.postgres.session;

import dev.lockstep.schema.EngineException;
import java.sql.SQLException;
import org.postgresql.jdbc.PgConnection;

/// The two connections of a run, opened at the same time while the caller does other work. Nothing
/// is read that a run decides by, because nothing is locked yet.
///
/// One failure is told, that of the session that takes the lock: what keeps one from connecting
/// keeps the other, too.
public final class SessionPair {
  private final Connector connector;
  private final Opening<PgConnection> lock;
  private final Opening<WorkConnection> work;
  private boolean alone;

  private SessionPair(Connector connector) {
    this.connector = connector;
    this.lock = Opening.begin("connect-lock", connector::connectToLook, Connector::close);
    this.work =
        Opening.begin(
            "connect-work",
            () -> WorkConnection.before(connector.connect()),
            WorkConnection::close);
  }

  /// Begins to connect.
  public static SessionPair begin(Connector connector) {
    return new SessionPair(connector);
  }

  /// The connection for the session that holds the lock. If the two are one too many for the
  /// server, the other one is given up.
  public PgConnection lock() throws SQLException {
    try {
      return lock.take();
    } catch (EngineException e) {
      requireFull(e);
      leaveAlone();
      return connector.whenFree(connector::connectToLook);
    }
  }

  /// Gives up the second connection until [#work()]: a run that waits for the lock, perhaps for
  /// hours, holds one, and a pooler may have no other process for it.
  void leaveAlone() {
    alone = true;
    work.abandon();
  }

  /// The connection for the session that runs the scripts.
  public WorkConnection work() throws SQLException {
    if (alone) {
      return WorkConnection.of(connector.connect());
    }
    try {
      return work.take();
    } catch (EngineException e) {
      requireFull(e);
      // A run that waits for this one gives its second connection up.
      return WorkConnection.of(connector.whenFree(connector::connect));
    }
  }

  private static void requireFull(EngineException error) {
    if (!Connector.isFull(error)) {
      throw error;
    }
  }

  /// Closes the connections that were not taken, now or as soon as they are open.
  public void abandon() {
    lock.abandon();
    work.abandon();
  }
}
