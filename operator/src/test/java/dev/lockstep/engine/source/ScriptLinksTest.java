package dev.lockstep.engine.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.schema.FileSelection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A link in a folder of scripts shows nothing that lies outside of it")
final class ScriptLinksTest {
  private final Path outside;
  private final Path folder;

  ScriptLinksTest(@TempDir Path parent) throws IOException {
    this.outside = parent.resolve("outside");
    this.folder = Files.createDirectories(parent.resolve("scripts"));
  }

  @Test
  void aMountedConfigMapIsReadThroughItsLinks() throws IOException {
    Path data = Files.createDirectories(folder.resolve("..2026_11_29"));
    Files.writeString(data.resolve("V1__a.sql"), "SELECT 1");
    Files.createSymbolicLink(folder.resolve("..data"), Path.of("..2026_11_29"));
    Files.createSymbolicLink(folder.resolve("V1__a.sql"), Path.of("..data/V1__a.sql"));

    ScriptFiles files = ScriptFiles.read(List.of(folder), FileSelection.ALL);
    assertThat(files.errors()).isEmpty();
    assertThat(files.files()).singleElement().extracting(ScriptFile::text).isEqualTo("SELECT 1");
  }

  @Test
  void aFolderThatIsALinkItselfIsRead() throws IOException {
    Files.writeString(folder.resolve("V1__a.sql"), "SELECT 1");
    Path link = Files.createSymbolicLink(folder.resolveSibling("link"), folder);

    assertThat(ScriptFiles.read(List.of(link), FileSelection.ALL).errors()).isEmpty();
  }

  @Test
  void aLinkToAFileOutsideIsRefused() throws IOException {
    Files.writeString(outside, "s3cret");
    Files.createSymbolicLink(folder.resolve("V1__a.sql"), outside);
    Files.createSymbolicLink(folder.resolve("V2__b.sql"), Path.of("../outside"));
    Files.createSymbolicLink(folder.resolve("chain"), outside);
    Files.createSymbolicLink(folder.resolve("V3__c.sql"), Path.of("chain"));

    ScriptFiles files = ScriptFiles.read(List.of(folder), FileSelection.ALL);
    assertThat(files.files()).isEmpty();
    assertThat(files.errors())
        .hasSize(4)
        .allMatch(error -> error.contains("outside the folder"))
        .noneMatch(error -> error.contains("s3cret"));
  }

  @Test
  void aDeviceIsNotRead() throws IOException {
    Files.createSymbolicLink(folder.resolve("V1__a.sql"), Path.of("/dev/zero"));

    assertThat(ScriptFiles.read(List.of(folder), FileSelection.ALL).errors())
        .singleElement()
        .asString()
        .startsWith("V1__a.sql: symbolic link to /dev/zero");
  }

  @Test
  void aPipeIsNotWaitedFor() throws Exception {
    Process made =
        new ProcessBuilder("mkfifo", folder.resolve("V1__a.sql").toString()).inheritIO().start();
    assertThat(made.waitFor()).isZero();

    assertThat(ScriptFiles.read(List.of(folder), FileSelection.ALL).errors())
        .singleElement()
        .asString()
        .contains("not a regular file");
  }
}
