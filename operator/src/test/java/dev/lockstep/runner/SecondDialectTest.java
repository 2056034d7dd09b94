package dev.lockstep.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.h2.H2Offer;
import dev.lockstep.runner.CommandRun.Reader;
import dev.lockstep.runner.connection.Dialects;
import dev.lockstep.testing.ScriptFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The commands with a database of another dialect, which they do not know.
final class SecondDialectTest {
  private static final Dialects DIALECTS = new Dialects(List.of(new H2Offer()));

  private final String url = "jdbc:h2:mem:%s;DB_CLOSE_DELAY=-1".formatted(UUID.randomUUID());
  private final ScriptFolder scripts;

  SecondDialectTest(@TempDir Path folder) {
    scripts =
        ScriptFolder.in(folder)
            .with("V1__orders.sql", "CREATE TABLE orders (id int);\nINSERT INTO orders VALUES (1);")
            .with("U1__orders.sql", "DROP TABLE orders")
            .with("V2__note.sql", "-- a; note\nALTER TABLE orders ADD note varchar DEFAULT 'a;b'")
            .with("U2__note.sql", "ALTER TABLE orders DROP COLUMN note");
  }

  @Test
  void migratesAndAnswers() {
    assertThat(run("status").out()).contains("none", "V1__orders.sql");

    CommandRun migrated = run("migrate");

    assertThat(migrated.exit()).as(migrated.err()).isZero();
    assertThat(migrated.out()).isEqualTo("Schema public: version 2, 2 applied now, 0 pending\n");
    assertThat(run("migrate").out()).contains("version 2, 0 applied now");
    assertThat(run("status").out()).contains("version:  2");
    assertThat(run("history").out()).contains("V1__orders.sql", "V2__note.sql", "success");
    assertThat(run("check").exit()).isZero();
    assertThat(run("check", "--require", ">=2 <3").exit()).isZero();
    assertThat(run("plan").out()).contains("0 pending");
  }

  @Test
  void plansStatements() {
    CommandRun planned = run("plan", "--statements");

    assertThat(planned.exit()).as(planned.err()).isZero();
    assertThat(planned.out()).contains("V1__orders.sql (versioned 1, journaled)", "line 2");
  }

  @Test
  void goesBackByWhatWasStored() {
    run("migrate");

    CommandRun undone = run("rollback", "--target", "1");

    assertThat(undone.exit()).as(undone.err()).isZero();
    assertThat(undone.out()).contains("version 1, 1 undone");
    assertThat(run("migrate").out()).contains("version 2, 1 applied now");
    assertThat(run("migrate", "--target", "1", "--rollback", "allow").out())
        .contains("version 1, 1 undone");
    assertThat(run("check").exit()).isEqualTo(3);
  }

  @Test
  void repairs() {
    run("migrate");
    scripts.with("V2__note.sql", "-- other words\nALTER TABLE orders ADD remark varchar");
    assertThat(run("migrate").exit()).isEqualTo(11);

    CommandRun repaired =
        run("repair", "--script", "V2__note.sql", "--accept-checksum", "--reason", "it is so");

    assertThat(repaired.exit()).as(repaired.err()).isZero();
    assertThat(run("check").exit()).isZero();
  }

  @Test
  void recordsWhatFailed() {
    scripts.with("V3__wrong.sql", "CREATE TABLE a (id int);\nSELECT * FROM nowhere");

    CommandRun failed = run("migrate");

    assertThat(failed.exit()).isEqualTo(12);
    assertThat(failed.err()).contains("V3__wrong.sql, line 2");
    assertThat(run("history").out()).contains("failure");
    assertThat(run("status").out()).contains("version:  2");
  }

  @Test
  void saysWhatThisDialectCannotDo() {
    run("migrate");

    assertThat(run("migrate", "--dry-run").err()).contains("cannot roll back what scripts do");
    assertThat(run("check", "--drift").err()).contains("cannot be compared");
  }

  @Test
  void lintSaysThatItHasNoRulesForThisDialect() {
    CommandRun linted = run("lint");

    assertThat(linted.exit()).isEqualTo(2);
    assertThat(linted.out()).isEmpty();
    assertThat(linted.err()).contains("lint has no rules for H2");
    assertThat(CommandRun.of(DIALECTS, Map.of(), Reader.PIPE, List.of("lint", "--rules")).err())
        .contains("lint has no rules for H2");
  }

  private CommandRun run(String command, String... more) {
    var arguments = new ArrayList<>(List.of(command, "--url", url));
    if (!List.of("history", "rollback").contains(command) && !List.of(more).contains("--require")) {
      arguments.addAll(List.of("--scripts", scripts.path().toString()));
    }
    arguments.addAll(List.of(more));
    return CommandRun.of(DIALECTS, Map.of(), Reader.PIPE, arguments);
  }
}
