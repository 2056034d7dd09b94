package dev.lockstep.engine.postgres.session;

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

  /// The connection for the session that holds the lock.
  public PgConnection lock() throws SQLException {
    return lock.take();
  }

  /// Gives up the second connection until [#work()]: a run that waits for the lock, perhaps for
  /// hours, holds one, and a pooler may have no other process for it.
  void leaveAlone() {
    alone = true;
    work.abandon();
  }

  /// The connection for the session that runs the scripts.
  public WorkConnection work() throws SQLException {
    return alone ? WorkConnection.of(connector.connect()) : work.take();
  }

  /// Closes the connections that were not taken, now or as soon as they are open.
  public void abandon() {
    lock.abandon();
    work.abandon();
  }
}
