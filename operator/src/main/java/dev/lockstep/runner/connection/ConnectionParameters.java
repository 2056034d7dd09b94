package dev.lockstep.runner.connection;

import dev.lockstep.engine.postgres.session.AuthMethods;
import dev.lockstep.runner.options.Origin;
import java.util.Map;
import java.util.regex.Pattern;

/// The valid values of URL parameters, by JDBC name: the driver reports an invalid value only when
/// it connects, and as if the server had rejected it.
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

  /// Values of libpq and of applications for which the driver has another name.
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

  /// The value for the driver.
  ///
  /// @throws UsageException if the value is invalid; the sentence does not quote it, because it may
  ///   be a part of a password
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
