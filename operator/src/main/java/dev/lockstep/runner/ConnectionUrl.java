package dev.lockstep.runner;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads `jdbc:postgresql://` URLs and libpq's `postgres(ql)://` URIs.
///
/// @param source what names the URL in messages, such as `--url`
record ConnectionUrl(String source) {
  /// Parameters that are passed on, by their JDBC names. Everything else is refused: some load
  /// classes, some change how the program works.
  private static final Map<String, String> PARAMETERS =
      Map.ofEntries(
          Map.entry("ssl", "ssl"),
          Map.entry("sslmode", "sslmode"),
          Map.entry("sslrootcert", "sslrootcert"),
          Map.entry("sslcert", "sslcert"),
          Map.entry("sslkey", "sslkey"),
          Map.entry("sslpassword", "sslpassword"),
          Map.entry("sslnegotiation", "sslNegotiation"),
          Map.entry("channelbinding", "channelBinding"),
          Map.entry("channel_binding", "channelBinding"),
          Map.entry("requireauth", "requireAuth"),
          Map.entry("require_auth", "requireAuth"),
          Map.entry("gssencmode", "gssEncMode"),
          Map.entry("connecttimeout", "connectTimeout"),
          Map.entry("connect_timeout", "connectTimeout"),
          Map.entry("logintimeout", "loginTimeout"),
          Map.entry("sockettimeout", "socketTimeout"),
          Map.entry("tcpkeepalive", "tcpKeepAlive"),
          Map.entry("targetservertype", "targetServerType"),
          Map.entry("loadbalancehosts", "loadBalanceHosts"));

  ConnectionParts parse(String url) {
    String rest = withoutScheme(url.strip());
    int question = rest.indexOf('?');
    var parameters = new HashMap<String, String>();
    if (question >= 0) {
      String query = rest.substring(question + 1);
      // The driver takes a plus sign for a blank, and so does what writes such URLs; libpq does
      // not.
      boolean forms = url.strip().startsWith("jdbc:");
      for (String pair : (forms ? query.replace("+", "%20") : query).split("&", -1)) {
        parameter(pair, parameters);
      }
      rest = rest.substring(0, question);
    }
    @Nullable String user = parameters.remove("user");
    @Nullable String password = parameters.remove("password");
    int slash = rest.indexOf('/');
    String authority = slash < 0 ? rest : rest.substring(0, slash);
    String database = slash < 0 ? "" : rest.substring(slash + 1);
    int at = authority.lastIndexOf('@');
    if (at >= 0) {
      String login = authority.substring(0, at);
      authority = authority.substring(at + 1);
      int colon = login.indexOf(':');
      user = decode(colon < 0 ? login : login.substring(0, colon));
      password = colon < 0 ? password : decode(login.substring(colon + 1));
    }
    return new ConnectionParts(
        authority.isEmpty() ? null : decode(authority),
        database.isEmpty() ? null : decode(database),
        user,
        password,
        parameters);
  }

  private String withoutScheme(String url) {
    for (String scheme : new String[] {"jdbc:postgresql://", "postgresql://", "postgres://"}) {
      if (url.startsWith(scheme)) {
        return url.substring(scheme.length());
      }
    }
    throw new UsageException(
        "%s is no database URL: write jdbc:postgresql://host:5432/name or postgresql://host:5432/name"
            .formatted(source));
  }

  private void parameter(String pair, Map<String, String> parameters) {
    if (pair.isEmpty()) {
      return;
    }
    int equals = pair.indexOf('=');
    String name = decode(equals < 0 ? pair : pair.substring(0, equals));
    String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
    String lower = name.toLowerCase(java.util.Locale.ROOT);
    switch (lower) {
      case "user", "password" -> parameters.put(lower, value);
      // The program names its connections itself.
      case "application_name", "applicationname" -> {}
      case "target_session_attrs" -> parameters.put("targetServerType", serverType(value));
      default -> {
        String known = PARAMETERS.get(lower);
        if (known == null) {
          throw new UsageException(
              "%s has the parameter %s, which is not one of those that are allowed: %s"
                  .formatted(source, name, allowed()));
        }
        parameters.put(known, UrlValues.checked(source, known, value));
      }
    }
  }

  private String serverType(String value) {
    return switch (value) {
      case "read-write", "primary" -> "primary";
      case "read-only", "standby" -> "secondary";
      case "prefer-standby" -> "preferSecondary";
      case "any" -> "any";
      default ->
          throw new UsageException(
              "%s has target_session_attrs=%s: write one of any, read-write, read-only, primary, standby, prefer-standby"
                  .formatted(source, value));
    };
  }

  private static String allowed() {
    return String.join(", ", PARAMETERS.values().stream().distinct().sorted().toList());
  }

  private String decode(String text) {
    try {
      // A plus sign is itself in these URLs.
      String decoded = URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
      if (decoded.indexOf('\0') >= 0) {
        throw new UsageException("%s has a NUL (%%00): take it out".formatted(source));
      }
      return decoded;
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          "%s has a '%%' that is not followed by two hexadecimal digits".formatted(source));
    }
  }
}
