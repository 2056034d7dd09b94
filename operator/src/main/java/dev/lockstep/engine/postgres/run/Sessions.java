package dev.lockstep.engine.postgres.run;

import dev.lockstep.engine.postgres.session.Connector;
import dev.lockstep.engine.postgres.session.LockSession;
import dev.lockstep.engine.postgres.sql.StandardStrings;
import org.postgresql.jdbc.PgConnection;

/// The two sessions of a run.
///
/// @param lock holds the run's lock and is idle
/// @param work runs everything
/// @param strings how the server reads strings in a clean session; what a script has set in between
///   must not count for the next one
/// @param watch looks after the work session by means of the lock session
public record Sessions(
    LockSession lock, PgConnection work, StandardStrings strings, SessionWatch watch) {

  /// How the server reads strings in this session now.
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
