package dev.lockstep.engine;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/// Words for a file or folder that cannot be read or written: the JDK's own messages are a path or
/// nothing, and what they mean is in the name of a class.
public final class FileTrouble {
  private FileTrouble() {}

  /// What is wrong, as a part of a sentence that names the file.
  public static String words(Path file, IOException error) {
    return switch (error) {
      case NoSuchFileException _ when Files.isSymbolicLink(file) -> "it is a link to nothing";
      case NoSuchFileException _ -> "it is not there";
      case AccessDeniedException _ -> "permission denied";
      case NotDirectoryException _ -> "it is no folder";
      case CharacterCodingException _ -> "it is not UTF-8";
      case FileSystemLoopException _ -> "its links lead in a circle";
      default -> Files.isDirectory(file) ? "it is a folder" : reason(file, error);
    };
  }

  /// Of what has no class of its own the system tells the reason behind the path.
  private static String reason(Path file, IOException error) {
    String message = String.valueOf(error.getMessage());
    return message.startsWith(file + ": ")
        ? message.substring(file.toString().length() + 2)
        : message;
  }
}
