package dev.lockstep.runner;

import dev.lockstep.engine.FileTrouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Reads a file that holds one value.
final class SecretFile {
  private SecretFile() {}

  /// The value that an option's file holds.
  static String require(Path file) {
    String value = read(file);
    if (value.isEmpty()) {
      throw new UsageException("the file %s is empty: write the value into it".formatted(file));
    }
    return value;
  }

  /// The content without the line end that editors and `echo` put at its end.
  static String read(Path file) {
    try {
      String content = Files.readString(file);
      if (content.endsWith("\n")) {
        content = content.substring(0, content.length() - 1);
      }
      return content.endsWith("\r") ? content.substring(0, content.length() - 1) : content;
    } catch (IOException e) {
      throw new UsageException(
          "the file %s cannot be read: %s".formatted(file, FileTrouble.words(file, e)));
    }
  }
}
