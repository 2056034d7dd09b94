package dev.lockstep.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A folder of scripts, as a mounted ConfigMap is one.
public record ScriptFolder(Path path) {
  /// An empty folder below a temporary one, named as a ConfigMap is.
  public static ScriptFolder in(Path parent) {
    try {
      return new ScriptFolder(Files.createDirectories(parent.resolve("scripts")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Writes a script, over an older one of that name.
  public ScriptFolder with(String name, String text) {
    try {
      Files.writeString(path.resolve(name), text);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Takes a script away.
  public ScriptFolder without(String name) {
    try {
      Files.delete(path.resolve(name));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
