package dev.lockstep.runner;

import java.util.Map;
import java.util.regex.Pattern;

/// Which values the parameters of a URL may have, by their JDBC names: the driver tells of a wrong
/// one only when it connects, and as if the server had refused it.
final class UrlValues {
  private static final String SECONDS = "[0-9]{1,6}";
  private static final String FLAG = "true|false";
  private static final Map<String, String> TAKEN =
      Map.of(
          "ssl", FLAG + "|",
          "tcpKeepAlive", FLAG,
          "loadBalanceHosts", FLAG,
          "connectTimeout", SECONDS,
          "loginTimeout", SECONDS,
          "socketTimeout", SECONDS,
          "gssEncMode", "disable|allow|prefer|require",
          "sslNegotiation", "postgres|direct",
          "targetServerType",
              "any|primary|master|secondary|slave|preferPrimary|preferSecondary|preferSlave");

  private UrlValues() {}

  /// Refuses a value that the driver would not take.
  ///
  /// @param source what names the URL in messages
  static String checked(String source, String name, String value) {
    String taken = TAKEN.get(name);
    if (taken != null && !Pattern.matches(taken, value)) {
      throw new UsageException(
          "%s has %s=%s: write %s"
              .formatted(
                  source,
                  name,
                  value,
                  taken.equals(SECONDS)
                      ? "a number of seconds"
                      : "one of " + taken.replaceAll("\\|$", "").replace("|", ", ")));
    }
    return value;
  }
}
