package dev.lockstep.runner.repair;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.ProgramRun;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(PostgresExtension.class)
final class RepairTest {
  private static final Goldens GOLDENS = Goldens.of("repair");
  private static final String AUDIT =
      "SELECT details - 'runId' FROM migration_attempts WHERE details ? 'repair' ORDER BY created_at DESC LIMIT 1";

  private final PostgresServers servers;
  private final ScriptFolder scripts;
  private TestDatabase database;

  RepairTest(PostgresServers servers, @TempDir Path folder) {
    this.servers = servers;
    this.scripts = ScriptFolder.in(folder);
    this.database = servers.newest().createDatabase();
  }

  @ParameterizedTest
  @EnumSource(names = {"V14", "V18"})
  void anEditedTextIsTakenOverAndTheAuditSaysWhoAndWhy(PostgresVersion version) {
    database = servers.of(version).createDatabase();
    scripts.with("V1__a.sql", "CREATE TABLE a ()").with("V2__b.sql", "CREATE TABLE b ()");
    run(0, "migrate");
    scripts
        .with("V1__a.sql", "-- said at last\nCREATE TABLE a ()")
        .with("V2__b.sql", "CREATE TABLE b (id int)");
    run(3, "check");

    CommandRun blanks = repair(0, "V1__a.sql", "--accept-checksum", "--output", "json");
    CommandRun statements = repair(0, "V2__b.sql", "--accept-checksum");

    GOLDENS.json("accept-checksum.json", blanks.out());
    GOLDENS.text("accept-checksum.txt", statements.out());
    GOLDENS.json("accept-checksum.audit.json", String.valueOf(database.value(AUDIT)));
    run(0, "check");
    run(0, "migrate");
    assertThat(database.value("SELECT count(*) FROM migration_attempts WHERE status = 'success'"))
        .isEqualTo("4");
  }

  @ParameterizedTest
  @EnumSource(names = {"V14", "V18"})
  void whatTheDatabaseHasAlreadyIsMarkedAsApplied(PostgresVersion version) {
    database = servers.of(version).createDatabase();
    database.execute("CREATE TABLE b ()");
    scripts
        .with("V1__a.sql", "CREATE TABLE a ()")
        .with("V2__b.sql", "CREATE TABLE b ()")
        .with("U2__b.sql", "DROP TABLE b")
        .with("V3__c.sql", "CREATE TABLE c ()");
    run(12, "migrate");

    CommandRun json = repair(0, "V2__b.sql", "--mark-applied", "--output", "json");
    run(0, "migrate");

    GOLDENS.json("mark-applied.json", json.out());
    GOLDENS.json("mark-applied.audit.json", String.valueOf(database.value(AUDIT)));
    assertThat(
            database.value(
                "SELECT concat_ws('|', status, version, kind, error_message, rollback_sql) FROM migration_history WHERE migration_name = 'V2__b.sql'"))
        .isEqualTo("success|2|versioned|DROP TABLE b");
    run(0, "check");
  }

  @Test
  void aScriptThatWasNeverTriedIsMarkedToo() {
    database.execute("CREATE TABLE a ()");
    scripts.with("V1__a.sql", "CREATE TABLE a ()");

    GOLDENS.text("mark-applied.txt", repair(0, "V1__a.sql", "--mark-applied").out());

    run(0, "check");
  }

  @ParameterizedTest
  @EnumSource(names = {"V14", "V18"})
  void aFailureOfAScriptThatIsGoneIsForgotten(PostgresVersion version) {
    database = servers.of(version).createDatabase();
    scripts.with("V1__a.sql", "CREATE TABLE a ()").with("V2__b.sql", "SELECT 1 / 0");
    run(12, "migrate");
    scripts.without("V2__b.sql");

    CommandRun json = repair(0, "V2__b.sql", "--forget-failed", "--output", "json");

    GOLDENS.json("forget-failed.json", json.out());
    GOLDENS.json("forget-failed.audit.json", String.valueOf(database.value(AUDIT)));
    assertThat(run(0, "status").out()).contains("failed:   none", "healthy:  yes");
  }

  @Test
  void aScriptThatStoppedHalfWayIsNotForgottenUnlessItIsGone() {
    scripts.with("V1__a.sql", "CREATE TABLE a ();\nCOMMIT;\nSELECT 1 / 0;");
    run(12, "migrate");

    CommandRun refused = repair(2, "V1__a.sql", "--forget-failed");
    scripts.without("V1__a.sql");
    CommandRun forgotten = repair(0, "V1__a.sql", "--forget-failed");

    assertThat(refused.err()).contains("is partially applied", "--resume-from 1");
    GOLDENS.text("forget-failed.txt", forgotten.out());
  }

  @Test
  void aScriptBeginsAnewAfterItsJournalWasGivenUp() {
    scripts.with("V1__a.sql", "CREATE TABLE IF NOT EXISTS a ();\nCOMMIT;\nSELECT 1 / 0;");
    run(12, "migrate");

    CommandRun resumed = repair(0, "V1__a.sql", "--resume-from", "1", "--output", "json");
    repair(0, "V1__a.sql", "--forget-failed");
    scripts.with("V1__a.sql", "CREATE TABLE IF NOT EXISTS a ();\nCOMMIT;\nSELECT 1;");

    GOLDENS.json("resume-from.json", resumed.out());
    assertThat(
            database.value(
                "SELECT details - 'runId' - 'journal' FROM migration_attempts WHERE details ->> 'repair' = 'resume-from'"))
        .contains("\"reason\": \"seen by hand\"", "\"from\": {\"finished\": \"2\"}");
    run(0, "migrate");
  }

  @Test
  void anUndoThatStoppedHalfWayGoesOnBehindARepair() {
    scripts
        .with("V1__a.sql", "CREATE TABLE a ()")
        .with("U1__a.sql", "-- lockstep: no-transaction\nDROP TABLE a;\nDROP TABLE missing;");
    run(0, "migrate");
    run(12, "rollback", "--steps", "1");
    scripts.with("V1__a.sql", "CREATE TABLE a (); -- a");

    repair(0, "V1__a.sql", "--accept-checksum");

    database.execute("CREATE TABLE missing ()");
    run(0, "rollback", "--steps", "1");
    assertThat(database.value("SELECT to_regclass('missing')")).isNull();
  }

  @Test
  void nothingIsMarkedWhereAnotherToolHasAHistory() {
    database.execute(
        "CREATE TABLE schema_migrations (version bigint NOT NULL PRIMARY KEY, dirty boolean NOT NULL); INSERT INTO schema_migrations VALUES (1, false)");
    scripts.with("V1__a.sql", "SELECT 1").with("V2__b.sql", "SELECT 1");

    assertThat(repair(11, "V1__a.sql", "--mark-applied").err())
        .contains("golang-migrate", "--adopt");
  }

  /// V1 is applied, V2 was edited after it was applied, V3 failed, V4 and V5 are pending, V6 was
  /// rolled back.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                                                        | repair needs --script NAME and one of
          --script V2__b.sql                                        | repair needs --script NAME and one of
          --accept-checksum                                         | repair needs --script NAME and one of
          --script V2__b.sql --accept-checksum --mark-applied       | not two of them
          --script V2__b.sql --accept-checksum --resume-from 1      | not two of them
          --script V2__b.sql --accept-checksum                      | needs --reason TEXT
          --script V2__b.sql --accept-checksum --reason=            | --reason must not be empty
          --script V2__b.sql --accept-checksum --reason {long}      | --reason is too long: the maximum is 500
          --script V2__b.sql --accept-checksum --reason x --by=     | --by must not be empty
          --script V9__x.sql --accept-checksum --reason x           | the set has no script named V9__x.sql
          --script V9__x.sql --mark-applied --reason x              | the set has no script named V9__x.sql
          --script V9__x.sql --forget-failed --reason x             | script V9__x.sql is not in the history
          --script V1__a.sql --accept-checksum --reason x           | V1__a.sql has not changed since it was applied
          --script V3__c.sql --accept-checksum --reason x           | V3__c.sql is not applied
          --script V4__d.sql --accept-checksum --reason x           | V4__d.sql is not applied
          --script R__view.sql --accept-checksum --reason x         | R__view.sql is repeatable
          --script V1__a.sql --mark-applied --reason x              | V1__a.sql is applied already
          --script V2__b.sql --mark-applied --reason x              | V2__b.sql is applied already
          --script V5__e.sql --mark-applied --reason x              | before older scripts, which would become out of order: V3__c.sql, V4__d.sql
          --script V1__a.sql --forget-failed --reason x             | V1__a.sql is applied, not failed
          --script V4__d.sql --forget-failed --reason x             | script V4__d.sql is not in the history
          --script V6__f.sql --forget-failed --reason x             | V6__f.sql was rolled back
          --script V1__a.sql --resume-from 1 --reason=              | --reason must not be empty
          """)
  void aWrongRepairIsOneSentence(String arguments, String told) {
    troubled();
    String before = contents();
    var all = new ArrayList<String>(List.of("repair"));
    if (!arguments.isEmpty()) {
      all.addAll(List.of(arguments.replace("{long}", "x".repeat(501)).split(" ", -1)));
    }
    all.addAll(List.of("--url", database.jdbcUrl(), "--user", database.user()));
    all.addAll(List.of("--scripts", scripts.path().toString()));

    ProgramRun.of(Map.of(), all).isOneSentence(2, List.of(told));

    assertThat(contents()).isEqualTo(before);
  }

  @Test
  void olderScriptsMayStayBehindWhereThatIsAllowed() {
    troubled();

    repair(0, "V5__e.sql", "--mark-applied", "--out-of-order", "apply");

    assertThat(run(0, "status").out()).contains("version:    5");
  }

  @Test
  void everyGoldenFileIsUsed() throws IOException {
    GOLDENS.are(
        Set.of(
            "accept-checksum.json",
            "accept-checksum.txt",
            "accept-checksum.audit.json",
            "mark-applied.json",
            "mark-applied.txt",
            "mark-applied.audit.json",
            "forget-failed.json",
            "forget-failed.txt",
            "forget-failed.audit.json",
            "resume-from.json"));
  }

  private void troubled() {
    scripts
        .with("V1__a.sql", "CREATE TABLE a ()")
        .with("V2__b.sql", "CREATE TABLE b ()")
        .with("R__view.sql", "SELECT 1");
    run(0, "migrate");
    scripts.with("V3__c.sql", "SELECT 1 / 0");
    run(12, "migrate");
    scripts
        .with("V2__b.sql", "CREATE TABLE b (id int)")
        .with("V4__d.sql", "SELECT 1")
        .with("V5__e.sql", "SELECT 1");
    database.execute(
        "INSERT INTO migration_history (migration_name, status) VALUES ('V6__f.sql', 'rollback')");
  }

  private String contents() {
    return String.valueOf(
        database.value(
            "SELECT string_agg(h::text, '') || (SELECT count(*) FROM migration_attempts) FROM migration_history h"));
  }

  private CommandRun repair(int exit, String script, String... more) {
    var all = new ArrayList<>(List.of("repair", "--script", script, "--by", "Anna"));
    all.addAll(List.of("--reason", "seen by hand"));
    all.addAll(List.of(more));
    return run(exit, all.toArray(String[]::new));
  }

  private CommandRun run(int exit, String... arguments) {
    var all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--url", database.jdbcUrl(), "--user", database.user()));
    if (!arguments[0].equals("rollback")) {
      all.addAll(List.of("--scripts", scripts.path().toString()));
    }
    CommandRun run = CommandRun.of(Map.of(), Reader.PIPE, all);
    assertThat(run.exit()).as(run.err()).isEqualTo(exit);
    return run;
  }
}
