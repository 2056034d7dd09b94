package dev.lockstep.engine.postgres.run;

import dev.lockstep.engine.postgres.session.Connector;
import dev.lockstep.engine.postgres.session.LockSession;
import dev.lockstep.engine.postgres.sql.StandardStrings;
import org.postgresql.jdbc.PgConnection;

/// The two sessions of a run.
///
/// @param lock the idle session that holds the run lock
/// @param work the session that runs everything
/// @param strings the `standard_conforming_strings` of a new session, which the next script has
///   whatever a script has set in between
/// @param watch monitors the work session by means of the lock session
public record Sessions(
    LockSession lock, PgConnection work, StandardStrings strings, SessionWatch watch) {

  /// The current `standard_conforming_strings` of a session.
  public static StandardStrings strings(PgConnection connection) {
    return "off".equals(connection.getParameterStatus("standard_conforming_strings"))
        ? StandardStrings.OFF
        : StandardStrings.ON;
  }

  void close() {
    watch.close();
    Connector.close(work);
    lock.close();
  }
}
