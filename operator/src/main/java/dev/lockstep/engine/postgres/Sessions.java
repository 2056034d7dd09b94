package dev.lockstep.engine.postgres;

import java.sql.SQLException;
import org.postgresql.jdbc.PgConnection;

/// The two sessions of a run.
///
/// @param lock holds the run's lock and is idle
/// @param work runs everything
/// @param strings how the server reads strings in a clean session; what a script has set in between
///   must not count for the next one
/// @param watch looks after the work session by means of the lock session
record Sessions(LockSession lock, PgConnection work, StandardStrings strings, SessionWatch watch) {

  /// How the server reads strings in this session now.
  static StandardStrings strings(PgConnection connection) {
    return "off".equals(connection.getParameterStatus("standard_conforming_strings"))
        ? StandardStrings.OFF
        : StandardStrings.ON;
  }

  void close() {
    watch.close();
    close(work);
    lock.close();
  }

  /// Ends a session whose fate no longer matters.
  static void close(PgConnection connection) {
    try {
      connection.close();
    } catch (SQLException _) {
      // The server ends the session when it notices that the client is gone.
    }
  }
}
