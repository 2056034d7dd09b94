package dev.lockstep.engine.postgres.statement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.postgres.sql.SqlLexer;
import dev.lockstep.engine.postgres.sql.SqlStatement;
import dev.lockstep.engine.postgres.sql.StandardStrings;
import dev.lockstep.testing.PostgresExtension;
import dev.lockstep.testing.PostgresServer;
import dev.lockstep.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Every statement is rolled back, so all tests share one database.
@ExtendWith(PostgresExtension.class)
@TestInstance(Lifecycle.PER_CLASS)
final class StatementLockTest {
  private static final String TABLES =
      """
      CREATE TABLE t (id int PRIMARY KEY, a int, b text, CHECK (a > 0) NOT VALID);
      CREATE TABLE u (id int REFERENCES t);
      CREATE INDEX i ON t (a);
      CREATE VIEW v AS SELECT id FROM t;
      CREATE MATERIALIZED VIEW m AS SELECT id FROM t;
      CREATE TABLE p (id int) PARTITION BY LIST (id);
      CREATE TABLE p1 (id int);
      CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
      CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();
      ALTER TABLE t ADD CONSTRAINT positive CHECK (a > 0) NOT VALID""";

  private final TestDatabase database;

  StatementLockTest(PostgresServer server) {
    this.database = server.createDatabase();
    database.execute(TABLES);
  }

  /// The server's own locks are the expectation: the strongest lock on any existing relation.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          SELECT * FROM t
          SELECT * FROM t FOR UPDATE
          SELECT * FROM t FOR NO KEY UPDATE
          SELECT * FROM t WHERE id IN (SELECT id FROM u) FOR SHARE
          SELECT 1
          TABLE t
          WITH x AS (SELECT id FROM t) SELECT * FROM x
          WITH x AS (DELETE FROM t RETURNING id) SELECT * FROM x
          INSERT INTO t VALUES (1, 1, '')
          UPDATE public.t SET a = 2
          DELETE FROM ONLY t
          COPY t TO '/dev/null'
          TRUNCATE t CASCADE
          ANALYZE t
          REFRESH MATERIALIZED VIEW m
          REINDEX TABLE t
          REINDEX INDEX i
          DROP INDEX i
          LOCK TABLE t
          LOCK t IN SHARE ROW EXCLUSIVE MODE
          lock table t in /* a comment */ row share mode nowait
          COMMENT ON TABLE t IS 'x'
          COMMENT ON COLUMN t.a IS 'x'
          CREATE INDEX ON t (b)
          CREATE UNIQUE INDEX j ON t (b)
          CREATE TRIGGER h BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION f()
          CREATE OR REPLACE VIEW v AS SELECT id FROM u
          CREATE RULE r AS ON DELETE TO t DO ALSO NOTHING
          CREATE POLICY o ON t USING (true)
          CREATE STATISTICS s ON a, b FROM t
          CREATE TABLE n (id int)
          CREATE TABLE n (id int REFERENCES t)
          CREATE TABLE n AS SELECT * FROM t
          CREATE SCHEMA s
          CREATE TYPE e AS ENUM ('FROM')
          CREATE FUNCTION k() RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN 1; END'
          DROP TABLE u
          DROP VIEW v
          DROP TRIGGER g ON t
          DROP TABLE t CASCADE
          ALTER TABLE t ADD COLUMN c int
          ALTER TABLE IF EXISTS ONLY public.t ADD c int DEFAULT 1
          ALTER TABLE t DROP COLUMN b
          ALTER TABLE t ALTER COLUMN a SET NOT NULL
          ALTER TABLE t ALTER a SET STATISTICS 100
          ALTER TABLE t ALTER COLUMN a SET (n_distinct = 5)
          ALTER TABLE t ALTER COLUMN a SET STATISTICS 100, ALTER COLUMN b SET STATISTICS 100
          ALTER TABLE t ALTER COLUMN a SET STATISTICS 100, ADD COLUMN c int
          ALTER TABLE t ALTER COLUMN a SET DEFAULT (1)
          ALTER TABLE t ALTER COLUMN a TYPE bigint
          ALTER TABLE t SET (fillfactor = 70)
          ALTER TABLE t RESET (fillfactor)
          ALTER TABLE t VALIDATE CONSTRAINT positive
          ALTER TABLE u ADD FOREIGN KEY (id) REFERENCES t
          ALTER TABLE u ADD CONSTRAINT w FOREIGN KEY (id) REFERENCES t NOT VALID
          ALTER TABLE t DISABLE TRIGGER g
          ALTER TABLE t ENABLE ALWAYS TRIGGER g
          ALTER TABLE t ENABLE ROW LEVEL SECURITY
          ALTER TABLE t RENAME TO n
          ALTER TABLE t CLUSTER ON i
          ALTER TABLE t SET WITHOUT CLUSTER
          ALTER TABLE "t" ADD CONSTRAINT w CHECK (a > 0) NOT VALID
          ALTER INDEX i RENAME TO j
          ALTER VIEW v RENAME TO n
          ALTER SEQUENCE IF EXISTS s RESTART
          """)
  void isTheStrongestThatTheServerTakes(String sql) throws SQLException {
    String taken = taken(sql);

    assertThat(told(sql)).isEqualTo(taken);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          VACUUM t                                     | SHARE_UPDATE_EXCLUSIVE
          VACUUM (FULL) t                              | ACCESS_EXCLUSIVE
          VACUUM FULL t                                | ACCESS_EXCLUSIVE
          CREATE INDEX CONCURRENTLY ON t (b)           | SHARE_UPDATE_EXCLUSIVE
          DROP INDEX CONCURRENTLY i                    | SHARE_UPDATE_EXCLUSIVE
          REINDEX TABLE CONCURRENTLY t                 | SHARE_UPDATE_EXCLUSIVE
          REINDEX (CONCURRENTLY) TABLE t               | SHARE_UPDATE_EXCLUSIVE
          ALTER TABLE p DETACH PARTITION q CONCURRENTLY| SHARE_UPDATE_EXCLUSIVE
          ALTER TABLE p DETACH PARTITION q FINALIZE    | SHARE_UPDATE_EXCLUSIVE
          ALTER TABLE p DETACH PARTITION q             | ACCESS_EXCLUSIVE
          REFRESH MATERIALIZED VIEW CONCURRENTLY m     | EXCLUSIVE
          CLUSTER t USING i                            | ACCESS_EXCLUSIVE
          DO 'BEGIN END'                               |
          """)
  void isToldForWhatRunsOutsideOfATransaction(String sql, @Nullable String lock) {
    assertThat(told(sql)).isEqualTo(lock);
  }

  private static @Nullable String told(String sql) {
    SqlStatement statement = SqlLexer.cut(sql, StandardStrings.ON).getFirst();
    return StatementLock.of(statement).map(TableLock::name).orElse(null);
  }

  private @Nullable String taken(String sql) throws SQLException {
    try (Connection connection = database.connect()) {
      connection.setAutoCommit(false);
      try (var statement = connection.createStatement()) {
        String known = "('t', 'u', 'v', 'm', 'p', 'p1', 'i')";
        statement.execute(
            "CREATE TEMP TABLE known ON COMMIT DROP AS SELECT oid FROM pg_class WHERE relname IN "
                + known);
        statement.execute(sql);
        try (ResultSet locks =
            statement.executeQuery(
                "SELECT string_agg(mode, ',') FROM pg_locks WHERE pid = pg_backend_pid() AND relation IN (SELECT oid FROM known)")) {
          locks.next();
          String modes = locks.getString(1);
          return modes == null ? null : strongest(modes);
        }
      }
    }
  }

  private static @Nullable String strongest(String modes) {
    return Arrays.stream(modes.split(","))
        .map(mode -> mode.replaceAll("Lock$", "").replaceAll("([a-z])([A-Z])", "$1_$2"))
        .map(mode -> TableLock.valueOf(mode.toUpperCase(Locale.ROOT)))
        .max(Comparator.naturalOrder())
        .map(TableLock::name)
        .orElse(null);
  }
}
