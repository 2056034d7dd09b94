package dev.lockstep.runner.connection;

import dev.lockstep.engine.ProgressListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Checks whether other users may read files with secrets. Files in a mounted Secret are in a
/// container of their own, with permissions that the kubelet sets.
record FileAccess(ProgressListener listener) {
  private static final Set<PosixFilePermission> OF_OTHERS =
      EnumSet.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.GROUP_EXECUTE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE,
          PosixFilePermission.OTHERS_EXECUTE);

  /// The folders in which container engines mount secrets.
  private static final List<Path> SECRETS =
      List.of(Path.of("/run/secrets"), Path.of("/var/run/secrets"));

  /// The link that the kubelet puts into the folder of a mounted Secret.
  private static final String LINK = "..data";

  /// Whether the folder is mounted by the kubelet.
  static boolean isMounted(Path folder) {
    return Files.isSymbolicLink(folder.resolve(LINK));
  }

  /// Warns about a file that the group or others can read.
  void warnOf(Path file) {
    if (!isOfSecret(file) && isOpen(file)) {
      listener.warn(
          "warning: other users can read the file %s: restrict it with chmod 600".formatted(file),
          null);
    }
  }

  /// The password for a connection without one: null, so that the driver reads psql's password
  /// file; or, as in libpq, an empty one if others can read that file.
  @Nullable String ofPsqlFile(Map<String, String> environment) {
    String named = environment.getOrDefault("PGPASSFILE", "");
    Path file =
        named.isEmpty() ? Path.of(System.getProperty("user.home", "/"), ".pgpass") : Path.of(named);
    if (!Files.exists(file) || (Files.isRegularFile(file) && !isOpen(file))) {
      return null;
    }
    listener.warn(
        Files.isRegularFile(file)
            ? "warning: ignored the password file %s, because other users can read it: restrict it with chmod 600"
                .formatted(file)
            : "warning: ignored the password file %s, because it is not a regular file"
                .formatted(file),
        null);
    return "";
  }

  private static boolean isOfSecret(Path file) {
    Path folder = file.toAbsolutePath().normalize().getParent();
    return folder == null || isMounted(folder) || SECRETS.stream().anyMatch(folder::startsWith);
  }

  /// Whether others can read the file; as in libpq, by the permissions of the target of a link.
  private static boolean isOpen(Path file) {
    try {
      return Files.isRegularFile(file)
          && Files.getPosixFilePermissions(file).stream().anyMatch(OF_OTHERS::contains);
    } catch (IOException | UnsupportedOperationException _) {
      return false;
    }
  }
}
