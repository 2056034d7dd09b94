package dev.lockstep.engine.postgres.session;

import dev.lockstep.schema.Setting;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// The session parameters that a user may not set for all scripts, because the run itself depends
/// on them.
public final class ReservedSettings {
  private static final int LONGEST_NAME = 63;
  private static final Pattern NAME =
      Pattern.compile("[A-Za-z_][A-Za-z0-9_$]*([.][A-Za-z_][A-Za-z0-9_$]*)*+");
  private static final Pattern ISO = Pattern.compile("(?i)\\s*iso\\s*(,\\s*(dmy|mdy|ymd)\\s*)?");
  private static final String IN_SCRIPT = "set it in the scripts that need it";
  private static final String OURS = "Lockstep sets it itself";

  /// The reserved names, each with what to do instead.
  private static final Map<String, String> REFUSED =
      Map.ofEntries(
          Map.entry("role", "use " + Setting.ROLE),
          Map.entry("session_authorization", "use " + Setting.ROLE),
          Map.entry("lock_timeout", "use " + Setting.LOCK_TIMEOUT),
          Map.entry("statement_timeout", "use " + Setting.STATEMENT_TIMEOUT),
          Map.entry("client_encoding", "scripts are UTF-8; " + IN_SCRIPT),
          Map.entry("standard_conforming_strings", IN_SCRIPT),
          Map.entry("transaction_isolation", IN_SCRIPT),
          Map.entry("transaction_read_only", IN_SCRIPT),
          Map.entry("transaction_deferrable", IN_SCRIPT),
          Map.entry("default_transaction_read_only", IN_SCRIPT),
          Map.entry("synchronous_commit", OURS),
          Map.entry("application_name", "%s (%s)".formatted(OURS, Setting.RUN_ID)),
          Map.entry("client_connection_check_interval", OURS));

  private ReservedSettings() {}

  /// The reserved names in lower case, sorted.
  public static Iterable<String> refusedNames() {
    return new TreeMap<>(REFUSED).keySet();
  }

  /// The reason for rejecting a setting, as the end of a sentence that begins with its name.
  public static Optional<String> refusal(String name, String value) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (!NAME.matcher(name).matches()
        || name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
      return Optional.of(
          "is not a parameter name: use at most %d letters, digits and '_', with a dot in custom names"
              .formatted(LONGEST_NAME));
    }
    if (lower.startsWith("lockstep.")) {
      return Optional.of(
          "cannot be set for all scripts: names that begin with lockstep are reserved");
    }
    if (lower.equals("datestyle") && !ISO.matcher(value).matches()) {
      return Optional.of("must be ISO, with DMY, MDY or YMD: the connection requires it");
    }
    return Optional.ofNullable(REFUSED.get(lower))
        .map(instead -> "cannot be set for all scripts: " + instead);
  }
}
