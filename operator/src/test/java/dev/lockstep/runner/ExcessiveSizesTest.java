package dev.lockstep.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.testing.LockstepProcess;
import dev.lockstep.testing.PostgresExtension;
import dev.lockstep.testing.PostgresServers;
import dev.lockstep.testing.ScriptFolder;
import dev.lockstep.testing.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("W7: what does not fit into the memory of a run is one sentence, and has a report")
@ExtendWith(PostgresExtension.class)
final class ExcessiveSizesTest {
  private static final int MEBIBYTE = 1 << 20;
  private static final Map<String, String> SMALL = Map.of("JDK_JAVA_OPTIONS", "-Xmx64m");

  private final TestDatabase database;
  private final ScriptFolder scripts;
  private final Path report;

  ExcessiveSizesTest(PostgresServers servers, @TempDir Path folder) {
    this.database = servers.newest().createDatabase();
    this.scripts = ScriptFolder.in(folder);
    this.report = folder.resolve("report.json");
  }

  @Test
  void aFileThatUnpacksToMoreThanAQuarterOfTheMemory() throws IOException {
    var packed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(packed)) {
      for (int i = 0; i < 200; i++) {
        gzip.write(" ".repeat(MEBIBYTE).getBytes(java.nio.charset.StandardCharsets.UTF_8));
      }
    }
    Files.write(scripts.path().resolve("V1__bomb.sql.gz"), packed.toByteArray());

    refused("V1__bomb.sql.gz: with this file, the uncompressed set is larger than ");
  }

  @Test
  void aScriptThatNamesALongPlaceholderEverywhere() throws IOException {
    scripts.with("V1__a.sql", "SELECT '" + "${a}".repeat(MEBIBYTE / 4) + "'");

    refused(
        "V1__a.sql: with its placeholders replaced, the set is larger than ",
        "--placeholder",
        "a=" + "x".repeat(4096));
  }

  @Test
  void aFileThatIsLargerThanTheMemory() throws IOException {
    try (var file =
        Files.newByteChannel(
            scripts.path().resolve("V1__a.sql"),
            java.nio.file.StandardOpenOption.CREATE,
            java.nio.file.StandardOpenOption.WRITE)) {
      file.position(3L << 30).write(java.nio.ByteBuffer.wrap(new byte[] {';'}));
    }

    refused("V1__a.sql: the scripts are larger than ");
  }

  @Test
  void scriptsThatFitOneByOneAndAreTooMuchTogether() throws IOException {
    scripts.with("V1__a.sql", "SELECT 1;\n".repeat(28 * MEBIBYTE / 10));

    refused("the scripts are too large for the run's memory (");
  }

  @Test
  void aVersionOfManyPartsInTheHistory() {
    scripts.with("V1__a.sql", "SELECT 1");
    try (var run = LockstepProcess.start(env(SMALL), arguments("migrate"))) {
      assertThat(run.exitCode()).as(run.err()).isZero();
    }
    database.execute(
        "INSERT INTO migration_history (migration_name, version) VALUES ('V2__b.sql', '2' || repeat('.1', 1000000))");
    try (var run = LockstepProcess.start(env(SMALL), arguments("status"))) {
      run.exitCode();
      assertThat(run.err()).doesNotContain("StackOverflow", "\tat ");
    }
  }

  private void refused(String sentence, String... more) throws IOException {
    var arguments = new ArrayList<>(arguments("migrate"));
    arguments.addAll(List.of("--termination-log", report.toString()));
    arguments.addAll(List.of(more));
    try (var run = LockstepProcess.start(env(SMALL), arguments)) {
      assertThat(run.exitCode()).as(run.err()).isEqualTo(10);
      assertThat(run.err()).contains("lockstep: " + sentence, "hint: ").doesNotContain("\tat ");
    }
    assertThat(Files.readString(report)).contains("ScriptsRefused", sentence);
  }

  private List<String> arguments(String command) {
    return List.of(
        command,
        "--url",
        database.jdbcUrl(),
        "--user",
        database.user(),
        "--scripts",
        scripts.path().toString());
  }

  private Map<String, String> env(Map<String, String> options) {
    var all = new java.util.HashMap<>(options);
    all.put("PGPASSWORD", database.password());
    return all;
  }
}
