package dev.lockstep.runner.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.runner.CommandRun;
import dev.lockstep.testing.PostgresExtension;
import dev.lockstep.testing.PostgresServer;
import dev.lockstep.testing.ScriptFolder;
import dev.lockstep.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The retry request of a run in the audit. Its text is arbitrary user input.
@ExtendWith(PostgresExtension.class)
final class RetryAuditTest {
  private final PostgresServer server;
  private final Path folder;

  RetryAuditTest(PostgresServer server, @TempDir Path folder) {
    this.server = server;
    this.folder = folder;
  }

  @ParameterizedTest
  @CsvSource({"UTF8, Müller’s 😀 a\\b", "LATIN1, M?ller?s ? a\\b", "SQL_ASCII, M?ller?s ? a\\b"})
  void noRunFailsForARetryThatTheDatabaseCannotWrite(String encoding, String written)
      throws IOException {
    TestDatabase database = server.database("retry_" + encoding.toLowerCase(Locale.ROOT));
    server
        .createDatabase()
        .execute(
            "CREATE DATABASE %s ENCODING '%s' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0"
                .formatted(database.name(), encoding));
    ScriptFolder scripts = ScriptFolder.in(folder).with("V1__a.sql", "CREATE TABLE a ()");

    CommandRun run =
        CommandRun.of(
            Map.of("PGPASSWORD", database.password()),
            CommandRun.Reader.PIPE,
            List.of(
                "migrate",
                "--url=" + database.jdbcUrl(),
                "--user=" + database.user(),
                "--scripts=" + scripts.path(),
                "--retry-value=Müller’s 😀 a\\b"));

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(database.value("SELECT details ->> 'retry' FROM migration_attempts"))
        .isEqualTo(written);
  }
}
