package dev.lockstep.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.UUID;

/// An archive of the classes that processes of one kind load from the built program, which spares
/// them a third of the CPU time of their start. The first process that ends in its own time leaves
/// it to those after it; several may do so at once. Another build has another one.
public final class ClassArchive {
  /// Of a process that SIGKILL has ended.
  private static final int KILLED = 128 + 9;

  private static final Path FOLDER = Checkout.target().resolve("class-archives");

  private final Path file;
  private final Path fresh;

  private ClassArchive(Path file) {
    this.file = file;
    this.fresh = file.resolveSibling(UUID.randomUUID() + ".new");
  }

  /// The archive for one process.
  ///
  /// @param kind the name that processes of the same kind give
  public static ClassArchive of(String kind) {
    try {
      Files.createDirectories(FOLDER);
      Path jar = Checkout.target().resolve("lockstep/lib/lockstep.jar");
      long built = Files.getLastModifiedTime(jar).toMillis();
      return new ClassArchive(FOLDER.resolve("%s-%d.jsa".formatted(kind, built)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The options of the JVM that use the archive, or make one.
  public List<String> options() {
    String option =
        Files.exists(file) ? "-XX:SharedArchiveFile=" + file : "-XX:ArchiveClassesAtExit=" + fresh;
    // Nothing of the archive is said on the standard output.
    return List.of(option, "-Xlog:disable");
  }

  /// Keeps what the process has left at its end, if it was not killed in the middle of it.
  public void keep(int exitCode) {
    try {
      if (exitCode == KILLED) {
        Files.deleteIfExists(fresh);
      } else if (Files.exists(fresh)) {
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
