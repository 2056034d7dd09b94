package dev.lockstep.runner;

import java.util.ArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The servers of a connection as `host` or `host:port`, separated by commas, from wherever they
/// come.
final class HostList {
  private static final String DEFAULT_PORT = "5432";
  private static final int LARGEST_PORT = 65_535;
  private static final Pattern HOST =
      Pattern.compile("(?<host>\\[[0-9a-fA-F:.%]+]|[^\\[\\]:/?#@\\s\\p{Cntrl}]+)(:(?<port>.*))?");

  private HostList() {}

  /// Each with its port.
  ///
  /// @throws UsageException when one is no host, or its port no port
  static String withPorts(String hosts) {
    var all = new ArrayList<String>();
    for (String host : hosts.split(",", -1)) {
      if (host.startsWith("/") || host.startsWith("@")) {
        throw new UsageException(
            "the host '%s' is a Unix socket, which is not supported: name a host or an address, such as localhost"
                .formatted(host));
      }
      Matcher parts = HOST.matcher(host);
      if (!parts.matches()) {
        throw new UsageException(
            "'%s' in the hosts '%s' is no host: write a name, an address or [an IPv6 address], and a port behind a colon"
                .formatted(host, hosts));
      }
      String port = parts.group("port");
      all.add(parts.group("host") + ":" + (port == null ? DEFAULT_PORT : checked(port, host)));
    }
    return String.join(",", all);
  }

  private static String checked(String port, String host) {
    boolean isPort = port.matches("[0-9]{1,5}") && Integer.parseInt(port) <= LARGEST_PORT;
    if (!isPort || Integer.parseInt(port) == 0) {
      throw new UsageException(
          "'%s' is no port of the host '%s': write a number from 1 to %d"
              .formatted(port, host, LARGEST_PORT));
    }
    return port;
  }
}
