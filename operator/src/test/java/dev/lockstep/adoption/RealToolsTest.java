package dev.lockstep.adoption;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.corpora.SchemaText;
import dev.lockstep.testing.LockstepProcess;
import dev.lockstep.testing.PostgresExtension;
import dev.lockstep.testing.PostgresServers;
import dev.lockstep.testing.PostgresVersion;
import dev.lockstep.testing.ScriptFolder;
import dev.lockstep.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The real tools run half of a set, Lockstep the rest: the schema is that of Lockstep alone, as
/// pg_dump sees it, which reads no server that is newer than itself.
@ExtendWith(PostgresExtension.class)
final class RealToolsTest {
  static Stream<Object[]> toolsOnEachRelease() {
    return Stream.of(RealTool.values())
        .flatMap(
            tool ->
                Stream.of(PostgresVersion.V14, PostgresVersion.V15)
                    .map(version -> new Object[] {tool, version}));
  }

  @ParameterizedTest
  @MethodSource("toolsOnEachRelease")
  void lockstepGoesOnWhereTheToolStopped(
      RealTool tool, PostgresVersion version, PostgresServers servers, @TempDir Path folder)
      throws IOException {
    TestDatabase begun = servers.of(version).createDatabase();
    Path half = Files.createDirectories(folder.resolve("half"));
    tool.write(half, RealTool.count() / 2);
    tool.run(begun, half);
    String before = rows(begun, tool);
    var scripts = ScriptFolder.in(folder);
    tool.write(scripts.path(), RealTool.count());

    migrate(begun, scripts, "adopted 3 rows", "--adopt");
    migrate(begun, scripts, "", "--adopt");

    assertThat(rows(begun, tool)).isEqualTo(before);
    TestDatabase alone = servers.of(version).createDatabase();
    migrate(alone, scripts, "applied ");
    assertThat(schema(begun, tool).differences(schema(alone, tool))).isEmpty();
    assertThat(history(begun)).isEqualTo(history(alone));
    assertThat(begun.value("SELECT count(*) FROM people")).isEqualTo("1");
  }

  private static void migrate(
      TestDatabase database, ScriptFolder scripts, String words, String... more) {
    try (var run = LockstepProcess.migrate(database, scripts, more)) {
      assertThat(run.exitCode()).as(run.err()).isZero();
      assertThat(run.err()).contains(words);
      assertThat(run.out()).contains("0 pending");
    }
  }

  /// Without the tool's own tables.
  private static SchemaText schema(TestDatabase database, RealTool tool) {
    database.execute("DROP TABLE IF EXISTS databasechangeloglock, " + tool.table());
    return SchemaText.of(database);
  }

  private static String history(TestDatabase database) {
    return String.join(
        "\n",
        database.column(
            "SELECT concat_ws('|', migration_name, version, kind, status, description, checksum, normalized_checksum, rollback_sql) FROM migration_history ORDER BY 1"));
  }

  private static String rows(TestDatabase database, RealTool tool) {
    return String.valueOf(
        database.value(
            "SELECT string_agg(t::text, ',' ORDER BY t::text) FROM %s t".formatted(tool.table())));
  }
}
