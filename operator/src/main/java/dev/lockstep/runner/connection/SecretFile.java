package dev.lockstep.runner.connection;

import dev.lockstep.engine.script.IoErrors;
import dev.lockstep.runner.options.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Reads a file with a single value.
final class SecretFile {
  private SecretFile() {}

  /// The value in the file of an option.
  static String require(Path file) {
    String value = read(file);
    if (value.isEmpty()) {
      throw origin(file).wrong("the file is empty: write the value into it");
    }
    return value;
  }

  /// The origin of the file: the key of a Secret if it is mounted as a folder, which has the
  /// Secret's name; otherwise the file.
  static Origin origin(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    return folder != null && FileAccess.isMounted(folder)
        ? Origin.key(file.getFileName(), folder.getFileName())
        : Origin.file(file);
  }

  /// The content without the final line end that editors and `echo` add.
  static String read(Path file) {
    try {
      String content = Files.readString(file);
      if (content.endsWith("\n")) {
        content = content.substring(0, content.length() - 1);
      }
      return content.endsWith("\r") ? content.substring(0, content.length() - 1) : content;
    } catch (IOException e) {
      throw origin(file).wrong("it cannot be read: " + IoErrors.words(file, e));
    }
  }
}
