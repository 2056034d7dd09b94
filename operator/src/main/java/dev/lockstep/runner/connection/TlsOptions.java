package dev.lockstep.runner.connection;

import dev.lockstep.engine.postgres.session.AuthMethods;
import dev.lockstep.runner.options.CommandModel;
import dev.lockstep.runner.options.UsageException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The options for TLS and authentication; the URL and the environment supply what they do not set.
final class TlsOptions {
  private static final List<String> MODES =
      List.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");
  private static final List<String> BINDINGS = List.of("disable", "prefer", "require");

  private @Nullable String mode;
  private @Nullable String authority;
  private @Nullable Path certificate;
  private @Nullable Path key;
  private @Nullable String channelBinding;
  private @Nullable String requireAuth;

  void addTo(CommandModel command) {
    command.option(
        "--tls-mode",
        "MODE",
        String.class,
        value -> mode = value,
        "The TLS mode, as psql's sslmode: disable, allow, prefer, require, verify-ca or verify-full (default: verify-full with --tls-ca, otherwise prefer).");
    command.option(
        "--tls-ca",
        "FILE",
        String.class,
        value -> authority = value,
        "The CA certificates that the server's certificate is verified with, as PEM, or system.");
    command.option(
        "--tls-cert",
        "FILE",
        Path.class,
        value -> certificate = value,
        "The client certificate with its chain, as PEM.");
    command.option(
        "--tls-key",
        "FILE",
        Path.class,
        value -> key = value,
        "The key of the client certificate: PKCS#8, PKCS#1 or SEC1, without a passphrase.");
    addAuthenticationTo(command);
  }

  private void addAuthenticationTo(CommandModel command) {
    command.option(
        "--channel-binding",
        "MODE",
        String.class,
        value -> channelBinding = value,
        "Whether to use channel binding, as psql's channel_binding: disable, prefer or require (default: prefer).");
    command.option(
        "--require-auth",
        "METHODS",
        String.class,
        value -> requireAuth = value,
        "The authentication methods that the server may use, as psql's require_auth: password, md5, gss, sspi, scram-sha-256 and none, separated by commas; or each with a leading ! to exclude it (default: all, except password if the server's identity is not verified).");
  }

  /// The connection's parameters, completed by these options.
  Map<String, String> over(Map<String, String> others) {
    if ((certificate == null) != (key == null)) {
      throw new UsageException("--tls-cert and --tls-key must be given together");
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
      throw new UsageException(
          "--tls-ca has no effect with --tls-mode disable: remove one of them");
    }
    check(all, "sslmode", MODES, "--tls-mode");
    check(all, "channelBinding", BINDINGS, "--channel-binding");
    put(all, "requireAuth", requireAuth);
    String methods = all.get("requireAuth");
    if (methods != null && !AuthMethods.isList(methods)) {
      throw new UsageException(
          "--require-auth (require_auth in a URL) must be %s, not '%s'"
              .formatted(AuthMethods.WORDS, methods));
    }
    return all;
  }

  /// Warns about a key file that other users can read.
  void warnOfKey(FileAccess access) {
    if (key != null) {
      access.warnOf(key);
    }
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
          "%s (%s in a URL) must be one of %s, not '%s'"
              .formatted(option, name, String.join(", ", known), value));
    }
  }
}
