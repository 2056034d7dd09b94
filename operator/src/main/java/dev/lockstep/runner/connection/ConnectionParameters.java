package dev.lockstep.runner.connection;

import dev.lockstep.engine.postgres.session.AuthMethods;
import dev.lockstep.runner.options.Origin;
import java.util.Map;
import java.util.regex.Pattern;

/// Which values the parameters of a URL may have, by their JDBC names: the driver reports a wrong
/// one only when it connects, and as if the server had refused it.
final class ConnectionParameters {
  private static final String SECONDS = "[0-9]{1,6}";
  private static final String FLAG = "true|false";
  private static final Map<String, String> TAKEN =
      Map.ofEntries(
          Map.entry("ssl", FLAG + "|"),
          Map.entry("sslmode", "disable|allow|prefer|require|verify-ca|verify-full"),
          Map.entry("channelBinding", "disable|prefer|require"),
          Map.entry("tcpKeepAlive", FLAG),
          Map.entry("loadBalanceHosts", FLAG),
          Map.entry("connectTimeout", SECONDS),
          Map.entry("loginTimeout", SECONDS),
          Map.entry("socketTimeout", SECONDS),
          Map.entry("gssEncMode", "disable|allow|prefer|require"),
          Map.entry("sslNegotiation", "postgres|direct"),
          Map.entry(
              "targetServerType",
              "any|primary|master|secondary|slave|preferPrimary|preferSecondary|preferSlave"));

  /// Words of libpq and of applications for what the driver has another word for.
  private static final Map<String, Map<String, String>> TRANSLATED =
      Map.of(
          "sslmode", Map.of("no-verify", "require"),
          "loadBalanceHosts", Map.of("disable", "false", "random", "true"),
          "targetServerType",
              Map.of(
                  "read-write", "primary",
                  "read-only", "secondary",
                  "standby", "secondary",
                  "prefer-standby", "preferSecondary"));

  private ConnectionParameters() {}

  /// The value as the driver takes it.
  ///
  /// @throws UsageException when it would not; the sentence does not quote the value, which may be
  ///   a piece of a password
  static String checked(Origin origin, String name, String value) {
    String translated = TRANSLATED.getOrDefault(name, Map.of()).getOrDefault(value, value);
    if (name.equals("requireAuth") && !AuthMethods.isList(translated)) {
      throw origin.wrong("requireAuth must be " + AuthMethods.WORDS + "");
    }
    String taken = TAKEN.get(name);
    if (taken != null && !Pattern.matches(taken, translated)) {
      throw origin.wrong("%s must be %s".formatted(name, words(taken)));
    }
    return translated;
  }

  private static String words(String taken) {
    return taken.equals(SECONDS)
        ? "a number of seconds"
        : "one of " + taken.replaceAll("\\|$", "").replace("|", ", ");
  }
}
