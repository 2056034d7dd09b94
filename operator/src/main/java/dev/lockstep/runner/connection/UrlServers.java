package dev.lockstep.runner.connection;

import dev.lockstep.runner.options.Origin;
import java.util.regex.Pattern;

/// The servers in a URL, split as by libpq: a list of hosts without brackets, and a list of ports
/// that is as long, with an empty element for a host without a port. Both are percent-encoded.
record UrlServers(String hosts, String ports) {
  /// A port, possibly percent-encoded. Its range is checked where hosts and ports are paired.
  private static final Pattern PORT = Pattern.compile("[-+%0-9\\s]*");

  /// @param text `host:port`, several separated by commas, an IPv6 address in brackets
  static UrlServers of(String text, Origin origin) {
    var hosts = new StringBuilder();
    var ports = new StringBuilder();
    int i = 0;
    while (true) {
      int end = appendHost(hosts, text, i, origin);
      if (end < text.length() && text.charAt(end) == ':') {
        int stop = next(text, end, ",");
        String port = text.substring(end + 1, stop);
        if (!PORT.matcher(port).matches()) {
          throw ConnectionUrl.unreadable(origin);
        }
        ports.append(port);
        end = stop;
      }
      if (end == text.length()) {
        return new UrlServers(hosts.toString(), ports.toString());
      }
      hosts.append(',');
      ports.append(',');
      i = end + 1;
    }
  }

  /// Appends the host at an offset, without the brackets of an IPv6 address.
  ///
  /// @return the offset after the host
  private static int appendHost(StringBuilder hosts, String text, int start, Origin origin) {
    if (start == text.length() || text.charAt(start) != '[') {
      int end = next(text, start, ":,");
      hosts.append(text, start, end);
      return end;
    }
    int close = text.indexOf(']', start);
    if (close < 0 || close == start + 1 || !isEnd(text, close + 1)) {
      throw ConnectionUrl.unreadable(origin);
    }
    hosts.append(text, start + 1, close);
    return close + 1;
  }

  private static boolean isEnd(String text, int at) {
    return at == text.length() || text.charAt(at) == ':' || text.charAt(at) == ',';
  }

  private static int next(String text, int start, String ends) {
    int at = start;
    while (at < text.length() && ends.indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return at;
  }
}
