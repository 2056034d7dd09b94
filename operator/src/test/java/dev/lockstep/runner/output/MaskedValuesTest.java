package dev.lockstep.runner.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.runner.CommandRun;
import dev.lockstep.runner.CommandRun.Reader;
import dev.lockstep.testing.PostgresExtension;
import dev.lockstep.testing.PostgresServers;
import dev.lockstep.testing.ScriptFolder;
import dev.lockstep.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("B10: what the server quotes stays on the terminal and in the history")
@ExtendWith(PostgresExtension.class)
final class MaskedValuesTest {
  private static final String SECRET = "s3cret";

  private final TestDatabase database;
  private final ScriptFolder scripts;
  private final Path report;

  MaskedValuesTest(PostgresServers servers, @TempDir Path folder) {
    this.database = servers.newest().createDatabase();
    this.scripts = ScriptFolder.in(folder);
    this.report = folder.resolve("report.json");
    database.execute(
        """
        CREATE TABLE person (ssn text, born date, mood text, n text);
        INSERT INTO person VALUES ('s3cret Jane "Doe"', '2000-01-01', 's3cret', 's3cret');
        CREATE TYPE mood AS ENUM ('good');
        CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
          $$BEGIN RAISE EXCEPTION 'row "%" is refused', NEW.ssn USING DETAIL = NEW.ssn; END$$;
        CREATE TRIGGER refuse BEFORE UPDATE ON person FOR EACH ROW EXECUTE FUNCTION refuse();""");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ALTER TABLE person ALTER ssn TYPE bigint USING ssn::bigint",
        "ALTER TABLE person ALTER ssn TYPE mood USING ssn::mood",
        "ALTER TABLE person ALTER ssn TYPE date USING ssn::date",
        "ALTER TABLE person ALTER ssn TYPE int[] USING ssn::int[]",
        "ALTER ROLE CURRENT_USER PASSWORD s3cret",
        "CREATE USER x WITH PASSWORD $$ok$$ s3cret",
        "SET work_mem = 's3cret'",
        "SELECT set_config('work_mem', ssn, true) FROM person",
        "COPY person (born) FROM stdin;\ns3cret\n\\.\n",
        "UPDATE person SET n = ''",
        "DO $$ BEGIN PERFORM ssn::int FROM person; EXCEPTION WHEN OTHERS THEN RAISE EXCEPTION 'no: %', SQLERRM; END $$",
        "DO $$ BEGIN RAISE EXCEPTION 'no: \"%\"', 's3cret' USING ERRCODE = 'unique_violation', HINT = '\"s3cret\"'; END $$",
        "-- lockstep: no-transaction\nSELECT 1;\nSELECT ssn::int FROM person",
        "SELECT to_tsquery('''s3cret & ')",
        "SELECT ssn::json FROM person",
        "SELECT ssn::xml, (ssn || '<')::xml FROM person; SELECT ssn::inet FROM person",
      })
  void noValueReachesAReportOrALog(String sql) throws IOException {
    scripts.with("V1__a.sql", sql);

    CommandRun job =
        run(Reader.PIPE, "migrate", "--output", "json", "--termination-log", report + "");
    assertThat(job.exit()).as(job.err()).isEqualTo(12);
    assertThat(job.err()).startsWith("lockstep: V1__a.sql, statement ").doesNotContain(SECRET);
    assertThat(job.out()).contains("\"message\"").doesNotContain(SECRET);
    assertThat(Files.readString(report)).contains("\"message\"").doesNotContain(SECRET);
    CommandRun check = run(Reader.PIPE, "check");
    assertThat(check.out()).contains("the last attempt failed: ").doesNotContain(SECRET);

    CommandRun terminal = run(Reader.PERSON, "migrate");
    assertThat(terminal.err()).contains(SECRET);
    assertThat(terminal.out()).doesNotContain(SECRET);
    if (!sql.contains("no-transaction")) {
      assertThat(run(Reader.PERSON, "migrate", "--dry-run").err()).contains(SECRET);
    }
    CommandRun dry = run(Reader.PIPE, "migrate", "--dry-run", "--output", "json");
    assertThat(dry.err() + dry.out()).doesNotContain(SECRET);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ALTER TABLE person ALTER ssn TYPE bigint USING ssn::bigint",
        "ALTER ROLE CURRENT_USER PASSWORD s3cret",
      })
  void theHistoryHasTheWholeSentence(String sql) {
    scripts.with("V1__a.sql", sql);
    assertThat(run(Reader.PIPE, "migrate").exit()).isEqualTo(12);

    assertThat(run(Reader.PIPE, "history").out()).contains("\"s3cret");
    assertThat(database.value("SELECT details->>'message' FROM migration_attempts"))
        .contains("\"s3cret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM nosuch; | \"nosuch\"",
        "SELECT nosuch FROM person; | \"nosuch\"",
        "ALTER TABLE person ADD ssn text | \"ssn\"",
        "ALTER TABLE person ADD CONSTRAINT c CHECK (n = '') | \"c\"",
        "ALTER TABLE person ALTER n TYPE nosuch | \"nosuch\"",
        "CREATE EXTENSION nosuch | \"nosuch\"",
        "SELECT 1 FROM person WHERE (1 = ; | \";\"",
      })
  void namesOfObjectsStay(String sqlAndName) {
    String[] parts = sqlAndName.split(" \\| ", 2);
    scripts.with("V1__a.sql", parts[0]);

    CommandRun job = run(Reader.PIPE, "migrate");
    assertThat(job.exit()).as(job.err()).isEqualTo(12);
    assertThat(job.err()).contains(parts[1]);
  }

  private CommandRun run(Reader reader, String... arguments) {
    var all = new ArrayList<>(List.of(arguments));
    all.addAll(1, List.of("--url", database.jdbcUrl(), "--user", database.user()));
    if (!arguments[0].equals("history")) {
      all.addAll(1, List.of("--scripts", scripts.path().toString()));
    }
    return CommandRun.of(Map.of("PGPASSWORD", database.password()), reader, all);
  }
}
