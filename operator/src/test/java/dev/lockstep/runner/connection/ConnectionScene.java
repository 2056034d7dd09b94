package dev.lockstep.runner.connection;

import dev.lockstep.engine.postgres.session.PostgresTarget;
import dev.lockstep.runner.options.CommandModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/// Creates the inputs of a connection: options, Secrets and the environment.
final class ConnectionScene {
  private ConnectionScene() {}

  static DatabaseOptions options(List<String> arguments) {
    var options = new DatabaseOptions(Dialects.ofProgram());
    var command = new CommandModel("test", () -> 0, "");
    options.addTo(command);
    new CommandLine(command.spec()).parseArgs(arguments.toArray(String[]::new));
    return options;
  }

  static PostgresTarget ofVariables(Map<String, String> environment, String... arguments) {
    return options(List.of(arguments)).target(environment);
  }

  /// Creates a Secret as it is mounted, in a folder with its name.
  static Path secret(Path folder, String name, Map<String, String> keys) throws IOException {
    Path secret = Files.createDirectories(folder.resolve(name));
    for (var key : keys.entrySet()) {
      Files.writeString(secret.resolve(key.getKey()), key.getValue());
    }
    return secret;
  }

  static PostgresTarget ofSecret(Path secret, String... arguments) {
    var all = new java.util.ArrayList<>(List.of(arguments));
    all.add("--database-secret=" + secret);
    return options(all).target(Map.of());
  }
}
