package dev.lockstep.engine.postgres.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.engine.StopSignal;
import dev.lockstep.engine.adoption.PriorHistory;
import dev.lockstep.engine.plan.OutOfOrder;
import dev.lockstep.engine.postgres.EngineRun;
import dev.lockstep.engine.postgres.HeardLines;
import dev.lockstep.schema.EngineException;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.testing.PostgresExtension;
import dev.lockstep.testing.PostgresServers;
import dev.lockstep.testing.ScriptFolder;
import dev.lockstep.testing.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// F21: histories of tools that cannot be adopted, and histories in other schemas.
@ExtendWith(PostgresExtension.class)
final class OtherToolTest {
  private static final String FLYWAY =
      """
      CREATE SCHEMA app;
      CREATE TABLE app.flyway_schema_history (
        installed_rank int PRIMARY KEY, version varchar(50), description varchar(200) NOT NULL,
        type varchar(20) NOT NULL, script varchar(1000) NOT NULL, checksum int,
        installed_by varchar(100) NOT NULL, installed_on timestamp NOT NULL DEFAULT now(),
        execution_time int NOT NULL, success bool NOT NULL);
      INSERT INTO app.flyway_schema_history
        VALUES (1, '1', 'seed', 'SQL', 'db/%s', 1, 'x', now(), 1, true)""";

  private final TestDatabase database;
  private final EngineRun run;

  OtherToolTest(PostgresServers servers, @TempDir Path folder) {
    database = servers.newest().createDatabase();
    run =
        EngineRun.of(
            database,
            ScriptFolder.in(folder)
                .with("V1__seed.sql", "CREATE TABLE city (name text)")
                .with("V20240102030405__more.sql", "CREATE TABLE more (name text)"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Alembic                | alembic_version (version_num varchar(32))
          db-migrate             | migrations (id int, name varchar(255), run_on timestamp)
          DbUp                   | schemaversions (schemaversionsid int, scriptname varchar(255), applied timestamp)
          Diesel                 | __diesel_schema_migrations (version varchar(50), run_on timestamp)
          Django                 | django_migrations (id bigint, app varchar(255), name varchar(255), applied timestamptz)
          Doctrine               | doctrine_migration_versions (version varchar(191), executed_at timestamp, execution_time int)
          Drizzle                | __drizzle_migrations (id serial, hash text, created_at bigint)
          Ecto                   | schema_migrations (version bigint, inserted_at timestamp)
          EF Core                | "__EFMigrationsHistory" ("MigrationId" varchar(150), "ProductVersion" varchar(32))
          EF Core                | "__EFMigrationsHistory" (migration_id varchar(150), product_version varchar(32))
          Evolve                 | changelog (id int, type smallint, version varchar(50), description varchar(200), name varchar(300), checksum varchar(32), installed_by varchar(100), installed_on timestamp, success boolean)
          FluentMigrator         | "VersionInfo" ("Version" bigint, "AppliedOn" timestamp)
          graphile-migrate       | migrations (hash text, previous_hash text, filename text, date timestamptz)
          Knex                   | knex_migrations (id int, name varchar(255), batch int, migration_time timestamptz)
          Kysely                 | kysely_migration (name varchar(255), timestamp varchar(255))
          Laravel                | migrations (id int, migration varchar(255), batch int)
          MikroORM               | mikro_orm_migrations (id int, name varchar(255), executed_at timestamptz)
          morph                  | db_migrations (version bigint, name varchar)
          MyBatis Migrations     | changelog (id numeric(20,0), applied_at varchar(25), description varchar(255))
          node-pg-migrate        | pgmigrations (id int, name varchar(255), run_on timestamp)
          pgroll                 | migrations (schema name, name text, migration jsonb)
          Phinx                  | phinxlog (version bigint, migration_name varchar(100), start_time timestamp)
          Play                   | play_evolutions (id int, hash varchar(255), applied_at timestamp, apply_script text)
          Postgrator             | schemaversion (version bigint, name text, md5 text, run_at timestamptz)
          Prisma                 | _prisma_migrations (id varchar(36), migration_name varchar(255), applied_steps_count int)
          rambler                | migrations (migration varchar(255))
          SeaORM                 | seaql_migrations (version varchar, applied_at bigint)
          Sequelize              | "SequelizeMeta" (name varchar(255))
          Sqitch                 | changes (change_id text, change text, project text)
          sql-migrate            | gorp_migrations (id text, applied_at timestamptz)
          Supabase               | schema_migrations (version text, statements text[], name text)
          tern                   | schema_version (version int4)
          TypeORM                | migrations (id int, timestamp bigint, name varchar)
          yoyo                   | _yoyo_migration (migration_hash varchar(64), migration_id varchar(255))
          yuniql                 | __yuniql_schema_version (sequence_id int, version varchar(190))
          """)
  void aHistoryInTheSchemaRefusesTheFirstRun(String tool, String table) {
    database.execute("CREATE TABLE " + table);
    assertThat(recorded()).isEmpty();
    database.execute(
        "INSERT INTO %s SELECT (json_populate_record(NULL::%1$s, (SELECT json_object_agg(attname, CASE WHEN format_type(atttypid, NULL) ~ 'time' THEN to_json(now()) WHEN format_type(atttypid, NULL) ~ 'bool' THEN to_json(true) WHEN format_type(atttypid, NULL) = 'text[]' THEN '[]' ELSE to_json(1) END) FROM pg_attribute WHERE attrelid = '%1$s'::regclass AND attnum > 0))).*"
            .formatted(table.substring(0, table.indexOf(" ("))));

    Failure failure = run.fail();

    assertThat(failure.kind()).isEqualTo(FailureKind.PRIOR_HISTORY);
    assertThat(failure.message()).contains(tool + "'s history in public.");
    assertThat(failure.hint()).contains("lockstep baseline", "--ignore-prior-history");
    assertThat(database.value("SELECT to_regclass('city')")).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "django_migrations (name text)",
        "migrations (id int, note text)",
        "changes (id int, change text)",
        "\"SequelizeMeta\" (name varchar(255), of varchar(9))",
        "alembic_version (version_num int)"
      })
  void aTableOfTheNameWithOtherColumnsIsNoHistory(String table) {
    database.execute("CREATE TABLE " + table);
    database.execute(
        "INSERT INTO %s DEFAULT VALUES".formatted(table.substring(0, table.indexOf(" ("))));

    assertThat(run.succeed()).isEqualTo(2);
  }

  private List<PriorHistory> recorded() {
    try (var reader = run.open(new StopSignal())) {
      return reader.priorHistories(null);
    }
  }

  @Test
  void aHistoryOfRefineryRefusesTheFirstRun() {
    database.execute(
        "CREATE TABLE refinery_schema_history (version int4 PRIMARY KEY, name varchar(255), applied_on varchar(255), checksum varchar(255));"
            + "INSERT INTO refinery_schema_history VALUES (1, 'seed', now()::text, '123')");

    Failure failure = run.fail();

    assertThat(failure.kind()).isEqualTo(FailureKind.PRIOR_HISTORY);
    assertThat(failure.message()).contains("refinery's history in public.refinery_schema_history");
    assertThat(failure.hint()).contains("--adopt");
  }

  @Test
  void aHistoryElsewhereThatHasAppliedAScriptOfTheSetRefusesTheFirstRun() {
    database.execute(FLYWAY.formatted("V1__seed.sql"));

    Failure failure = run.fail();

    assertThat(failure.kind()).isEqualTo(FailureKind.PRIOR_HISTORY);
    assertThat(failure.message()).contains("Flyway's history in app.flyway_schema_history");
    assertThat(failure.hint()).contains("--adopt-table 'app.flyway_schema_history'");
    assertThat(database.value("SELECT to_regclass('city')")).isNull();
  }

  @Test
  void aHistoryElsewhereOfOtherScriptsIsWarnedOfByName() {
    database.execute(FLYWAY.formatted("V1__other.sql"));
    var heard = new HeardLines();

    assertThat(run.migrate(OutOfOrder.REJECT, heard).failure()).isEmpty();

    assertThat(heard.lines())
        .anyMatch(line -> line.contains("Flyway's history in app.flyway_schema_history"));
  }

  @Test
  void aLongVersionElsewhereIsNoCoincidence() {
    database.execute(
        "CREATE SCHEMA supabase_migrations;"
            + "CREATE TABLE supabase_migrations.schema_migrations (version text, statements text[], name text);"
            + "INSERT INTO supabase_migrations.schema_migrations VALUES ('20240102030405', '{}', 'more')");

    assertThat(run.fail().message()).contains("Supabase", "supabase_migrations.schema_migrations");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a.b.c", "a..b", "a b", "", "1a", "\"a", "a.\"b", "nowhere.x", "x", "a;b", "\"\""})
  void aNameThatIsNoTableIsWrongUse(String name) {
    try (var reader = run.open(new StopSignal())) {
      assertThatThrownBy(() -> reader.priorHistories(name))
          .isInstanceOfSatisfying(
              EngineException.class,
              failure -> assertThat(failure.failure().kind()).isEqualTo(FailureKind.USAGE));
    }
  }
}
