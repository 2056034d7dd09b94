package dev.lockstep.runner.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.runner.CommandRun;
import dev.lockstep.runner.CommandRun.Reader;
import dev.lockstep.runner.Goldens;
import dev.lockstep.testing.PostgresExtension;
import dev.lockstep.testing.PostgresServers;
import dev.lockstep.testing.PostgresVersion;
import dev.lockstep.testing.ScriptFolder;
import dev.lockstep.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// `lockstep plan` with a database, which determines the sizes of tables.
@ExtendWith(PostgresExtension.class)
@ParameterizedClass
@EnumSource(
    value = PostgresVersion.class,
    names = {"V14", "V18"})
final class PlanOnDatabaseTest {
  private static final Goldens GOLDENS = Goldens.of("plan");

  private final TestDatabase database;
  private final ScriptFolder scripts;

  PlanOnDatabaseTest(PostgresVersion version, PostgresServers servers, @TempDir Path folder) {
    database = servers.of(version).createDatabase();
    scripts = ScriptFolder.in(folder);
  }

  @Test
  void namesTheTablesWithTheirSizesAndWhatHurts() {
    database.execute(
        """
        CREATE TABLE orders (id int PRIMARY KEY, note text);
        INSERT INTO orders SELECT n, repeat('x', 200) FROM generate_series(1, 20000) n;
        CREATE TABLE settings (id int);
        """);
    database.execute("VACUUM ANALYZE orders, settings");
    scripts
        .with(
            "V1__widen.sql",
            """
            ALTER TABLE orders ALTER COLUMN id TYPE bigint;
            ALTER TABLE settings ALTER COLUMN id TYPE bigint;
            UPDATE orders SET note = 'y' WHERE id = 1;
            """)
        .with("V2__lines.sql", "CREATE TABLE lines (id int); CREATE INDEX ON lines (id);")
        .with("V3__index.sql", "CREATE INDEX CONCURRENTLY orders_note ON orders (note);");

    GOLDENS.text("plan.txt", run("--statements"));
    GOLDENS.json("plan.json", run("--statements", "--output", "json"));
    assertThat(run()).contains("warning: line 1: ").doesNotContain("settings");
    assertThat(database.value("SELECT to_regclass('migration_history')")).isNull();
  }

  @Test
  void everyGoldenFileIsUsed() throws IOException {
    GOLDENS.are(Set.of("plan.txt", "plan.json"));
  }

  private String run(String... options) {
    var arguments =
        new ArrayList<>(List.of("plan", "--url", database.jdbcUrl(), "--user", database.user()));
    arguments.addAll(List.of("--scripts", scripts.path().toString()));
    arguments.addAll(List.of(options));
    CommandRun run = CommandRun.of(Map.of(), Reader.PIPE, arguments);
    assertThat(run.exit()).as(run.out() + run.err()).isZero();
    return run.out();
  }
}
