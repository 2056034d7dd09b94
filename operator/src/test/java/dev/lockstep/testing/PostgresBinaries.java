package dev.lockstep.testing;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/// Unpacks the PostgreSQL binaries that the build has copied, once, into a cache outside the tree.
/// Several processes may do so at once: each unpacks beside the final place and renames.
final class PostgresBinaries {
  private PostgresBinaries() {}

  /// The folder that holds `bin/initdb` and `bin/postgres` of a release.
  static Path of(PostgresVersion version) throws IOException {
    Path home = cache().resolve(version.release());
    if (!Files.isDirectory(home)) {
      unpack(artifact(version), home);
    }
    return home;
  }

  private static Path cache() {
    String configured = System.getenv("XDG_CACHE_HOME");
    Path base =
        configured == null || configured.isBlank()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(configured);
    return base.resolve("lockstep").resolve("postgres");
  }

  private static Path artifact(PostgresVersion version) throws IOException {
    Path folder = buildFolder().resolve("postgres-binaries");
    if (Files.isDirectory(folder)) {
      try (var files = Files.newDirectoryStream(folder, "*-" + version.release() + ".jar")) {
        for (Path file : files) {
          return file;
        }
      }
    }
    throw new IOException(
        "no PostgreSQL %s in %s: run 'mvn generate-test-resources' on a platform that the build knows"
            .formatted(version.release(), folder));
  }

  private static Path buildFolder() {
    try {
      var classes = PostgresBinaries.class.getProtectionDomain().getCodeSource().getLocation();
      return Path.of(classes.toURI()).resolveSibling("");
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void unpack(Path artifact, Path home) throws IOException {
    Files.createDirectories(home.getParent());
    Path fresh = Files.createTempDirectory(home.getParent(), "unpacking-");
    try (var zip = new ZipFile(artifact.toFile())) {
      ZipEntry archive =
          zip.stream()
              .map(ZipEntry.class::cast)
              .filter(entry -> entry.getName().endsWith(".txz"))
              .findFirst()
              .orElseThrow(() -> new IOException("no archive in " + artifact));
      try (InputStream in = zip.getInputStream(archive);
          var tar = new TarArchiveInputStream(new XZInputStream(in))) {
        extract(tar, fresh);
      }
      Files.move(fresh, home, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileAlreadyExistsException | DirectoryNotEmptyException _) {
      // Another process was faster; its copy is the same.
    } finally {
      delete(fresh);
    }
  }

  private static void extract(TarArchiveInputStream tar, Path into) throws IOException {
    for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
      Path target = into.resolve(entry.getName()).normalize();
      if (!target.startsWith(into)) {
        throw new IOException("an entry leaves the archive's folder: " + entry.getName());
      }
      if (entry.isDirectory()) {
        Files.createDirectories(target);
      } else if (entry.isSymbolicLink()) {
        Files.createDirectories(target.getParent());
        Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
      } else {
        Files.createDirectories(target.getParent());
        Files.copy(tar, target);
        String mode = (entry.getMode() & 0100) == 0 ? "rw-r--r--" : "rwxr-xr-x";
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString(mode));
      }
    }
  }

  /// Deletes a folder with all that is in it, or nothing when it does not exist.
  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    List<Path> paths;
    try (var walk = Files.walk(folder)) {
      paths = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : paths) {
      Files.deleteIfExists(path);
    }
  }
}
