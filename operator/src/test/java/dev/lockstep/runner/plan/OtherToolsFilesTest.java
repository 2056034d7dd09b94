package dev.lockstep.runner.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.runner.CommandRun;
import dev.lockstep.testing.PostgresExtension;
import dev.lockstep.testing.PostgresServer;
import dev.lockstep.testing.ScriptFolder;
import dev.lockstep.testing.TestDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Files of other tools and users, with a database.
@ExtendWith(PostgresExtension.class)
final class OtherToolsFilesTest {
  private final TestDatabase database;
  private final ScriptFolder scripts;

  OtherToolsFilesTest(PostgresServer server, @TempDir Path folder) {
    this.database = server.createDatabase();
    this.scripts = ScriptFolder.in(folder);
  }

  // F2
  @Test
  void aPendingScriptWithAnUndoPartIsRefusedBeforeAnythingRunsAndAnAppliedOneIsNot() {
    scripts.with("001_a.sql", "CREATE TABLE a ();");
    assertThat(migrate().exit()).isZero();
    scripts.with("002_b.sql", "CREATE TABLE b ();\n-- Down Migration\nDROP TABLE b;");

    CommandRun refused = migrate();

    assertThat(refused.exit()).isEqualTo(10);
    assertThat(refused.err()).contains("002_b.sql, line 2: this is a node-pg-migrate script");
    assertThat(database.value("SELECT to_regclass('b')")).isNull();

    database.execute("DROP TABLE migration_history, migration_attempts, migration_catalog CASCADE");
    assertThat(migrate("--baseline-version", "2").exit()).isZero();
    scripts.with("003_c.sql", "CREATE TABLE c ();");
    assertThat(migrate().exit()).isZero();
    assertThat(database.value("SELECT to_regclass('c')")).isNotNull();
  }

  // F3
  @Test
  void anAdoptionRunsNoChangesetThatLiquibaseWouldNotHaveRun() {
    database.execute(
        """
        CREATE TABLE orders (id int);
        CREATE TABLE databasechangelog (id varchar(255) NOT NULL, author varchar(255) NOT NULL, filename varchar(255) NOT NULL, dateexecuted timestamp NOT NULL, orderexecuted int NOT NULL, exectype varchar(10) NOT NULL, md5sum varchar(35), description varchar(255), comments varchar(255), tag varchar(255), liquibase varchar(20), contexts varchar(255), labels varchar(255), deployment_id varchar(10));
        CREATE TABLE databasechangeloglock (id int PRIMARY KEY, locked boolean NOT NULL, lockgranted timestamp, lockedby varchar(255));
        INSERT INTO databasechangeloglock VALUES (1, false, NULL, NULL);
        INSERT INTO databasechangelog VALUES ('1', 'ann', 'db/001-init.sql', now(), 1, 'EXECUTED', '9:x', 'sql', '', NULL, '4.29', NULL, NULL, '1');
        """);
    scripts
        .with(
            "001-init.sql",
            "--liquibase formatted sql\n--changeset ann:1\nCREATE TABLE orders (id int);\n--changeset ann:2 dbms:h2\nCREATE TABLE h2 ();\n")
        .with(
            "002-demo.sql",
            "--liquibase formatted sql\n--changeset ann:demo context:demo\nINSERT INTO orders VALUES (999);\n");

    CommandRun refused = migrate("--adopt");

    assertThat(refused.exit()).isEqualTo(10);
    assertThat(refused.err()).contains("002-demo.sql, line 2: changeset ann:demo has context:demo");
    assertThat(database.value("SELECT count(*) FROM orders")).isEqualTo("0");

    CommandRun adopted = migrate("--adopt", "--ignore", "002-*");
    assertThat(adopted.exit()).as(adopted.err()).isZero();
    assertThat(database.value("SELECT to_regclass('h2')")).isNull();
  }

  // F18
  @Test
  void aVersionThatWasRecordedUpToTheHourIsTheWholeTime() {
    scripts.with("2024-01-31-11-13-47-a.sql", "CREATE TABLE a ();");
    assertThat(migrate().exit()).isZero();
    database.execute("UPDATE migration_history SET version = '2024-01-31-11'");

    assertThat(run("check").exit()).isZero();
    scripts.with("2024-01-31-11-20-00-b.sql", "CREATE TABLE b ();");
    CommandRun later = migrate();

    assertThat(later.exit()).as(later.err()).isZero();
    assertThat(later.out()).contains("version 2024-01-31-11-20-00, 1 applied now, 0 pending");
    assertThat(run("check").exit()).isZero();
  }

  // F24
  @Test
  void aRunSaysWhatPlanWarnsOf() {
    scripts.with(
        "V1__a.sql",
        "CREATE TABLE a (s text);\nINSERT INTO a VALUES ('${flyway:defaultSchema} ${flyway:filename} ${x}');");

    CommandRun run = migrate();

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.err())
        .contains("warning: V1__a.sql, line 2: ${x} looks like a placeholder")
        .doesNotContain("${flyway");
    assertThat(database.value("SELECT s FROM a")).isEqualTo("public V1__a.sql ${x}");

    scripts.with("V2__b.sql", "INSERT INTO a VALUES ('${flyway:user}');");
    CommandRun refused = migrate();
    assertThat(refused.exit()).isEqualTo(10);
    assertThat(refused.err()).contains("V2__b.sql, line 1: Flyway replaces ${flyway:user}");
    assertThat(migrate("--placeholder", "flyway:user=ann").exit()).isZero();
    assertThat(database.value("SELECT count(*) FROM a WHERE s = 'ann'")).isEqualTo("1");
  }

  // F25
  @Test
  void aFailureNamesTheLetterThatNobodySees() {
    scripts.with("V1__a.sql", "CREATE TABLE a (i int);\n\uFEFFCREATE TABLE b (i int);");

    CommandRun run = migrate();

    assertThat(run.exit()).isEqualTo(12);
    assertThat(run.err())
        .contains(
            "; line 2 contains the invisible character U+FEFF (ZERO WIDTH NO-BREAK SPACE) there: delete it");

    scripts.with("V1__a.sql", "CREATE TABLE a (i int);\nINSERT INTO\u00A0a VALUES (1);");
    assertThat(migrate().err())
        .contains("line 2 contains the invisible character U+00A0 (NO-BREAK SPACE)");
  }

  // F26, and two real sets
  @Test
  void whatNoToolRunsDoesNotKeepTheRestFromRunning() {
    scripts
        .with("001_a.up.sql", "CREATE TABLE a ();")
        .with("002_b.down.sql", "DROP TABLE a;")
        .with("README.md", "# About");

    CommandRun run = migrate();

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.err())
        .contains("warning: 002_b.down.sql: undoes version 002, which has no up script");
    assertThat(database.value("SELECT to_regclass('a')")).isNotNull();
  }

  private CommandRun migrate(String... more) {
    return run("migrate", more);
  }

  private CommandRun run(String command, String... more) {
    var arguments =
        new ArrayList<>(
            List.of(
                command,
                "--url=" + database.jdbcUrl(),
                "--user=" + database.user(),
                "--scripts=" + scripts.path()));
    arguments.addAll(List.of(more));
    return CommandRun.of(
        Map.of("PGPASSWORD", database.password()), CommandRun.Reader.PIPE, arguments);
  }
}
