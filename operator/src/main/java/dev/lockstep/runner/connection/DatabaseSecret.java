package dev.lockstep.runner.connection;

import dev.lockstep.engine.script.IoErrors;
import dev.lockstep.runner.options.Given;
import dev.lockstep.runner.options.Origin;
import dev.lockstep.runner.options.UsageException;
import dev.lockstep.schema.EngineException;
import dev.lockstep.schema.FailureKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A Secret that is mounted as a folder, with one file for each key.
///
/// @param folder the folder, whose name is the Secret's name
/// @param renamed the keys that the user has named, by role
record DatabaseSecret(Path folder, Map<SecretRole, String> renamed) {

  /// The parts of the connection in the Secret. Keys that the user has named take precedence, then
  /// a URL; the other keys supply the remaining parts.
  ConnectionParts read() {
    if (keys().isEmpty()) {
      throw new EngineException(
          FailureKind.SECRET_NOT_FOUND,
          "Secret %s does not exist or is empty".formatted(name()),
          "Create it; Lockstep retries automatically");
    }
    checkRenamed();
    Given password = value(SecretRole.PASSWORD);
    var single =
        new ConnectionParts(
            value(SecretRole.HOST),
            value(SecretRole.PORT),
            value(SecretRole.DBNAME),
            value(SecretRole.USERNAME),
            password == null ? null : password.text(),
            UrlParameters.NONE);
    return named(single).or(urls()).or(single);
  }

  /// The parts of the URLs. If there are two, the one whose key the user has named is preferred.
  private ConnectionParts urls() {
    ConnectionParts jdbc = url(SecretRole.JDBC_URI);
    ConnectionParts uri = url(SecretRole.URI);
    boolean named =
        renamed.containsKey(SecretRole.URI) && !renamed.containsKey(SecretRole.JDBC_URI);
    return named ? uri.or(jdbc) : jdbc.or(uri);
  }

  /// The parts whose keys the user has named.
  private ConnectionParts named(ConnectionParts single) {
    boolean server = renamed.containsKey(SecretRole.HOST) || renamed.containsKey(SecretRole.PORT);
    return new ConnectionParts(
        server ? single.hosts() : null,
        server ? single.ports() : null,
        renamed.containsKey(SecretRole.DBNAME) ? single.database() : null,
        renamed.containsKey(SecretRole.USERNAME) ? single.user() : null,
        renamed.containsKey(SecretRole.PASSWORD) ? single.password() : null,
        UrlParameters.NONE);
  }

  /// The failure that lists the keys which are missing.
  EngineException missing(SecretRole... roles) {
    var looked = new ArrayList<String>();
    for (SecretRole role : roles) {
      looked.addAll(keys(role));
    }
    looked.addAll(keys(SecretRole.JDBC_URI));
    looked.addAll(keys(SecretRole.URI));
    return new EngineException(
        FailureKind.SECRET_KEY_MISSING,
        "Secret %s has no key for the %s; expected one of %s"
            .formatted(name(), roles[0].option(), String.join(", ", looked)),
        roles[0] == SecretRole.DBNAME
            ? "Add the key to the Secret, say which key holds it, or set the database name directly"
            : "Add the key to the Secret, or say which key holds it");
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
              .formatted(folder, IoErrors.words(folder, e)));
    }
  }

  private void checkRenamed() {
    renamed.forEach(
        (role, key) -> {
          if (read(key) == null) {
            throw new EngineException(
                FailureKind.SECRET_KEY_MISSING,
                "Secret %s has no key %s, which should hold the %s"
                    .formatted(name(), key, role.option()),
                "Add the key to the Secret, or name another key");
          }
        });
  }

  private ConnectionParts url(SecretRole role) {
    Given url = value(role);
    return url == null
        ? ConnectionParts.NOTHING
        : new ConnectionUrl(url.origin()).parse(url.text());
  }

  private @Nullable Given value(SecretRole role) {
    for (String key : keys(role)) {
      String value = read(key);
      if (value != null && (!value.isEmpty() || role == SecretRole.PASSWORD)) {
        return new Given(value, Origin.key(key, name()));
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
