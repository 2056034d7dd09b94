package dev.lockstep.runner;

import dev.lockstep.engine.EngineException;
import dev.lockstep.engine.FileTrouble;
import dev.lockstep.schema.FailureKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A Secret that is mounted in a folder, one file for each key.
///
/// @param folder the folder, whose last part is the Secret's name
/// @param renamed the keys that the user has named, by role
record DatabaseSecret(Path folder, Map<SecretRole, String> renamed) {

  /// What the Secret says of the connection. Keys that the user has named come first, then a URL in
  /// it; single keys fill the gaps.
  ConnectionParts read() {
    if (keys().isEmpty()) {
      throw new EngineException(
          FailureKind.SECRET_NOT_FOUND,
          "Secret %s is not there or has no keys".formatted(name()),
          "Create the Secret; the run is tried again");
    }
    checkRenamed();
    String host = value(SecretRole.HOST);
    String port = value(SecretRole.PORT);
    var single =
        new ConnectionParts(
            host == null || port == null || host.contains(":") ? host : host + ":" + port,
            value(SecretRole.DBNAME),
            value(SecretRole.USERNAME),
            value(SecretRole.PASSWORD),
            Map.of());
    return named(single).or(urls()).or(single);
  }

  /// Of two URLs the one whose key the user has named comes first.
  private ConnectionParts urls() {
    ConnectionParts jdbc = url(SecretRole.JDBC_URI);
    ConnectionParts uri = url(SecretRole.URI);
    boolean named =
        renamed.containsKey(SecretRole.URI) && !renamed.containsKey(SecretRole.JDBC_URI);
    return named ? uri.or(jdbc) : jdbc.or(uri);
  }

  /// The single keys that the user has named himself.
  private ConnectionParts named(ConnectionParts single) {
    boolean host = renamed.containsKey(SecretRole.HOST) || renamed.containsKey(SecretRole.PORT);
    return new ConnectionParts(
        host ? single.hosts() : null,
        renamed.containsKey(SecretRole.DBNAME) ? single.database() : null,
        renamed.containsKey(SecretRole.USERNAME) ? single.user() : null,
        renamed.containsKey(SecretRole.PASSWORD) ? single.password() : null,
        Map.of());
  }

  /// The failure that names the keys which were looked for in vain.
  EngineException missing(SecretRole... roles) {
    var looked = new ArrayList<String>();
    for (SecretRole role : roles) {
      looked.addAll(keys(role));
    }
    looked.addAll(keys(SecretRole.JDBC_URI));
    looked.addAll(keys(SecretRole.URI));
    return new EngineException(
        FailureKind.SECRET_KEY_MISSING,
        "Secret %s has no key for the %s; looked for %s"
            .formatted(name(), roles[0].option(), String.join(", ", looked)),
        roles[0] == SecretRole.DBNAME
            ? "Add the key to the Secret, name the key that holds it, or name the database itself"
            : "Add the key to the Secret, or name the key that holds it");
  }

  private String name() {
    return String.valueOf(folder.toAbsolutePath().normalize().getFileName());
  }

  private List<String> keys() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(key -> !key.startsWith("."))
          .toList();
    } catch (IOException e) {
      throw new UsageException(
          "the folder %s of the Secret cannot be listed: %s"
              .formatted(folder, FileTrouble.words(folder, e)));
    }
  }

  private void checkRenamed() {
    renamed.forEach(
        (role, key) -> {
          if (read(key) == null) {
            throw new EngineException(
                FailureKind.SECRET_KEY_MISSING,
                "Secret %s has no key %s, which is to hold the %s"
                    .formatted(name(), key, role.option()),
                "Add the key to the Secret, or name another one");
          }
        });
  }

  private ConnectionParts url(SecretRole role) {
    String url = value(role);
    return url == null
        ? ConnectionParts.NOTHING
        : new ConnectionUrl("The key for %s of Secret %s".formatted(role.option(), name()))
            .parse(url);
  }

  private @Nullable String value(SecretRole role) {
    for (String key : keys(role)) {
      String value = read(key);
      if (value != null) {
        return value;
      }
    }
    return null;
  }

  private List<String> keys(SecretRole role) {
    String key = renamed.get(role);
    return key == null ? role.keys() : List.of(key);
  }

  private @Nullable String read(String key) {
    Path file = folder.resolve(key);
    return Files.isRegularFile(file) ? SecretFile.read(file) : null;
  }
}
