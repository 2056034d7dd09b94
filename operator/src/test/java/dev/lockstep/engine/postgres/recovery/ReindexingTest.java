package dev.lockstep.engine.postgres.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.postgres.recovery.StatementEffect.Recovery;
import dev.lockstep.testing.PostgresExtension;
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

@ExtendWith(PostgresExtension.class)
@ParameterizedClass
@EnumSource(PostgresVersion.class)
final class ReindexingTest {
  private static final String INVALID =
      "SELECT regexp_replace(indexrelid::regclass::text, 'pg_toast_[0-9]+', 'toast') FROM pg_index WHERE NOT indisvalid ORDER BY 1";

  /// Locks like a query, but without keeping a snapshot.
  private static final String READ = "LOCK TABLE %s IN ACCESS SHARE MODE";

  private static final String WRITE = "INSERT INTO \"S\".t VALUES (3, 'z')";

  private final TestDatabase database;

  ReindexingTest(PostgresVersion version, PostgresServers servers) {
    database = servers.of(version).createDatabase();
    database.execute(
        """
        CREATE SCHEMA "S";
        CREATE TABLE "S".t (id int PRIMARY KEY, x text);
        INSERT INTO "S".t VALUES (1, 'x'), (2, 'y');
        CREATE INDEX "T x" ON "S".t (x);
        """);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "REINDEX TABLE CONCURRENTLY \"S\".t",
        "REINDEX (VERBOSE, CONCURRENTLY TRUE) TABLE \"S\".t",
        "REINDEX SCHEMA CONCURRENTLY \"S\"",
        "REINDEX DATABASE CONCURRENTLY %s",
      })
  void whatIsNotFinishedIsTakenAwayOnTheToastTableToo(String sql) throws SQLException {
    try (var scene = new StatementScene(database, sql.formatted(database.name()))) {
      try (var _ = StatementScene.openTransaction(database, WRITE)) {
        scene.startAndWait();
        assertThat(scene.interrupt("pg_cancel_backend")).isEqualTo("57014");
      }
      assertThat(database.column(INVALID))
          .containsExactly(
              "\"S\".\"T x_ccnew\"", "\"S\".t_pkey_ccnew", "pg_toast.toast_index_ccnew");

      scene.follow(scene.judge());

      assertThat(database.column(INVALID)).isEmpty();
      assertThat(scene.runAgain()).isEqualTo("00000");
      assertThat(scene.judge()).isEqualTo(new Recovery.NotDone(List.of()));
      assertThat(scene.defect()).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"pg_cancel_backend", "pg_terminate_backend"})
  void whatIsReplacedAndNotYetDroppedIsTakenAway(String how) throws SQLException {
    var sql = "REINDEX INDEX CONCURRENTLY \"T x\"";
    try (var scene = new StatementScene(database, sql, "SET search_path = \"S\"")) {
      try (var _ = StatementScene.openTransaction(database, READ.formatted("\"S\".t"))) {
        scene.startAndWait();
        assertThat(scene.interrupt(how)).startsWith("57");
      }
      assertThat(database.column(INVALID)).containsExactly("\"S\".\"T x_ccold\"");

      scene.follow(scene.judge());

      assertThat(database.column(INVALID)).isEmpty();
      assertThat(scene.runAgain()).isEqualTo("00000");
    }
  }

  @Test
  void partitionsAreLookedAt() throws SQLException {
    database.execute(
        """
        CREATE TABLE p (id int PRIMARY KEY) PARTITION BY RANGE (id);
        CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
        CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (10) TO (20);
        """);
    try (var table = new StatementScene(database, "REINDEX TABLE CONCURRENTLY p");
        var index = new StatementScene(database, "REINDEX INDEX CONCURRENTLY p_pkey")) {
      for (StatementScene scene : List.of(table, index)) {
        try (var _ = StatementScene.openTransaction(database, READ.formatted("p2"))) {
          scene.startAndWait();
          assertThat(scene.interrupt("pg_cancel_backend")).isEqualTo("57014");
        }

        assertThat(scene.judge())
            .isEqualTo(
                new Recovery.NotDone(List.of("DROP INDEX CONCURRENTLY public.p2_pkey_ccold")));
        scene.follow(scene.judge());
      }
    }
  }

  @Test
  void whatWasLeftBeforeAndWhatOthersAreAtIsNotTouched() throws SQLException {
    database.execute("CREATE TABLE u (id int PRIMARY KEY)");
    interruptedReindex();
    try (var scene = new StatementScene(database, "REINDEX INDEX CONCURRENTLY \"S\".\"T x\"");
        var elsewhere = new StatementScene(database, "REINDEX TABLE CONCURRENTLY u")) {
      try (var _ = StatementScene.openTransaction(database, "INSERT INTO u VALUES (1)")) {
        elsewhere.startAndWait();

        assertThat(scene.judge()).isEqualTo(new Recovery.NotDone(List.of()));
      }
      assertThat(elsewhere.end()).isEqualTo("00000");
    }
    assertThat(database.column(INVALID)).containsExactly("\"S\".\"T x_ccnew\"");
  }

  @Test
  void anotherReindexOfTheSameTableIsWaitedFor() throws SQLException {
    try (var scene = new StatementScene(database, "REINDEX TABLE CONCURRENTLY \"S\".t");
        var orphan = new StatementScene(database, "REINDEX TABLE CONCURRENTLY \"S\".t")) {
      try (var _ = StatementScene.openTransaction(database, WRITE)) {
        orphan.startAndWait();

        assertThat(scene.judge())
            .isInstanceOfSatisfying(
                Recovery.Busy.class,
                busy -> assertThat(busy.sentence()).contains("process " + orphan.pid()));
      }
      assertThat(orphan.end()).isEqualTo("00000");
    }
  }

  private void interruptedReindex() throws SQLException {
    try (var scene = new StatementScene(database, "REINDEX INDEX CONCURRENTLY \"S\".\"T x\"");
        var _ = StatementScene.openTransaction(database, WRITE)) {
      scene.startAndWait();
      assertThat(scene.interrupt("pg_cancel_backend")).isEqualTo("57014");
    }
  }
}
