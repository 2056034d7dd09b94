package dev.lockstep.engine.postgres.session;

import dev.lockstep.engine.RunSettings;
import dev.lockstep.engine.postgres.sql.Sql;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The settings that a script finds. Time zone and date style are those that psql would have in
/// this database: the driver's start-up packet overrides what ALTER DATABASE and ALTER ROLE have
/// set, so they are read and set again. The time limits and the role are in the start-up options as
/// well, which a pooler may drop. What the user asks for comes last.
///
/// What only `postgresql.conf` says is hidden by the driver's packet. For the time zone
/// `log_timezone` stands in, which initdb writes with the same value; the order of day and month is
/// then the driver's, which is the server's.
///
/// @param settings select list that sets them
/// @param warning what somebody should know of who works here; null where there is nothing
public record SessionDefaults(List<String> settings, @Nullable String warning) {

  /// The first statement of a session that is to run scripts, sent by itself: what comes after it
  /// needs our search path. Its answer is the role that the login has by default.
  public static final String FIRST =
      "SELECT pg_catalog.current_setting('role'), " + TrustedSearchPath.SET;

  /// One row: the time zone, the order of day and month, and whether the user who connects and the
  /// role are superusers. The server itself reads the date style that was set, in a transaction
  /// that ends with the statement; one without an order keeps the order of the configuration. Only
  /// what is most specific counts, as at the start of a session.

  public static String query(@Nullable String role) {
    return """
        WITH entries AS (
          SELECT CASE WHEN s.setrole <> 0 AND s.setdatabase <> 0 THEN 1 WHEN s.setrole <> 0 THEN 2
              WHEN s.setdatabase <> 0 THEN 3 ELSE 4 END AS rank,
            pg_catalog.lower(pg_catalog.split_part(e.entry, '=', 1)) AS name,
            pg_catalog.substr(e.entry, pg_catalog.strpos(e.entry, '=') + 1) AS value
          FROM pg_catalog.pg_db_role_setting s, pg_catalog.unnest(s.setconfig) e(entry)
          WHERE s.setdatabase IN (0, (SELECT oid FROM pg_catalog.pg_database
                                      WHERE datname = pg_catalog.current_database()))
            AND s.setrole IN (0, (SELECT oid FROM pg_catalog.pg_roles WHERE rolname = session_user)))
        SELECT coalesce((SELECT value FROM entries WHERE name = 'timezone' ORDER BY rank LIMIT 1),
            pg_catalog.current_setting('log_timezone')),
          pg_catalog.split_part(coalesce(
            (SELECT pg_catalog.set_config('DateStyle', d.value, true) FROM (
              SELECT value FROM entries WHERE name = 'datestyle' ORDER BY rank LIMIT 1) d),
            pg_catalog.current_setting('DateStyle')), ', ', 2),
          (SELECT r.rolsuper FROM pg_catalog.pg_roles r WHERE r.rolname = session_user),
          (SELECT r.rolsuper FROM pg_catalog.pg_roles r WHERE r.rolname = %s)"""
        .formatted(Sql.literal(role));
  }

  /// Reads the settings that a clean session has.
  ///
  /// @param reply the answer to [#query]
  /// @param user who connects
  /// @param options what the user has asked for, which comes last
  public static SessionDefaults of(
      Reply reply, String user, SessionOptions options, RunSettings timeouts) {
    List<@Nullable String> row = reply.rows().getFirst();
    var all = new ArrayList<String>();
    all.add(SessionOptions.set("TimeZone", String.valueOf(row.get(0))));
    // The driver closes the connection on any other style than ISO.
    all.add(SessionOptions.set("DateStyle", "ISO, " + row.get(1)));
    StartOptions.of(timeouts)
        .limits()
        .forEach((name, value) -> all.add(SessionOptions.set(name, value)));
    options.settings().forEach((name, value) -> all.add(SessionOptions.set(name, value)));
    if (options.role() != null) {
      all.add(options.takeRole());
    }
    boolean isOnlyMask = "t".equals(row.get(2)) && "f".equals(row.get(3));
    return new SessionDefaults(
        List.copyOf(all), isOnlyMask ? warning(user, String.valueOf(options.role())) : null);
  }

  private static String warning(String user, String role) {
    return "user %s is a superuser but role %s is not: a script can leave the role (SET ROLE NONE) and do anything; connect as a member of the role that is not a superuser"
        .formatted(user, role);
  }
}
