package dev.lockstep.engine.postgres.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.Session;
import dev.lockstep.engine.StopSignal;
import dev.lockstep.engine.adoption.AdoptedRow.AppliedMetadata;
import dev.lockstep.engine.adoption.AtlasHistory;
import dev.lockstep.engine.adoption.DbmateHistory;
import dev.lockstep.engine.adoption.FlywayHistory;
import dev.lockstep.engine.adoption.ForeignHistory;
import dev.lockstep.engine.adoption.ForeignHistory.Way;
import dev.lockstep.engine.adoption.GolangMigrateHistory;
import dev.lockstep.engine.adoption.GooseHistory;
import dev.lockstep.engine.adoption.LiquibaseHistory;
import dev.lockstep.engine.adoption.PriorHistory;
import dev.lockstep.engine.adoption.SqlxHistory;
import dev.lockstep.engine.postgres.EngineRun;
import dev.lockstep.testing.PostgresExtension;
import dev.lockstep.testing.PostgresServers;
import dev.lockstep.testing.PostgresVersion;
import dev.lockstep.testing.ScriptFolder;
import dev.lockstep.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Reads the tables as the tools create them.
@ExtendWith(PostgresExtension.class)
final class PriorHistoriesTest {
  private static final Instant AT = Instant.parse("2024-05-06T07:08:09Z");

  /// The same time in a column without a time zone: the session's zone applies, that of this JVM.
  private static final Instant LOCAL =
      LocalDateTime.parse("2024-05-06T07:08:09").atZone(ZoneId.systemDefault()).toInstant();

  /// A table with rows.
  ///
  /// @param history the expected history; null if the table is not one
  record Case(String name, String sql, @Nullable PriorHistory history) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final String FLYWAY =
      """
      CREATE TABLE flyway_schema_history (
        installed_rank int NOT NULL PRIMARY KEY, version varchar(50), description varchar(200) NOT NULL,
        type varchar(20) NOT NULL, script varchar(1000) NOT NULL, checksum int,
        installed_by varchar(100) NOT NULL, installed_on timestamp NOT NULL DEFAULT now(),
        execution_time int NOT NULL, success boolean NOT NULL);
      INSERT INTO flyway_schema_history VALUES
        (0, NULL, 'schema creation', 'SCHEMA', '"shop"', NULL, 'ann', '2024-05-06 07:08:09', 0, true),
        (4, '2', 'b', 'SQL', 'V2__b.sql', NULL, 'ann', '2024-05-06 07:08:09', 12, false),
        (1, '1.1', 'a', 'SQL', 'sub/V1.1__a.sql', -7, 'ann', '2024-05-06 07:08:09', 12, true)""";

  private static final String LIQUIBASE =
      """
      CREATE TABLE databasechangelog (
        id varchar(255) NOT NULL, author varchar(255) NOT NULL, filename varchar(255) NOT NULL,
        dateexecuted timestamp NOT NULL, orderexecuted int NOT NULL, exectype varchar(10) NOT NULL,
        md5sum varchar(35), description varchar(255), comments varchar(255), tag varchar(255),
        liquibase varchar(20), contexts varchar(255), labels varchar(255), deployment_id varchar(10));
      CREATE TABLE databasechangeloglock (
        id int NOT NULL PRIMARY KEY, locked boolean NOT NULL, lockgranted timestamp, lockedby varchar(255));
      INSERT INTO databasechangelog VALUES
        ('2', 'ann', 'db/b.sql', '2024-05-06 07:08:09', 2, 'EXECUTED', '9:x'),
        ('1', 'ann', 'db/a.sql', '2024-05-06 07:08:09', 1, 'RERAN', '9:x')""";

  private static final String ATLAS =
      """
      CREATE SCHEMA atlas_schema_revisions;
      CREATE TABLE atlas_schema_revisions.atlas_schema_revisions (
        version varchar NOT NULL PRIMARY KEY, description varchar NOT NULL, type bigint NOT NULL DEFAULT 2,
        applied bigint NOT NULL DEFAULT 0, total bigint NOT NULL DEFAULT 0, executed_at timestamptz NOT NULL,
        execution_time bigint NOT NULL, error text, error_stmt text, hash varchar NOT NULL,
        partial_hashes jsonb, operator_version varchar NOT NULL);
      INSERT INTO atlas_schema_revisions.atlas_schema_revisions VALUES
        ('.atlas_cloud_identifier', '{}', 2, 0, 0, '2024-05-06 07:08:09Z', 0, NULL, NULL, '', NULL, ''),
        ('2', 'b', 2, 1, 3, '2024-05-06 07:08:09Z', 12000000, 'no table', 'ALTER', 'h', '["x"]', 'v1'),
        ('1', 'a', 2, 3, 3, '2024-05-06 07:08:09Z', 12000000, '', NULL, 'h', 'null', 'v1')""";

  private static final String SQLX =
      """
      CREATE TABLE _sqlx_migrations (
        version bigint PRIMARY KEY, description text NOT NULL,
        installed_on timestamptz NOT NULL DEFAULT now(), success boolean NOT NULL,
        checksum bytea NOT NULL, execution_time bigint NOT NULL);
      INSERT INTO _sqlx_migrations VALUES
        (2, 'b', '2024-05-06 07:08:09Z', false, '\\x00ff', -1),
        (1, 'a', '2024-05-06 07:08:09Z', true, '\\xabcd', 12000000)""";

  private static final String GOOSE =
      """
      CREATE TABLE goose_db_version (
        id integer PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY, version_id bigint NOT NULL,
        is_applied boolean NOT NULL, tstamp timestamp NOT NULL DEFAULT now());
      INSERT INTO goose_db_version VALUES
        (1, 0, true, '2024-05-06 07:08:09'), (3, 7, false, '2024-05-06 07:08:09'),
        (2, 7, true, '2024-05-06 07:08:09')""";

  static Stream<Case> cases() {
    var zoned = new AppliedMetadata(AT, null, null);
    var at = new AppliedMetadata(LOCAL, null, null);
    var took = new AppliedMetadata(AT, Duration.ofMillis(12), null);
    var by = new AppliedMetadata(LOCAL, Duration.ofMillis(12), "ann");
    var atlas = "atlas_schema_revisions.atlas_schema_revisions";
    return Stream.of(
        new Case(
            "Flyway",
            FLYWAY,
            new FlywayHistory(
                "public.flyway_schema_history",
                List.of(
                    new FlywayHistory.Row("1.1", "a", "SQL", "sub/V1.1__a.sql", -7, true, by),
                    new FlywayHistory.Row("2", "b", "SQL", "V2__b.sql", null, false, by)))),
        new Case(
            "Flyway 3 and 4",
            FLYWAY.replace("flyway_schema_history", "schema_version"),
            new FlywayHistory(
                "public.schema_version",
                List.of(
                    new FlywayHistory.Row("1.1", "a", "SQL", "sub/V1.1__a.sql", -7, true, by),
                    new FlywayHistory.Row("2", "b", "SQL", "V2__b.sql", null, false, by)))),
        new Case(
            "Flyway that only made the schema",
            FLYWAY + "; DELETE FROM flyway_schema_history WHERE type <> 'SCHEMA'",
            null),
        liquibase("INSERT INTO databasechangeloglock VALUES (1, false)", null, at),
        liquibase(
            "INSERT INTO databasechangeloglock VALUES (1, true, now(), 'host-1')", "host-1", at),
        liquibase("INSERT INTO databasechangeloglock VALUES (1, true)", "somebody", at),
        new Case(
            "Atlas",
            ATLAS,
            new AtlasHistory(
                atlas,
                List.of(
                    new AtlasHistory.Row("1", "a", 2, 3, 3, false, took),
                    new AtlasHistory.Row("2", "b", 2, 1, 3, true, took)))),
        new Case(
            "sqlx",
            SQLX,
            new SqlxHistory(
                "public._sqlx_migrations",
                List.of(
                    new SqlxHistory.Row("1", "a", true, "abcd", took),
                    new SqlxHistory.Row("2", "b", false, "00ff", zoned)))),
        new Case(
            "goose",
            GOOSE,
            new GooseHistory(
                "public.goose_db_version",
                List.of(
                    new GooseHistory.Row("7", true, at), new GooseHistory.Row("7", false, at)))),
        new Case(
            "golang-migrate",
            "CREATE TABLE schema_migrations (version bigint NOT NULL PRIMARY KEY, dirty boolean NOT NULL); INSERT INTO schema_migrations VALUES (20240506070809, true)",
            new GolangMigrateHistory(
                "public.schema_migrations",
                List.of(new GolangMigrateHistory.Row("20240506070809", true)))),
        new Case(
            "dbmate",
            "CREATE TABLE schema_migrations (version varchar NOT NULL PRIMARY KEY); INSERT INTO schema_migrations VALUES ('2'), ('1')",
            new DbmateHistory("public.schema_migrations", List.of("1", "2"))),
        new Case(
            "a table of another tool",
            "CREATE TABLE alembic_version (version_num varchar(32) PRIMARY KEY); INSERT INTO alembic_version VALUES ('ab12')",
            new ForeignHistory("Alembic", "public.alembic_version", Way.NONE, List.of("ab12"))));
  }

  private static Case liquibase(String lock, @Nullable String lockedBy, AppliedMetadata at) {
    return new Case(
        "Liquibase, " + lock,
        LIQUIBASE + ";" + lock,
        new LiquibaseHistory(
            "public.databasechangelog",
            List.of(
                new LiquibaseHistory.Row("1", "ann", "db/a.sql", "RERAN", at),
                new LiquibaseHistory.Row("2", "ann", "db/b.sql", "EXECUTED", at)),
            lockedBy));
  }

  static Stream<Object[]> casesOnEachRelease() {
    return cases()
        .flatMap(
            each ->
                Stream.of(PostgresVersion.V14, PostgresVersion.V18)
                    .map(version -> new Object[] {each, version}));
  }

  @ParameterizedTest
  @MethodSource("casesOnEachRelease")
  void aTableIsKnownByItsColumns(
      Case each, PostgresVersion version, PostgresServers servers, @TempDir Path folder) {
    TestDatabase database = servers.of(version).createDatabase();
    database.execute(each.sql());
    var run = EngineRun.of(database, ScriptFolder.in(folder));

    try (var reader = run.open(new StopSignal());
        var runner = run.open(new StopSignal())) {
      List<PriorHistory> read = reader.priorHistories(null);
      Session session = runner.acquire();

      assertThat(read).isEqualTo(Stream.ofNullable(each.history()).toList());
      assertThat(session.priorHistories(null)).isEqualTo(read);
    }
  }
}
