package dev.lockstep.engine.postgres.session;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The authentication methods that a server may request, as in libpq's `require_auth`: a list of
/// allowed methods, or of methods that are excluded by a `!` before each.
///
/// A clear-text password is not sent to a server whose certificate was not verified, unless the
/// list allows it: anyone on the network path could request it.
public final class AuthMethods {
  /// The description of a valid list, for messages.
  public static final String WORDS =
      "a list of password, md5, gss, sspi, scram-sha-256 and none, each with a ! before it or none of them";

  private static final List<String> KNOWN =
      List.of("password", "md5", "gss", "sspi", "scram-sha-256", "none");

  private static final String NOT = "!";
  private static final String NO_CLEAR_TEXT = "!password";

  private AuthMethods() {}

  /// Whether libpq and the driver accept a list.
  public static boolean isList(String list) {
    List<String> all = split(list);
    long negated = all.stream().filter(method -> method.startsWith(NOT)).count();
    return (negated == 0 || negated == all.size())
        && all.stream().map(method -> method.replaceFirst("^!", "")).allMatch(KNOWN::contains)
        && all.stream().distinct().count() == all.size();
  }

  /// The value of the driver's `requireAuth`; empty if it may use every method.
  ///
  /// @param parameters the connection parameters by their JDBC names
  static String of(Map<String, String> parameters) {
    String list = parameters.getOrDefault("requireAuth", "");
    List<String> given = list.isEmpty() ? List.of() : split(list);
    boolean allows = !given.isEmpty() && !given.getFirst().startsWith(NOT);
    if (allows || given.contains(NO_CLEAR_TEXT) || isVerified(parameters)) {
      return String.join(",", given);
    }
    return String.join(",", Stream.concat(given.stream(), Stream.of(NO_CLEAR_TEXT)).toList());
  }

  /// Whether the server's certificate is verified. A given CA is verified in every mode that uses
  /// TLS, and with `require` there is no connection without TLS.
  private static boolean isVerified(Map<String, String> parameters) {
    String mode = parameters.getOrDefault("sslmode", "");
    String flag = parameters.getOrDefault("ssl", "false");
    return mode.startsWith("verify-")
        || (mode.equals("require") && parameters.containsKey("sslrootcert"))
        || (mode.isEmpty() && !flag.equals("false"));
  }

  private static List<String> split(String list) {
    return Stream.of(list.split(",", -1)).map(String::strip).toList();
  }
}
