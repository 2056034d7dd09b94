package dev.lockstep.engine.postgres.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.postgres.EngineRun;
import dev.lockstep.testing.PostgresExtension;
import dev.lockstep.testing.PostgresServer;
import dev.lockstep.testing.PostgresServers;
import dev.lockstep.testing.PostgresVersion;
import dev.lockstep.testing.ScriptFolder;
import dev.lockstep.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Scripts with their own transaction commands have the same effect as in psql.
@ExtendWith(PostgresExtension.class)
@ParameterizedClass
@EnumSource(
    value = PostgresVersion.class,
    names = {"V14", "V18"})
final class OwnTransactionsTest {
  private static final String SETUP =
      """
      CREATE TABLE t (id int PRIMARY KEY, note text DEFAULT current_setting('transaction_isolation'));
      CREATE TABLE p (id int PRIMARY KEY);
      CREATE TABLE c (id int REFERENCES p DEFERRABLE INITIALLY DEFERRED);
      INSERT INTO p VALUES (1);""";
  private static final String SEEN =
      """
      SELECT string_agg(line, ';' ORDER BY line) FROM (
        SELECT 't ' || id || ' ' || note AS line FROM t UNION ALL SELECT 'p ' || id FROM p
        UNION ALL SELECT 'c ' || id FROM c
        UNION ALL SELECT 'table ' || relname FROM pg_class WHERE relname LIKE 'made%') s""";

  private final PostgresServer server;
  private final Path folder;

  OwnTransactionsTest(PostgresVersion version, PostgresServers servers, @TempDir Path folder) {
    this.server = servers.of(version);
    this.folder = folder;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "BEGIN; INSERT INTO t VALUES (1); COMMIT; INSERT INTO t VALUES (2);",
        "INSERT INTO t VALUES (1); commit;",
        "INSERT INTO t VALUES (1); COMMIT; INSERT INTO t VALUES (1);",
        "INSERT INTO t VALUES (1); ROLLBACK; INSERT INTO t VALUES (2);",
        "BEGIN; INSERT INTO t VALUES (1); ROLLBACK; INSERT INTO t VALUES (2);",
        "BEGIN; INSERT INTO t VALUES (1); BEGIN; INSERT INTO t VALUES (2); COMMIT; SELECT 1;",
        "BEGIN; INSERT INTO t VALUES (1); COMMIT AND CHAIN; INSERT INTO t VALUES (2); COMMIT;",
        "BEGIN; INSERT INTO t VALUES (1); ROLLBACK AND CHAIN; INSERT INTO t VALUES (2); COMMIT;",
        "BEGIN ISOLATION LEVEL SERIALIZABLE; INSERT INTO t VALUES (1); COMMIT AND CHAIN; INSERT INTO t VALUES (2); COMMIT; INSERT INTO t VALUES (3);",
        "BEGIN; SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; INSERT INTO t VALUES (1); END; INSERT INTO t VALUES (2);",
        "START TRANSACTION ISOLATION LEVEL REPEATABLE READ; INSERT INTO t VALUES (1); COMMIT; START TRANSACTION; INSERT INTO t VALUES (2); COMMIT;",
        "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL SERIALIZABLE; INSERT INTO t VALUES (1); VACUUM; INSERT INTO t VALUES (2);",
        "COMMIT; SET default_transaction_isolation = 'repeatable read'; INSERT INTO t VALUES (1);",
        "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE; INSERT INTO t VALUES (1); COMMIT;",
        "BEGIN; SAVEPOINT a; INSERT INTO t VALUES (1); ROLLBACK TO a; INSERT INTO t VALUES (2); RELEASE a; COMMIT; SELECT 1;",
        "SELECT 1; COMMIT; SAVEPOINT a; INSERT INTO t VALUES (1);",
        "BEGIN; SAVEPOINT a; INSERT INTO t VALUES (1); SELECT 1/0; ROLLBACK TO a; INSERT INTO t VALUES (2); COMMIT;",
        "BEGIN; SAVEPOINT a; SELECT 1/0; rollback work to savepoint a; INSERT INTO t VALUES (2); COMMIT; SELECT 1;",
        "BEGIN; SAVEPOINT a; SELECT 1/0; RELEASE a; INSERT INTO t VALUES (2); COMMIT;",
        "COMMIT; COMMIT AND CHAIN; INSERT INTO t VALUES (1);",
        "BEGIN; SET LOCAL search_path = pg_temp; CREATE TEMP TABLE t (id int); INSERT INTO t VALUES (1); COMMIT; INSERT INTO public.t VALUES (2);",
        "SET LOCAL search_path = nowhere; INSERT INTO t VALUES (1); COMMIT;",
        "BEGIN; SET search_path = nowhere, public; INSERT INTO t VALUES (1); ROLLBACK; INSERT INTO t VALUES (2);",
        "BEGIN; SET CONSTRAINTS ALL DEFERRED; INSERT INTO c VALUES (7); INSERT INTO p VALUES (7); COMMIT; SELECT 1;",
        "BEGIN; SET CONSTRAINTS ALL IMMEDIATE; INSERT INTO c VALUES (7); COMMIT; SELECT 1;",
        "BEGIN; INSERT INTO c VALUES (7); COMMIT; INSERT INTO t VALUES (1);",
        "INSERT INTO c VALUES (1); ALTER TABLE c ADD note text; INSERT INTO t VALUES (1);",
        "INSERT INTO c VALUES (1); DO 'BEGIN CREATE INDEX ON c (id); END'; INSERT INTO t VALUES (1);",
        "BEGIN; INSERT INTO c VALUES (1); ALTER TABLE c ADD note text; COMMIT;",
        "COMMIT; SET CONSTRAINTS ALL DEFERRED; INSERT INTO c VALUES (7);",
        "COMMIT; INSERT INTO c VALUES (7); INSERT INTO t VALUES (1);",
        "BEGIN; INSERT INTO t VALUES (1); SELECT 1/0; COMMIT; INSERT INTO t VALUES (2);",
        "BEGIN READ ONLY; SELECT 1; COMMIT; INSERT INTO t VALUES (1);",
        "BEGIN READ ONLY; INSERT INTO t VALUES (1); COMMIT; SELECT 1;",
        "COMMIT; LOCK TABLE t; INSERT INTO t VALUES (1);",
        "BEGIN; LOCK TABLE t; INSERT INTO t VALUES (1); COMMIT; SELECT 1;",
        "BEGIN; CREATE TABLE made1 (); COMMIT; VACUUM; CREATE TABLE made2 ();",
        "BEGIN; VACUUM; COMMIT;",
        "COMMIT; DO $$ BEGIN INSERT INTO t VALUES (1); COMMIT; INSERT INTO t VALUES (2); END $$;",
        "BEGIN; DO $$ BEGIN INSERT INTO t VALUES (1); COMMIT; END $$; COMMIT; SELECT 1;",
        "COMMIT; DECLARE x CURSOR FOR SELECT 1; INSERT INTO t VALUES (1);",
        "COMMIT; DECLARE x CURSOR WITH HOLD FOR SELECT 1; FETCH x; INSERT INTO t VALUES (1);",
        "COMMIT; PREPARE i AS INSERT INTO t VALUES ($1); EXECUTE i(1); EXECUTE i(1);",
        "COMMIT; COPY t (id) FROM stdin;\n1\n2\n\\.\nINSERT INTO t VALUES (2);",
        "BEGIN; COPY t (id) FROM stdin;\n1\n\\.\nCOMMIT; INSERT INTO t VALUES (2);",
        "COMMIT; CREATE TEMP TABLE made0 ON COMMIT DROP AS SELECT 1; INSERT INTO t SELECT 1 FROM made0;",
        "COMMIT; SET lock_timeout = '1ms'; SET statement_timeout = '1s'; INSERT INTO t VALUES (1);"
      })
  void leavesWhatItLeavesUnderPsql(String script) throws Exception {
    TestDatabase theirs = server.createDatabase();
    TestDatabase ours = server.createDatabase();
    theirs.execute(SETUP);
    ours.execute(SETUP);
    var scripts = ScriptFolder.in(folder).with("V1__own.sql", script);

    boolean psql = psql(theirs, scripts.path().resolve("V1__own.sql"));
    boolean lockstep = EngineRun.of(ours, scripts).migrate().failure().isEmpty();

    assertThat(lockstep).isEqualTo(psql);
    assertThat(ours.value(SEEN)).isEqualTo(theirs.value(SEEN));
    assertThat(ours.column("SELECT status FROM migration_history"))
        .containsExactly(psql ? "success" : "failure");
    assertThat(ours.column("SELECT status FROM migration_attempts"))
        .containsExactly(psql ? "success" : "failed");
  }

  private static boolean psql(TestDatabase database, Path file)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                List.of(
                    "psql", "-Xq", "-v", "ON_ERROR_STOP=1", "-f", file.toString(), database.uri()))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return process.exitValue() == 0;
  }
}
