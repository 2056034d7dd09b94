package dev.lockstep.runner.connection;

import dev.lockstep.runner.options.Given;
import dev.lockstep.runner.options.Origin;
import dev.lockstep.runner.options.UsageException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The servers of a connection from two lists, as in libpq: one of hosts, and one of ports that is
/// as long or a single port for all hosts.
///
/// Unlike libpq, it accepts brackets around an IPv6 address and a port after the host if the value
/// is not part of a URL. Messages count the hosts and never quote them: an invalid host may be a
/// part of a URL with a password.
record HostList(Given hosts, @Nullable Given ports) {
  private static final String DEFAULT_PORT = "5432";
  private static final int LARGEST_PORT = 65_535;
  private static final String PORT = "\\s*[+]?0*[0-9]{1,5}\\s*";
  private static final Pattern BRACKETS = Pattern.compile("\\[(?<host>[^\\]]*)](:(?<port>.*))?");
  private static final Pattern BARE = Pattern.compile("(?<host>[^:]*:[^:]*:.*)(?<port>(?!))?");
  private static final Pattern PLAIN = Pattern.compile("[^\\[\\]:/?#@%\\s\\p{Cntrl}]+");
  private static final Pattern NAME = Pattern.compile("(?<host>" + PLAIN + ")(:(?<port>.*))?");
  private static final Pattern ADDRESS = Pattern.compile("[0-9a-fA-F:.]+");
  private static final Pattern ZONE = Pattern.compile("[A-Za-z0-9._~-]+");

  /// The hosts from libpq's two parameters. In libpq, hostaddr is the address of the connection and
  /// host the name in the server's certificate; the driver has one parameter for both.
  static @Nullable Given either(@Nullable Given hosts, @Nullable Given addresses) {
    if (addresses == null) {
      return hosts;
    }
    if (hosts != null) {
      throw addresses
          .origin()
          .wrong("host and hostaddr cannot be combined: set only one, as the host");
    }
    for (String address : addresses.text().split(",", -1)) {
      if (!ADDRESS.matcher(address.split("%", 2)[0]).matches()) {
        throw addresses.origin().wrong("hostaddr must contain IP addresses only");
      }
    }
    return addresses;
  }

  /// The servers with their ports, separated by commas, IPv6 addresses in brackets.
  ///
  /// @throws UsageException if a host or port is invalid, or the lists have different lengths
  String withPorts() {
    List<String> names = List.of(hosts.text().split(",", -1));
    List<String> numbers = numbers(names.size());
    var all = new ArrayList<String>();
    for (int i = 0; i < names.size(); i++) {
      all.add(server(names.get(i), numbers.get(i), new Place(i, names.size())));
    }
    return String.join(",", all);
  }

  /// The name of a host in messages.
  private record Place(int index, int count) {
    private String host() {
      return count == 1 ? "the host" : "host %d of %d".formatted(index + 1, count);
    }
  }

  /// The ports as given, one for each host; empty if there is none.
  private List<String> numbers(int count) {
    List<String> given = ports == null ? List.of("") : List.of(ports.text().split(",", -1));
    if (given.size() == 1) {
      return java.util.Collections.nCopies(count, given.getFirst());
    }
    if (given.size() != count) {
      throw origin(ports)
          .wrong(
              "%d ports for %d %s: give one port for all hosts, or one port per host"
                  .formatted(given.size(), count, count == 1 ? "host" : "hosts"));
    }
    return given;
  }

  private String server(String text, String number, Place place) {
    Matcher parts = parts(text, place);
    String host = parts.group("host");
    String own = parts.group("port");
    String name = host.contains(":") ? "[" + address(host, place) + "]" : plain(host, place);
    String listed = number.isBlank() ? null : checked(number, origin(ports), place);
    if (own == null) {
      return name + ":" + (listed == null ? DEFAULT_PORT : listed);
    }
    String port = checked(own, hosts.origin(), place);
    if (listed != null && !listed.equals(port)) {
      throw hosts
          .origin()
          .wrong(
              "%s and %s name different ports: remove one of them"
                  .formatted(place.host(), origin(ports).words()));
    }
    return name + ":" + port;
  }

  private Matcher parts(String text, Place place) {
    if (text.isEmpty()) {
      throw hosts.origin().wrong("%s is empty: name each server".formatted(place.host()));
    }
    if (text.startsWith("/") || text.startsWith("@")) {
      throw hosts
          .origin()
          .wrong(
              "%s is a Unix socket, which is not supported: name a host or an address, such as localhost"
                  .formatted(place.host()));
    }
    for (Pattern pattern : List.of(BRACKETS, BARE, NAME)) {
      Matcher matcher = pattern.matcher(text);
      if (matcher.matches()) {
        return matcher;
      }
    }
    throw noHost(place);
  }

  private String plain(String host, Place place) {
    if (!PLAIN.matcher(host).matches()) {
      throw noHost(place);
    }
    return host;
  }

  private String address(String host, Place place) {
    String[] parts = host.split("%", 2);
    try {
      if (!ADDRESS.matcher(parts[0]).matches()
          || (parts.length > 1 && !ZONE.matcher(parts[1]).matches())) {
        throw noHost(place);
      }
      InetAddress.ofLiteral(parts[0]);
      return host;
    } catch (IllegalArgumentException e) {
      throw noHost(place);
    }
  }

  private UsageException noHost(Place place) {
    return hosts
        .origin()
        .wrong(
            "%s cannot be parsed: write a name or an address, and the port separately"
                .formatted(place.host()));
  }

  private String checked(String port, Origin origin, Place place) {
    int number = port.matches(PORT) ? Integer.parseInt(port.strip()) : 0;
    if (number == 0 || number > LARGEST_PORT) {
      throw origin.wrong(
          "the port of %s is not a number from 1 to %d".formatted(place.host(), LARGEST_PORT));
    }
    return Integer.toString(number);
  }

  /// The origin of the ports; a port that is not given never causes an error.
  private Origin origin(@Nullable Given given) {
    return given == null ? hosts.origin() : given.origin();
  }
}
