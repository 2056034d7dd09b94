package dev.lockstep.engine.postgres.session;

import dev.lockstep.engine.RunSettings;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The `options` of the start-up packet: the values to which RESET, DISCARD ALL and SET SESSION
/// AUTHORIZATION DEFAULT return.
///
/// @param limits the timeouts of a statement, which a script may change for itself
/// @param others options that do not concern scripts
record StartOptions(Map<String, String> limits, Map<String, String> others) {
  static StartOptions of(RunSettings settings) {
    var limits = new LinkedHashMap<String, String>();
    limits.put("lock_timeout", milliseconds(settings.timeouts().lock()));
    if (settings.timeouts().statement().isPositive()) {
      limits.put("statement_timeout", milliseconds(settings.timeouts().statement()));
    }
    return new StartOptions(limits, Map.of());
  }

  /// The options of a session that runs no scripts.
  StartOptions withOwnPath() {
    return new StartOptions(limits, Map.of("search_path", TrustedSearchPath.VALUE));
  }

  /// The options as text: separated by spaces, which a backslash escapes.
  String text(@Nullable String role) {
    var all = new LinkedHashMap<>(limits);
    all.putAll(others);
    all.put("client_connection_check_interval", "1000");
    all.put("tcp_keepalives_idle", Integer.toString(KeepAliveSocketFactory.IDLE_SECONDS));
    all.put("tcp_keepalives_interval", Integer.toString(KeepAliveSocketFactory.INTERVAL_SECONDS));
    all.put("tcp_keepalives_count", Integer.toString(KeepAliveSocketFactory.COUNT));
    // Keepalives are not sent while data is unacknowledged.
    all.put("tcp_user_timeout", "25000");
    if (role != null) {
      all.put("role", role);
    }
    return all.entrySet().stream()
        .map(option -> "-c " + option.getKey() + "=" + escaped(option.getValue()))
        .collect(Collectors.joining(" "));
  }

  private static String escaped(String value) {
    return value.replaceAll("[\\s\\\\]", "\\\\$0");
  }

  /// At least 1 unless the timeout is zero, because 0 means no limit.
  private static String milliseconds(Duration timeout) {
    return Long.toString(timeout.isZero() ? 0 : Math.max(1, timeout.toMillis()));
  }
}
