package dev.lockstep.engine.postgres.session;

import dev.lockstep.engine.RunSettings;
import dev.lockstep.engine.postgres.sql.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// The settings of a session at the start of a script. Time zone and date style are those that psql
/// would have in this database: the driver's start-up packet overrides the values of ALTER DATABASE
/// and ALTER ROLE, so they are read and set again. The timeouts and the role are also in the
/// start-up options, which a pooler may drop. The user's own settings come last.
///
/// A value that only `postgresql.conf` sets is hidden by the driver's packet. `log_timezone`, to
/// which initdb writes the same value, is used in place of the time zone; the order of day and
/// month is then the driver's, which is the server's.
///
/// @param settings select list items that set them
/// @param warning a warning about the role that runs the scripts; null if there is none
public record SessionDefaults(List<String> settings, @Nullable String warning) {

  /// The words that the first statement of a session that runs scripts begins with.
  public static final String FIRST = "SELECT pg_catalog.current_setting('role'), ";

  /// The first statement of a session that runs scripts, sent by itself, because the statements
  /// after it need our search path. Its result is the default role of the login.
  ///
  /// @param process the server process in which alone it sets the path; empty for any
  static String first(OptionalInt process) {
    return process.isEmpty()
        ? FIRST + TrustedSearchPath.SET
        : FIRST
            + "CASE WHEN pg_catalog.pg_backend_pid() OPERATOR(pg_catalog.=) %d THEN %s END"
                .formatted(process.getAsInt(), TrustedSearchPath.SET);
  }

  /// A query with one row: the time zone, the order of day and month, and whether the user who
  /// connects and the role are superusers. The server itself interprets the configured date style,
  /// in a transaction that ends with the statement; a style without an order keeps the configured
  /// order. As at the start of a session, only the most specific entry is used.

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

  /// Determines the settings of a new session.
  ///
  /// @param reply the reply to [#query]
  /// @param user the user who connects
  /// @param options the user's own settings, which come last
  public static SessionDefaults of(
      Reply reply, String user, SessionOptions options, RunSettings timeouts) {
    List<@Nullable String> row = reply.rows().getFirst();
    var all = new ArrayList<String>();
    all.add(SessionOptions.set("TimeZone", String.valueOf(row.get(0))));
    // The driver closes the connection if the style is not ISO.
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
