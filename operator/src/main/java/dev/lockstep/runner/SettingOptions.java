package dev.lockstep.runner;

import dev.lockstep.engine.postgres.SessionOptions;
import dev.lockstep.engine.postgres.SettingRules;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// As whom and with which settings the sessions work, as options.
final class SettingOptions {
  /// PostgreSQL cuts longer names off.
  private static final int LONGEST_NAME = 63;

  private @Nullable String role;
  private Map<String, String> settings = Map.of();

  void addTo(CommandModel command) {
    command.option(
        "--role",
        "NAME",
        String.class,
        value -> role = value,
        "The role that everything runs as, Lockstep's own statements included; the user must be a member of it.");
    command.pairs(
        "--setting",
        "NAME=VALUE",
        value -> settings = value,
        "Sets a parameter of the scripts' session, such as TimeZone=Europe/Berlin.");
  }

  SessionOptions options() {
    if (role != null) {
      int bytes = role.getBytes(StandardCharsets.UTF_8).length;
      if (bytes == 0 || bytes > LONGEST_NAME || role.equals("none")) {
        throw new UsageException(
            "--role '%s' is no name of a role: it has 1 to %d bytes and is not none"
                .formatted(role, LONGEST_NAME));
      }
    }
    settings.forEach(
        (name, value) ->
            SettingRules.refusal(name, value)
                .ifPresent(
                    why -> {
                      throw new UsageException(
                          "--setting: the parameter '%s' %s".formatted(name, why));
                    }));
    return new SessionOptions(role, settings);
  }
}
