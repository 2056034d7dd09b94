package dev.lockstep.engine.postgres.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.postgres.recovery.StatementEffect.Recovery;
import dev.lockstep.engine.postgres.sql.SqlLexer;
import dev.lockstep.engine.postgres.sql.StandardStrings;
import dev.lockstep.testing.PostgresExtension;
import dev.lockstep.testing.PostgresServer;
import dev.lockstep.testing.PostgresServers;
import dev.lockstep.testing.PostgresVersion;
import dev.lockstep.testing.TestDatabase;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.jdbc.PgConnection;

@ExtendWith(PostgresExtension.class)
@ParameterizedClass
@EnumSource(PostgresVersion.class)
final class IndexBuildTest {
  private static final String INDEXES =
      "SELECT indexrelid::regclass || ' ' || indisvalid FROM pg_index WHERE indrelid > 16000 ORDER BY 1";

  private final PostgresVersion version;
  private final TestDatabase database;

  IndexBuildTest(PostgresVersion version, PostgresServers servers) {
    this.version = version;
    database = servers.of(version).createDatabase();
    database.execute("CREATE TABLE t (a int, b int); INSERT INTO t VALUES (1, 1), (1, 2)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"pg_cancel_backend", "pg_terminate_backend"})
  void theInvalidIndexOfAnInterruptedBuildIsTakenAwayAndBuiltAnew(String how) throws SQLException {
    try (var scene = new StatementScene(database, "CREATE INDEX CONCURRENTLY i ON t (a)")) {
      try (var _ = StatementScene.openTransaction(database, "INSERT INTO t VALUES (2, 2)")) {
        scene.startAndWait();
        assertThat(scene.interrupt(how)).startsWith("57");
      }
      assertThat(database.column(INDEXES)).containsExactly("i false");

      Recovery finding = scene.judge();

      assertThat(finding).isEqualTo(notDone("DROP INDEX CONCURRENTLY public.i"));
      assertThat(scene.obstacle()).isNull();
      scene.follow(finding);
      assertThat(scene.runAgain()).isEqualTo("00000");
      assertThat(scene.judge()).isEqualTo(new Recovery.Done());
      assertThat(scene.defect()).isNull();
      assertThat(database.column(INDEXES)).containsExactly("i true");
    }
  }

  @Test
  void theInvalidIndexOfAUniqueViolationIsTakenAway() {
    var sql = "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON public.t (a)";
    try (var scene = new StatementScene(database, sql)) {
      assertThat(scene.run()).isEqualTo("23505");

      Recovery finding = scene.judge();

      assertThat(finding).isEqualTo(notDone("DROP INDEX CONCURRENTLY public.i"));
      scene.follow(finding);
      database.execute("DELETE FROM t WHERE b = 2");
      assertThat(scene.runAgain()).isEqualTo("00000");
      assertThat(database.column(INDEXES)).containsExactly("i true");
    }
  }

  @Test
  void namesMeanWhatTheyMeanInTheSession() {
    database.execute(
        """
        CREATE SCHEMA "S ""x"; CREATE TABLE "S ""x"."T.ü" (a int);
        INSERT INTO "S ""x"."T.ü" VALUES (1), (1);
        CREATE TABLE "T.ü" (a int); CREATE INDEX "I\\é" ON "T.ü" (a);
        """);
    try (var scene =
        new StatementScene(
            database,
            "create /* a */ unique index -- b\n concurrently \"I\\é\" on only U&\"T.!00fc\" uescape '!' (a)",
            "SET search_path = \"S \"\"x\", public")) {
      assertThat(scene.run()).isEqualTo("23505");

      Recovery finding = scene.judge();

      assertThat(finding).isEqualTo(notDone("DROP INDEX CONCURRENTLY \"S \"\"x\".\"I\\é\""));
      scene.follow(finding);
    }
    assertThat(
            database.column(
                "SELECT c.relnamespace::regnamespace::text || i.indisvalid FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE c.relname = 'I\\é'"))
        .containsExactly("publictrue");
  }

  @Test
  void aFinishedBuildIsDoneAndOneThatNeverBeganIsNot() {
    try (var scene = new StatementScene(database, "CREATE INDEX CONCURRENTLY i ON t (a)")) {
      assertThat(scene.judge()).isEqualTo(notDone());
      assertThat(scene.run()).isEqualTo("00000");
      assertThat(scene.judge()).isEqualTo(new Recovery.Done());
    }
  }

  @Test
  void anIndexThatWasInvalidBeforeIsNotTouchedAndNamed() {
    leaveInvalid("i");
    try (var scene = new StatementScene(database, "CREATE INDEX CONCURRENTLY i ON t (b)")) {
      assertThat(scene.run()).isEqualTo("42P07");

      assertThat(scene.judge()).isEqualTo(notDone());
      assertThat(scene.obstacle())
          .extracting(StatementEffect.Remark::sentence, StatementEffect.Remark::hint)
          .containsExactly(
              "index public.i already existed and is invalid",
              "It was not created by this script: run DROP INDEX CONCURRENTLY public.i, then run again");
    }
    try (var scene =
        new StatementScene(database, "CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON t (b)")) {
      assertThat(scene.run()).isEqualTo("00000");

      assertThat(scene.defect())
          .extracting(StatementEffect.Remark::sentence)
          .isEqualTo("index public.i already existed and is invalid; IF NOT EXISTS skipped it");
      assertThat(scene.judge()).isEqualTo(notDone());
      database.execute("DROP INDEX CONCURRENTLY public.i");
      assertThat(scene.runAgain()).isEqualTo("00000");
      assertThat(scene.defect()).isNull();
    }
    assertThat(database.column(INDEXES)).containsExactly("i true");
  }

  @Test
  void aValidIndexOfThatNameIsNoObstacle() {
    database.execute("CREATE INDEX i ON t (b)");
    try (var scene = new StatementScene(database, "CREATE INDEX CONCURRENTLY i ON t (a)")) {
      assertThat(scene.run()).isEqualTo("42P07");
      assertThat(scene.judge()).isEqualTo(notDone());
      assertThat(scene.obstacle()).isNull();
    }
  }

  @Test
  void anIndexThatAnotherSessionBuildsIsLeftToIt() throws SQLException {
    var sql = "CREATE INDEX CONCURRENTLY i ON t (a)";
    try (var orphan = new StatementScene(database, sql);
        var scene = new StatementScene(database, sql)) {
      try (var _ = StatementScene.openTransaction(database, "INSERT INTO t VALUES (2, 2)")) {
        orphan.startAndWait();

        assertThat(scene.judge())
            .isEqualTo(
                new Recovery.Busy(
                    "index public.i is being built by another session, process " + orphan.pid(),
                    "Wait for it, or terminate it with pg_terminate_backend(%d)"
                        .formatted(orphan.pid())));
      }
      assertThat(orphan.end()).isEqualTo("00000");
      assertThat(scene.judge()).isEqualTo(new Recovery.Done());
    }
  }

  @Test
  void anIndexThatIfNotExistsFindsUnderConstructionIsADefect() throws SQLException {
    try (var other = new StatementScene(database, "CREATE INDEX CONCURRENTLY i ON t (a)")) {
      try (var _ = StatementScene.openTransaction(database, "INSERT INTO t VALUES (2, 2)")) {
        other.startAndWait();
        database.execute("CREATE TABLE u (a int)");
        // On another table, because on the same one it would wait for the lock.
        try (var scene =
            new StatementScene(database, "CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON u (a)")) {
          assertThat(scene.run()).isEqualTo("00000");
          assertThat(scene.defect())
              .extracting(StatementEffect.Remark::sentence)
              .isEqualTo(
                  "index public.i already existed; process %d is still building it"
                      .formatted(other.pid()));
        }
      }
      assertThat(other.end()).isEqualTo("00000");
    }
  }

  @Test
  void indexesOfPartitionedTablesAreInvalidByDesign() {
    database.execute(
        """
        CREATE TABLE p (a int) PARTITION BY RANGE (a);
        CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
        INSERT INTO p VALUES (1), (1);
        CREATE INDEX pi ON ONLY p (a);
        """);
    try (var refused = new StatementScene(database, "CREATE INDEX CONCURRENTLY x ON ONLY p (a)");
        var skipped =
            new StatementScene(database, "CREATE INDEX CONCURRENTLY IF NOT EXISTS pi ON p1 (a)");
        var failing = new StatementScene(database, "CREATE UNIQUE INDEX CONCURRENTLY ON p1 (a)")) {
      assertThat(refused.run()).isEqualTo("0A000");
      assertThat(refused.judge()).isEqualTo(notDone());
      assertThat(skipped.run()).isEqualTo("00000");
      assertThat(skipped.defect()).isNull();
      assertThat(failing.run()).isEqualTo("23505");
      failing.follow(failing.judge());
    }
    assertThat(database.column(INDEXES)).containsExactly("pi false");
  }

  @Test
  void anUnnamedIndexIsKnownByItsColumns() {
    database.execute("CREATE INDEX ON t (a)");
    leaveInvalid("t_a_idx1");
    try (var scene =
        new StatementScene(
            database,
            "CREATE UNIQUE INDEX CONCURRENTLY ON t USING btree (A, (b * 0)) WHERE b > 0")) {
      // Two indexes of another origin, one of them of the same form.
      leaveInvalid("t_b_idx");
      database.execute("CREATE INDEX t_a_b_idx ON t (a, b)");
      assertThat(scene.run()).isEqualTo("23505");

      Recovery finding = scene.judge();

      assertThat(finding)
          .isEqualTo(
              new Recovery.DoneAfter(List.of("DROP INDEX CONCURRENTLY public.t_a_expr_idx")));
      database.execute("DROP INDEX t_a_b_idx");
      assertThat(scene.judge()).isEqualTo(notDone("DROP INDEX CONCURRENTLY public.t_a_expr_idx"));
      scene.follow(scene.judge());
      database.execute("TRUNCATE t");
      assertThat(scene.runAgain()).isEqualTo("00000");
      assertThat(scene.judge()).isEqualTo(new Recovery.Done());
    }
    assertThat(database.column(INDEXES))
        .containsExactly("t_a_expr_idx true", "t_a_idx true", "t_a_idx1 false", "t_b_idx false");
  }

  @Test
  void anIndexInTheMakingWhenTheServerCrashesIsTakenAway() throws SQLException {
    try (var server = PostgresServer.start(version)) {
      var other = server.createDatabase();
      other.execute("CREATE TABLE t (a int)");
      String sql = "CREATE INDEX CONCURRENTLY i ON t (a)";
      StatementEffect effect = StatementEffect.of(SqlLexer.cut(sql, StandardStrings.ON).getFirst());
      String snapshot = other.value(String.valueOf(effect.snapshotQuery()));
      try (var writer = StatementScene.openTransaction(other, "INSERT INTO t VALUES (2)");
          var scene = new StatementScene(other, sql)) {
        scene.startAndWait();
        server.restart(PostgresServer.Stop.IMMEDIATE);
        assertThat(writer.isValid(1)).isFalse();
      }
      try (var session = other.connect()) {
        var connection = session.unwrap(PgConnection.class);
        assertThat(effect.judge(connection, snapshot))
            .isEqualTo(notDone("DROP INDEX CONCURRENTLY public.i"));
      }
    }
  }

  private void leaveInvalid(String name) {
    var sql = "CREATE UNIQUE INDEX CONCURRENTLY %s ON t ((1))".formatted(name);
    try (var scene = new StatementScene(database, sql)) {
      assertThat(scene.run()).isEqualTo("23505");
    }
  }

  private static Recovery notDone(String... cleanup) {
    return new Recovery.NotDone(List.of(cleanup));
  }
}
