package dev.lockstep.bench;

import dev.lockstep.bench.Work.Contender;
import dev.lockstep.testing.ScriptFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// The scripts of a work as dbmate, goose and Liquibase want them, file by file with the same
/// statements.
final class OtherFormats {
  private final Path parent;

  /// @param parent where the folders are put
  OtherFormats(Path parent) {
    this.parent = parent;
  }

  /// The folder of a contender, with what was added to the scripts since the last call.
  Path of(Contender contender, Work work, ScriptFolder scripts) {
    try (Stream<Path> files = Files.list(scripts.path())) {
      Path folder =
          Files.createDirectories(parent.resolve(work + "-" + contender).resolve("scripts"));
      for (Path file : files.toList()) {
        // `V12__t.sql`; Liquibase goes by the order of the names.
        String version = file.getFileName().toString().replaceAll("[^0-9]", "");
        Path other = folder.resolve("%06d_t.sql".formatted(Integer.parseInt(version)));
        if (!Files.exists(other)) {
          Files.writeString(other, text(contender, version, Files.readString(file)));
        }
      }
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(Contender contender, String version, String statements) {
    return switch (contender) {
      case DBMATE -> "-- migrate:up\n" + statements + "-- migrate:down\n";
      case GOOSE -> "-- +goose Up\n" + statements;
      case LIQUIBASE ->
          "--liquibase formatted sql\n--changeset bench:%s\n".formatted(version) + statements;
      case FLOOR, LOCKSTEP, PSQL, FLYWAY ->
          throw new IllegalArgumentException(contender + " takes the scripts as they are");
    };
  }
}
