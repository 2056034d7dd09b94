package dev.lockstep.runner.connection;

import dev.lockstep.engine.postgres.session.ReservedSettings;
import dev.lockstep.engine.postgres.session.SessionOptions;
import dev.lockstep.runner.options.CommandModel;
import dev.lockstep.runner.options.UsageException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The options for the role and the settings of the sessions.
final class SettingOptions {
  /// The maximum length: PostgreSQL truncates longer names.
  private static final int LONGEST_NAME = 63;

  private @Nullable String role;
  private Map<String, String> settings = Map.of();

  void addTo(CommandModel command) {
    command.option(
        "--role",
        "NAME",
        String.class,
        value -> role = value,
        "The role for all statements, including Lockstep's own; the user must be a member of it. It determines who owns new objects, but does not restrict the scripts: they can leave it (SET ROLE NONE).");
    command.pairs(
        "--setting",
        "NAME=VALUE",
        value -> settings = value,
        "Set a parameter of the scripts' session, such as TimeZone=Europe/Berlin.");
  }

  SessionOptions options() {
    if (role != null) {
      int bytes = role.getBytes(StandardCharsets.UTF_8).length;
      if (bytes == 0 || bytes > LONGEST_NAME || role.equals("none")) {
        throw new UsageException(
            "--role: '%s' is not a valid role name: use 1 to %d bytes, and not none"
                .formatted(role, LONGEST_NAME));
      }
    }
    settings.forEach(
        (name, value) ->
            ReservedSettings.refusal(name, value)
                .ifPresent(
                    why -> {
                      throw new UsageException(
                          "--setting: the parameter '%s' %s".formatted(name, why));
                    }));
    return new SessionOptions(role, settings);
  }
}
