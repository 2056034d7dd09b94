package dev.lockstep.engine.postgres;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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
record SessionDefaults(List<String> settings) {
  static final SessionDefaults NONE = new SessionDefaults(List.of());

  /// Settings as `name=value`, the most specific first.
  static final String QUERY =
      """
      SELECT entry FROM (
        SELECT CASE WHEN s.setrole <> 0 AND s.setdatabase <> 0 THEN 1 WHEN s.setrole <> 0 THEN 2
            WHEN s.setdatabase <> 0 THEN 3 ELSE 4 END AS rank, unnest(s.setconfig) AS entry
        FROM pg_catalog.pg_db_role_setting s
        WHERE s.setdatabase IN (0, (SELECT oid FROM pg_catalog.pg_database
                                    WHERE datname = current_database()))
          AND s.setrole IN (0, (SELECT oid FROM pg_catalog.pg_roles WHERE rolname = session_user))
        UNION ALL SELECT 5, 'TimeZone=' || current_setting('log_timezone')) e
      WHERE lower(split_part(entry, '=', 1)) IN ('timezone', 'datestyle')
      ORDER BY rank""";

  /// @param reply the answer to [#QUERY]
  /// @param options what the user has asked for, which comes last
  static SessionDefaults of(Reply reply, SessionOptions options, PostgresSettings timeouts) {
    var all = new ArrayList<String>();
    find(reply, "timezone").ifPresent(zone -> all.add(SessionOptions.set("TimeZone", zone)));
    find(reply, "datestyle")
        .ifPresent(style -> all.add(SessionOptions.set("DateStyle", iso(style))));
    StartOptions.of(timeouts)
        .limits()
        .forEach((name, value) -> all.add(SessionOptions.set(name, value)));
    options.settings().forEach((name, value) -> all.add(SessionOptions.set(name, value)));
    if (options.role() != null) {
      all.add(options.takeRole());
    }
    return new SessionDefaults(List.copyOf(all));
  }

  private static Optional<String> find(Reply reply, String name) {
    for (List<@Nullable String> row : reply.rows()) {
      String entry = row.getFirst();
      if (entry != null && entry.toLowerCase(Locale.ROOT).startsWith(name + "=")) {
        return Optional.of(entry.substring(name.length() + 1));
      }
    }
    return Optional.empty();
  }

  /// The same order of day and month; the driver closes the connection on any other style than ISO.
  private static String iso(String style) {
    String lower = style.toLowerCase(Locale.ROOT);
    if (lower.contains("dmy") || lower.contains("euro")) {
      return "ISO, DMY";
    }
    return lower.contains("ymd") ? "ISO, YMD" : "ISO, MDY";
  }
}
