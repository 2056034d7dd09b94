package dev.lockstep.engine.postgres.session;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The text that replaces, in messages, the parts of a connection that were read from a Secret,
/// such as `key username of Secret orders-db`. Messages go to statuses, Events and logs, which more
/// people can read than the Secret.
///
/// @param database the replacement for the database's name; null if it is not secret
/// @param hosts the replacement for the servers; null if they are not secret
/// @param user the replacement for the user; null if it is not secret
/// @param files the replacements for files that a URL names, by file name
public record SecretMask(
    @Nullable String database,
    @Nullable String hosts,
    @Nullable String user,
    Map<String, String> files) {
  public static final SecretMask NONE = new SecretMask(null, null, null, Map.of());

  /// PostgreSQL truncates names, and its messages contain the truncated name.
  private static final int LONGEST_NAME = 63;

  /// Shorter values are part of too many words; they are replaced only between quotes.
  private static final int SHORTEST = 4;

  private static final String QUOTE = "[\"'`«»„“”‘’]\\s?";

  public SecretMask {
    files = Map.copyOf(files);
  }

  /// A message of the server, the driver or the network without the secret values.
  String masked(String message, PostgresTarget target) {
    String masked = message;
    var values = new ArrayList<>(values(target).entrySet());
    values.sort(Comparator.comparing(value -> -value.getKey().length()));
    for (Map.Entry<String, String> value : values) {
      masked =
          pattern(value.getKey())
              .matcher(masked)
              .replaceAll(Matcher.quoteReplacement("(" + value.getValue() + ")"));
    }
    return masked;
  }

  private Map<String, String> values(PostgresTarget target) {
    var values = new LinkedHashMap<>(files);
    if (hosts != null) {
      for (String server : target.hosts().split(",", -1)) {
        String host = server.replaceFirst(":[0-9]+$", "");
        values.put(host, hosts);
        values.put(host.replaceAll("^\\[|]$", ""), hosts);
      }
    }
    put(values, target.database(), database);
    put(values, target.user(), user);
    values.remove("");
    return values;
  }

  private static void put(Map<String, String> values, String name, @Nullable String words) {
    if (words != null) {
      values.put(name, words);
      byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
      if (bytes.length > LONGEST_NAME) {
        String cut = new String(bytes, 0, LONGEST_NAME, StandardCharsets.UTF_8);
        values.put(cut.replaceFirst("\uFFFD+$", ""), words);
      }
    }
  }

  private static Pattern pattern(String value) {
    String quoted = "(?<=" + QUOTE + ")" + Pattern.quote(value) + "(?=\\s?[\"'`«»„“”‘’])";
    String whole = "(?<![\\p{L}\\p{N}_])" + Pattern.quote(value) + "(?![\\p{L}\\p{N}_])";
    return Pattern.compile(value.length() < SHORTEST ? quoted : quoted + "|" + whole);
  }

  /// `database orders on db:5432 as user shop`, with a replacement for each secret part.
  String of(PostgresTarget target) {
    String base =
        database == null
            ? "database " + target.database()
            : "the database that %s names".formatted(database);
    String server =
        hosts == null ? " on " + target.hosts() : " on the host that %s names".formatted(hosts);
    String who =
        user == null ? " as user " + target.user() : " as the user that %s names".formatted(user);
    // Parts that come from the same URL are named once.
    return base
        + (hosts != null && hosts.equals(database) ? "" : server)
        + (user != null && user.equals(database) ? "" : who);
  }
}
