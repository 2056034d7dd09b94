package dev.lockstep.engine.postgres.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.postgres.recovery.StatementEffect.Recovery;
import dev.lockstep.testing.PostgresExtension;
import dev.lockstep.testing.PostgresServers;
import dev.lockstep.testing.PostgresVersion;
import dev.lockstep.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The effects of statements that build no index.
@ExtendWith(PostgresExtension.class)
@ParameterizedClass
@EnumSource(PostgresVersion.class)
final class StatementEffectTest {
  private static final Recovery DONE = new Recovery.Done();
  private static final Recovery NOT_DONE = new Recovery.NotDone(List.of());
  private static final String PARTITIONS =
      """
      CREATE SCHEMA "S";
      CREATE TABLE "S"."p 1" (a int) PARTITION BY RANGE (a);
      CREATE TABLE c1 PARTITION OF "S"."p 1" FOR VALUES FROM (0) TO (10);
      CREATE TABLE "c 2" PARTITION OF "S"."p 1" FOR VALUES FROM (10) TO (20);
      """;

  private final TestDatabase database;

  StatementEffectTest(PostgresVersion version, PostgresServers servers) {
    database = servers.of(version).createDatabase();
  }

  @Test
  void anIndexThatIsStillThereIsDroppedAgain() throws SQLException {
    database.execute(
        "CREATE SCHEMA s; CREATE TABLE t (a int); CREATE INDEX i ON t (a);"
            + "CREATE TABLE s.t (a int); CREATE INDEX i ON s.t (a)");
    var sql = "DROP INDEX CONCURRENTLY IF EXISTS i";
    try (var scene = new StatementScene(database, sql, "SET search_path = s, public")) {
      try (var _ = StatementScene.openTransaction(database, "SELECT * FROM s.t")) {
        scene.startAndWait();
        assertThat(scene.interrupt("pg_cancel_backend")).isEqualTo("57014");
      }
      assertThat(database.value("SELECT indisvalid FROM pg_index WHERE indrelid = 's.t'::regclass"))
          .isEqualTo("f");
      assertThat(scene.judge()).isEqualTo(NOT_DONE);

      assertThat(scene.runAgain()).isEqualTo("00000");

      // The name now resolves to the index in public.
      assertThat(scene.judge()).isEqualTo(DONE);
      assertThat(database.value("SELECT to_regclass('public.i')")).isEqualTo("i");
    }
  }

  @Test
  void anIndexThatWasNeverThereIsNotDropped() {
    try (var scene = new StatementScene(database, "DROP INDEX CONCURRENTLY i")) {
      assertThat(scene.run()).isEqualTo("42704");
      assertThat(scene.judge()).isEqualTo(NOT_DONE);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"pg_cancel_backend", "pg_terminate_backend"})
  void aHalfDetachedPartitionIsDetachedToItsEnd(String how) throws SQLException {
    database.execute(PARTITIONS);
    var sql = "ALTER TABLE IF EXISTS ONLY \"p 1\" DETACH PARTITION public.\"c 2\" CONCURRENTLY";
    try (var scene = new StatementScene(database, sql, "SET search_path = \"S\"")) {
      assertThat(scene.judge()).isEqualTo(NOT_DONE);
      try (var _ = StatementScene.openTransaction(database, "SELECT * FROM \"S\".\"p 1\"")) {
        scene.startAndWait();
        assertThat(scene.interrupt(how)).startsWith("57");
      }

      Recovery finding = scene.judge();

      assertThat(finding)
          .isEqualTo(
              new Recovery.DoneAfter(
                  List.of("ALTER TABLE \"S\".\"p 1\" DETACH PARTITION public.\"c 2\" FINALIZE")));
      assertThat(scene.obstacle()).isNull();
      scene.follow(finding);
      assertThat(scene.judge()).isEqualTo(DONE);
    }
    assertThat(database.column("SELECT inhrelid::regclass FROM pg_inherits")).containsExactly("c1");
  }

  @Test
  void aPartitionThatWasHalfDetachedBeforeStandsInTheWay() throws SQLException {
    database.execute(PARTITIONS);
    var first = "ALTER TABLE \"S\".\"p 1\" DETACH PARTITION \"c 2\" CONCURRENTLY";
    try (var scene = new StatementScene(database, first);
        var _ = StatementScene.openTransaction(database, "SELECT * FROM \"S\".\"p 1\"")) {
      scene.startAndWait();
      assertThat(scene.interrupt("pg_cancel_backend")).isEqualTo("57014");
    }
    for (String sql : List.of(first, first.replace("\"c 2\"", "c1"))) {
      try (var scene = new StatementScene(database, sql)) {
        assertThat(scene.run()).isEqualTo("55000");

        assertThat(scene.judge()).isEqualTo(NOT_DONE);
        assertThat(scene.obstacle())
            .isEqualTo(
                new StatementEffect.Remark(
                    "the detachment of partition public.\"c 2\" from table \"S\".\"p 1\" was left incomplete earlier",
                    "Finish it with ALTER TABLE \"S\".\"p 1\" DETACH PARTITION public.\"c 2\" FINALIZE, then run again"));
      }
    }
  }

  @Test
  void aPartitionThatWasNeverAttachedIsNotDetached() {
    database.execute(PARTITIONS + "CREATE TABLE c3 (a int)");
    var sql = "ALTER TABLE \"S\".\"p 1\" DETACH PARTITION c3 CONCURRENTLY";
    try (var scene = new StatementScene(database, sql)) {
      assertThat(scene.run()).isNotEqualTo("00000");
      assertThat(scene.judge()).isEqualTo(NOT_DONE);
      assertThat(scene.obstacle()).isNull();
    }
  }

  @Test
  void databasesAreThereOrNot() {
    comesAndGoes(
        "CREATE DATABASE \"%s X\"".formatted(database.name()),
        "DROP DATABASE IF EXISTS \"%s X\" WITH (FORCE)".formatted(database.name()),
        "42P04");
  }

  @Test
  void tablespacesAreThereOrNot(@TempDir Path folder) {
    comesAndGoes(
        "CREATE TABLESPACE %s_x LOCATION '%s'".formatted(database.name(), folder),
        "DROP TABLESPACE %s_X".formatted(database.name()),
        "42710");
  }

  @Test
  void subscriptionsAreThereOrNot() {
    comesAndGoes(
        "CREATE SUBSCRIPTION s CONNECTION '' PUBLICATION p WITH (connect = false, slot_name = NONE, create_slot = false, enabled = false)",
        "DROP SUBSCRIPTION S",
        "42710");
  }

  private void comesAndGoes(String create, String drop, String alreadyThere) {
    try (var creation = new StatementScene(database, create)) {
      assertThat(creation.judge()).isEqualTo(NOT_DONE);
      assertThat(creation.run()).isEqualTo("00000");
      assertThat(creation.judge()).isEqualTo(DONE);
      assertThat(creation.runAgain()).isEqualTo(alreadyThere);
      assertThat(creation.judge()).isEqualTo(NOT_DONE);
      assertThat(creation.obstacle()).isNull();
    }
    try (var dropping = new StatementScene(database, drop)) {
      assertThat(dropping.judge()).isEqualTo(NOT_DONE);
      assertThat(dropping.run()).isEqualTo("00000");
      assertThat(dropping.judge()).isEqualTo(DONE);
      dropping.takeSnapshot();
      assertThat(dropping.judge()).isEqualTo(NOT_DONE);
    }
  }

  @Test
  void aDatabaseWhoseDroppingWasInterruptedStandsInTheWay() {
    String name = database.name() + "_x";
    database.execute("CREATE DATABASE " + name);
    database.execute(
        "UPDATE pg_database SET datconnlimit = -2 WHERE datname = '%s'".formatted(name));
    try (var scene = new StatementScene(database, "CREATE DATABASE " + name)) {
      assertThat(scene.run()).isEqualTo("42P04");
      assertThat(scene.obstacle())
          .extracting(StatementEffect.Remark::hint)
          .isEqualTo("Run DROP DATABASE %s, then run again".formatted(name));
    }
    try (var scene = new StatementScene(database, "DROP DATABASE " + name)) {
      assertThat(scene.judge()).isEqualTo(NOT_DONE);
      assertThat(scene.runAgain()).isEqualTo("00000");
    }
  }

  @Test
  void publicationsAreAddedAndTakenAwayOnce() {
    database.execute(
        "CREATE SUBSCRIPTION s CONNECTION '' PUBLICATION p WITH (connect = false, slot_name = NONE, create_slot = false, enabled = false)");
    try (var scene =
        new StatementScene(
            database, "ALTER SUBSCRIPTION s ADD PUBLICATION q, \"R\" WITH (refresh = false)")) {
      assertThat(scene.judge()).isEqualTo(NOT_DONE);
      assertThat(scene.run()).isEqualTo("00000");
      assertThat(scene.judge()).isEqualTo(DONE);
    }
    try (var scene =
        new StatementScene(
            database, "ALTER SUBSCRIPTION s DROP PUBLICATION \"R\" WITH (refresh = false)")) {
      assertThat(scene.judge()).isEqualTo(NOT_DONE);
      assertThat(scene.run()).isEqualTo("00000");
      assertThat(scene.judge()).isEqualTo(DONE);
    }
    database.execute("DROP SUBSCRIPTION s");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "VACUUM",
        "ANALYZE",
        "CLUSTER",
        "DISCARD ALL",
        "REINDEX SYSTEM %s",
        "ALTER SYSTEM RESET work_mem",
        "ALTER DATABASE %s SET TABLESPACE pg_default",
      })
  void whatComesToTheSameIsRepeated(String sql) {
    try (var scene = new StatementScene(database, sql.formatted(database.name()))) {
      assertThat(scene.judge()).isEqualTo(NOT_DONE);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"CALL p()", "DO $$BEGIN COMMIT; END$$"})
  void whatCommitsByItselfIsUnknown(String sql) {
    try (var scene = new StatementScene(database, sql)) {
      assertThat(scene.judge()).isInstanceOf(Recovery.Unknown.class);
    }
  }
}
