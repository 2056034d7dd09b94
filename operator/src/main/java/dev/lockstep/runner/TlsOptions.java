package dev.lockstep.runner;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How the connection is secured, as options; what they leave open, URL and environment say.
final class TlsOptions {
  private static final List<String> MODES =
      List.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");
  private static final List<String> BINDINGS = List.of("disable", "prefer", "require");

  private @Nullable String mode;
  private @Nullable String authority;
  private @Nullable Path certificate;
  private @Nullable Path key;
  private @Nullable String channelBinding;

  void addTo(CommandModel command) {
    command.option(
        "--tls-mode",
        "MODE",
        String.class,
        value -> mode = value,
        "disable, allow, prefer, require, verify-ca or verify-full, as psql's sslmode (default: verify-full with --tls-ca, else prefer).");
    command.option(
        "--tls-ca",
        "FILE",
        String.class,
        value -> authority = value,
        "The certificates of the authorities that may sign the server's, as PEM, or system.");
    command.option(
        "--tls-cert",
        "FILE",
        Path.class,
        value -> certificate = value,
        "The client's certificate, as PEM, with those that lead to its authority.");
    command.option(
        "--tls-key",
        "FILE",
        Path.class,
        value -> key = value,
        "The key of the client's certificate: PKCS#8, PKCS#1 or SEC1, without a passphrase.");
    command.option(
        "--channel-binding",
        "MODE",
        String.class,
        value -> channelBinding = value,
        "disable, prefer or require, as psql's channel_binding (default: prefer).");
  }

  /// The connection's parameters, completed by these options.
  Map<String, String> over(Map<String, String> others) {
    if ((certificate == null) != (key == null)) {
      throw new UsageException("--tls-cert and --tls-key belong together: give both");
    }
    var all = new HashMap<>(others);
    put(all, "sslmode", mode);
    put(all, "sslrootcert", authority);
    put(all, "sslcert", certificate);
    put(all, "sslkey", key);
    put(all, "channelBinding", channelBinding);
    if (authority != null && !all.containsKey("ssl")) {
      all.putIfAbsent("sslmode", "verify-full");
    }
    if (authority != null && "disable".equals(mode)) {
      throw new UsageException("--tls-ca is of no use with --tls-mode disable: give one of them");
    }
    check(all, "sslmode", MODES, "--tls-mode");
    check(all, "channelBinding", BINDINGS, "--channel-binding");
    return all;
  }

  private static void put(Map<String, String> all, String name, @Nullable Object value) {
    if (value != null) {
      all.put(name, value.toString());
    }
  }

  private static void check(
      Map<String, String> all, String name, List<String> known, String option) {
    String value = all.get(name);
    if (value != null && !known.contains(value)) {
      throw new UsageException(
          "%s (%s in a URL) is one of %s, not '%s'"
              .formatted(option, name, String.join(", ", known), value));
    }
  }
}
