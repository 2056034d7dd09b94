package dev.lockstep.engine.postgres.session;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The ways in which a server may let the user in, as libpq's `require_auth` has them: a list of
/// ways that are allowed, or with a `!` before each of those that are not.
///
/// A password in clear text goes to no server that has not shown a certificate which was checked,
/// unless the list names it: whoever stands in the network could ask for it.
public final class AuthMethods {
  /// What a list looks like.
  public static final String WORDS =
      "a list of password, md5, gss, sspi, scram-sha-256 and none, each with a ! before it or none of them";

  private static final List<String> KNOWN =
      List.of("password", "md5", "gss", "sspi", "scram-sha-256", "none");

  private static final String NOT = "!";
  private static final String NO_CLEAR_TEXT = "!password";

  private AuthMethods() {}

  /// Whether libpq and the driver take a list.
  public static boolean isList(String list) {
    List<String> all = split(list);
    long negated = all.stream().filter(method -> method.startsWith(NOT)).count();
    return (negated == 0 || negated == all.size())
        && all.stream().map(method -> method.replaceFirst("^!", "")).allMatch(KNOWN::contains)
        && all.stream().distinct().count() == all.size();
  }

  /// What the driver is asked for; empty where it may do all.
  ///
  /// @param parameters the connection's, by their JDBC names
  static String of(Map<String, String> parameters) {
    String list = parameters.getOrDefault("requireAuth", "");
    List<String> given = list.isEmpty() ? List.of() : split(list);
    boolean allows = !given.isEmpty() && !given.getFirst().startsWith(NOT);
    if (allows || given.contains(NO_CLEAR_TEXT) || isVerified(parameters)) {
      return String.join(",", given);
    }
    return String.join(",", Stream.concat(given.stream(), Stream.of(NO_CLEAR_TEXT)).toList());
  }

  /// Whether the server's certificate is checked. A given authority is held against it in every
  /// mode, and with `require` there is no connection without one.
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
