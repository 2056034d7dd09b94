package dev.lockstep.engine.script;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/// Describes why a file or folder cannot be read or written: the JDK's own messages are a path or
/// nothing, and only the name of the exception's class shows the reason.
public final class IoErrors {
  private IoErrors() {}

  /// The reason, as a part of a sentence that names the file.
  public static String words(Path file, IOException error) {
    return switch (error) {
      case NoSuchFileException _ when Files.isSymbolicLink(file) -> "broken symbolic link";
      case NoSuchFileException _ -> "no such file or folder";
      case AccessDeniedException _ -> "permission denied";
      case NotDirectoryException _ -> "not a folder";
      case CharacterCodingException _ -> "not valid UTF-8";
      case FileSystemLoopException _ -> "symbolic links form a loop";
      default -> Files.isDirectory(file) ? "is a folder" : reason(file, error);
    };
  }

  /// For errors without a class, the system appends the reason to the path.
  private static String reason(Path file, IOException error) {
    String message = String.valueOf(error.getMessage());
    return message.startsWith(file + ": ")
        ? message.substring(file.toString().length() + 2)
        : message;
  }
}
