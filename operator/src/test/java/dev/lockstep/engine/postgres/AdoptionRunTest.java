package dev.lockstep.engine.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.MigrationListener;
import dev.lockstep.engine.MigrationOutcome;
import dev.lockstep.engine.Migrator;
import dev.lockstep.engine.MigratorOptions;
import dev.lockstep.engine.StopSignal;
import dev.lockstep.engine.adoption.AdoptionPolicy;
import dev.lockstep.engine.adoption.AdoptionPolicy.Prior;
import dev.lockstep.engine.plan.OutOfOrder;
import dev.lockstep.engine.plan.Planner;
import dev.lockstep.engine.plan.RollbackPolicy;
import dev.lockstep.engine.plan.Target;
import dev.lockstep.engine.postgres.statement.SqlFingerprint;
import dev.lockstep.engine.script.Script;
import dev.lockstep.engine.source.ScriptSet;
import dev.lockstep.schema.EngineException;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.schema.SchemaVersion;
import dev.lockstep.testing.PostgresExtension;
import dev.lockstep.testing.PostgresServers;
import dev.lockstep.testing.PostgresVersion;
import dev.lockstep.testing.ScriptFolder;
import dev.lockstep.testing.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationVersion;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Histories of other tools in a database without a Lockstep history.
@ParameterizedClass
@EnumSource(
    value = PostgresVersion.class,
    names = {"V14", "V18"})
@ExtendWith(PostgresExtension.class)
final class AdoptionRunTest {
  private static final AdoptionPolicy ADOPT = new AdoptionPolicy(Prior.ADOPT, null, null);

  private final TestDatabase database;
  private final ScriptFolder scripts;

  AdoptionRunTest(PostgresVersion version, PostgresServers servers, @TempDir Path folder) {
    database = servers.of(version).createDatabase();
    scripts = ScriptFolder.in(folder);
  }

  @Test
  void aHistoryOfFlywayIsTakenOverAndTheRestRuns() {
    flywaySet();
    flyway("public", "flyway_schema_history", "2").migrate();
    String before = dump("flyway_schema_history");

    MigrationOutcome outcome = run(ADOPT);

    assertThat(outcome.failure()).isEmpty();
    assertThat(outcome.appliedNow()).extracting(Object::toString).containsExactly("V3__c.sql");
    assertThat(dump("flyway_schema_history")).isEqualTo(before);
    assertThat(rows())
        .containsExactly(
            "V1__a.sql|1|versioned|success|a|t|t|f",
            "V2__b.sql|2|versioned|success|b|t|t|t",
            "V3__c.sql|3|versioned|success|c|t|t|f",
            "R__view.sql||repeatable|success|view|t|t|f");
    assertThat(
            database.value(
                "SELECT bool_and(h.applied_at = date_trunc('milliseconds', f.installed_on) AND h.applied_by = f.installed_by AND h.execution_ms = f.execution_time)"
                    + " FROM migration_history h JOIN flyway_schema_history f ON f.version = h.version"))
        .isEqualTo("t");
    assertThat(
            database.column(
                "SELECT concat_ws('|', migration_name, version_applied, status, details ->> 'adoptedFrom', details ->> 'tool', details ->> 'runId', applied_by)"
                    + " FROM migration_attempts WHERE details ? 'adoptedFrom' ORDER BY 1"))
        .containsExactly(
            "R__view.sql|success|public.flyway_schema_history|Flyway|run-1|" + database.user(),
            "V1__a.sql|1|success|public.flyway_schema_history|Flyway|run-1|" + database.user(),
            "V2__b.sql|2|success|public.flyway_schema_history|Flyway|run-1|" + database.user());
  }

  @Test
  void aSecondRunFindsNothingToDo() {
    flywaySet();
    flyway("public", "flyway_schema_history", "2").migrate();
    run(ADOPT);
    String attempts = database.value("SELECT count(*) FROM migration_attempts");

    MigrationOutcome again = run(ADOPT);

    assertThat(again.failure()).isEmpty();
    assertThat(again.appliedNow()).isEmpty();
    assertThat(database.value("SELECT count(*) FROM migration_attempts")).isEqualTo(attempts);
    assertThat(run(AdoptionPolicy.NONE).failure()).isEmpty();
  }

  @Test
  void aRunThatFailedHasRecordedNothing() {
    flywaySet();
    flyway("public", "flyway_schema_history", "2").migrate();
    var ignored = run(new AdoptionPolicy(Prior.IGNORE, null, null));
    assertThat(ignored.failure()).isPresent();
    assertThat(database.column("SELECT DISTINCT status FROM migration_history"))
        .containsExactly("failure");

    assertThat(fail(AdoptionPolicy.NONE).failure().kind()).isEqualTo(FailureKind.PRIOR_HISTORY);
    MigrationOutcome adopted = run(ADOPT);

    assertThat(adopted.failure()).isEmpty();
    assertThat(adopted.appliedNow()).extracting(Object::toString).containsExactly("V3__c.sql");
    assertThat(database.column("SELECT DISTINCT status FROM migration_history"))
        .containsExactly("success");
  }

  @Test
  void withoutAWordTheRunIsRefusedAndNothingIsWritten() {
    flywaySet();
    flyway("public", "flyway_schema_history", "2").migrate();

    EngineException failure = fail(AdoptionPolicy.NONE);

    assertThat(failure.failure().kind()).isEqualTo(FailureKind.PRIOR_HISTORY);
    assertThat(failure.failure().message())
        .isEqualTo(
            "this database has Flyway's history in public.flyway_schema_history but no Lockstep history: a run would apply every script again");
    assertThat(failure.failure().hint()).contains("--adopt", "spec.baseline.adopt: Auto");
    assertThat(database.value("SELECT count(*) FROM migration_history")).isEqualTo("0");
    assertThat(database.value("SELECT count(*) FROM migration_attempts")).isEqualTo("0");
  }

  @Test
  void aTableOfAnotherNameIsFoundByItsColumns() {
    flywaySet();
    flyway("public", "schema_version", "2").migrate();

    assertThat(run(ADOPT).appliedNow()).hasSize(1);
  }

  @Test
  void aTableInAnotherSchemaIsNamed() {
    flywaySet();
    database.execute("CREATE SCHEMA \"Flyway\"");
    Flyway.configure()
        .dataSource(database.jdbcUrl(), database.user(), database.password())
        .locations("filesystem:" + scripts.path())
        .initSql("SET search_path = public")
        .defaultSchema("Flyway")
        .table("History")
        .target(MigrationVersion.fromVersion("2"))
        .load()
        .migrate();

    var missing = fail(new AdoptionPolicy(Prior.ADOPT, "flyway.history", null));
    var named = run(new AdoptionPolicy(Prior.ADOPT, "\"Flyway\".\"History\"", null));

    assertThat(missing.failure().kind()).isEqualTo(FailureKind.USAGE);
    assertThat(named.failure()).isEmpty();
    assertThat(
            database.value(
                "SELECT count(*) FROM migration_attempts WHERE details ->> 'adoptedFrom' = 'Flyway.History'"))
        .isEqualTo("3");
  }

  @Test
  void whatFlywayHasMarkedAsDeletedRunsWhenItIsThereAgain() {
    flywaySet();
    flyway("public", "flyway_schema_history", "2").migrate();
    scripts.without("V2__b.sql").without("U2__b.sql");
    flyway("public", "flyway_schema_history", "2").repair();
    database.execute("DROP TABLE b");

    scripts.with("V2__b.sql", "CREATE TABLE b (n int)");

    assertThat(run(ADOPT).appliedNow())
        .extracting(Object::toString)
        .containsExactly("V2__b.sql", "V3__c.sql");
    assertThat(
            database.column(
                "SELECT type FROM flyway_schema_history WHERE version = '2' ORDER BY 1"))
        .containsExactly("DELETE", "SQL");
  }

  @Test
  void whatWasAdoptedCanBeUndone() {
    golangMigrateSet();
    database.execute(
        "CREATE TABLE schema_migrations (version bigint NOT NULL PRIMARY KEY, dirty boolean NOT NULL);"
            + "INSERT INTO schema_migrations VALUES (3, false)");

    MigrationOutcome outcome =
        migration(database, new MigratorOptions(RollbackPolicy.ALLOW, MigrationListener.NONE))
            .run(set(), Target.parse("1"), OutOfOrder.REJECT, ADOPT);

    assertThat(outcome.failure()).isEmpty();
    assertThat(outcome.undoneNow())
        .extracting(Script::fileName)
        .containsExactly("3_c.up.sql", "2_b.up.sql");
    assertThat(database.value("SELECT version FROM current_schema_version")).isEqualTo("1");
  }

  @Test
  void whatWouldBeRefusedAfterwardsIsRefusedBefore() {
    flywaySet();
    flyway("public", "flyway_schema_history", "2").migrate();
    scripts.with("V1.5__late.sql", "SELECT 1");

    EngineException failure = fail(ADOPT);

    assertThat(failure.failure().kind()).isEqualTo(FailureKind.OUT_OF_ORDER);
    assertThat(database.value("SELECT count(*) FROM migration_history")).isEqualTo("0");
  }

  @Test
  void troublesAreListedTogetherAndNothingIsWritten() {
    flywaySet();
    flyway("public", "flyway_schema_history", "2").migrate();
    scripts.without("V1__a.sql").with("V2__b.sql", "CREATE TABLE b (id bigint)");

    EngineException failure = fail(ADOPT);

    assertThat(failure.failure().kind()).isEqualTo(FailureKind.ADOPTION_REFUSED);
    assertThat(failure.failure().message())
        .isEqualTo(
            "cannot adopt Flyway's history in public.flyway_schema_history: version 1 (V1__a.sql) is applied there, but missing from the set: add the file");
    assertThat(failure.errors()).hasSize(1).first().asString().startsWith("V2__b.sql was edited");
    assertThat(database.value("SELECT count(*) FROM migration_history")).isEqualTo("0");
  }

  @Test
  void twoHistoriesAtOnceAreRefusedUnlessOneIsNamed() {
    golangMigrateSet();
    database.execute(
        "CREATE TABLE schema_migrations (version bigint NOT NULL PRIMARY KEY, dirty boolean NOT NULL);"
            + "INSERT INTO schema_migrations VALUES (1, false);"
            + "CREATE TABLE goose_db_version (id serial PRIMARY KEY, version_id bigint NOT NULL, is_applied boolean NOT NULL, tstamp timestamp DEFAULT now());"
            + "INSERT INTO goose_db_version (version_id, is_applied) VALUES (0, true), (1, true), (2, true)");

    EngineException failure = fail(ADOPT);
    var named = run(new AdoptionPolicy(Prior.ADOPT, "goose_db_version", null));

    assertThat(failure.failure().message())
        .isEqualTo(
            "found more than one history that can be adopted: goose's history in public.goose_db_version and golang-migrate's history in public.schema_migrations");
    assertThat(failure.failure().hint()).contains("--adopt-table");
    assertThat(named.failure()).isEmpty();
    assertThat(named.appliedNow()).hasSize(1);
  }

  @Test
  void golangMigrateAndDbmateAreToldApartByTheirColumns() {
    golangMigrateSet();
    database.execute(
        "CREATE TABLE schema_migrations (version bigint NOT NULL PRIMARY KEY, dirty boolean NOT NULL);"
            + "INSERT INTO schema_migrations VALUES (2, true)");
    EngineException dirty = fail(ADOPT);
    database.execute(
        "DROP TABLE schema_migrations; CREATE TABLE schema_migrations (version varchar(128) PRIMARY KEY);"
            + "INSERT INTO schema_migrations VALUES ('1'), ('2')");
    MigrationOutcome dbmate = run(ADOPT);

    assertThat(dirty.failure().message()).contains("golang-migrate's history", "dirty");
    assertThat(dbmate.appliedNow()).hasSize(1);
    assertThat(
            database.value(
                "SELECT count(*) FROM migration_attempts WHERE details ->> 'tool' = 'dbmate'"))
        .isEqualTo("2");
  }

  @Test
  void anEmptyTableOfAnotherToolIsNoHistory() {
    scripts.with("1_a.sql", "GRANT SELECT ON schema_migrations TO public");
    database.execute(
        "CREATE TABLE schema_migrations (version varchar PRIMARY KEY);"
            + "CREATE TABLE goose_db_version (id serial PRIMARY KEY, version_id bigint, is_applied boolean, tstamp timestamp);"
            + "INSERT INTO goose_db_version (version_id, is_applied) VALUES (0, true)");

    assertThat(run(AdoptionPolicy.NONE).failure()).isEmpty();
  }

  @Test
  void aTableOfTheUsersOwnThatHasAVersionIsNoHistory() {
    scripts.with("1_a.sql", "SELECT 1");
    database.execute(
        "CREATE TABLE app_version (version varchar PRIMARY KEY); INSERT INTO app_version VALUES ('9');"
            + "CREATE TABLE apps (version bigint, dirty boolean, name text); INSERT INTO apps VALUES (1, true, 'x')");

    assertThat(run(AdoptionPolicy.NONE).failure()).isEmpty();
  }

  @Test
  void whoWantsToRunsEverything() {
    scripts.with("1_a.sql", "CREATE TABLE a ()");
    database.execute(
        "CREATE TABLE schema_migrations (version varchar PRIMARY KEY); INSERT INTO schema_migrations VALUES ('1')");

    assertThat(run(new AdoptionPolicy(Prior.IGNORE, null, null)).appliedNow()).hasSize(1);
  }

  @Test
  void aTableThatCannotBeReadIsNamed() {
    golangMigrateSet();
    database.execute(
        "CREATE TABLE schema_migrations (version bigint NOT NULL PRIMARY KEY, dirty boolean NOT NULL);"
            + "DROP ROLE IF EXISTS weak; CREATE ROLE weak LOGIN PASSWORD 'weak'; GRANT CREATE ON SCHEMA public TO weak");
    var weak = database.as("weak", "weak");

    EngineException failure = run(weak, ADOPT).failure().orElseThrow();
    database.execute("DROP OWNED BY weak; DROP ROLE weak");

    assertThat(failure.failure().kind()).isEqualTo(FailureKind.PRIVILEGE_MISSING);
    assertThat(failure.failure().message()).contains("public.schema_migrations");
  }

  @Test
  void whatOtherToolsBaselinedNeedsNoScript() {
    flywaySet();
    database.execute("CREATE TABLE a (id int); CREATE TABLE b (id int)");
    Flyway.configure()
        .dataSource(database.jdbcUrl(), database.user(), database.password())
        .baselineVersion("2")
        .load()
        .baseline();

    MigrationOutcome outcome = run(ADOPT);
    MigrationOutcome again = run(AdoptionPolicy.NONE);

    assertThat(outcome.failure()).isEmpty();
    assertThat(outcome.appliedNow())
        .extracting(Object::toString)
        .containsExactly("V3__c.sql", "R__view.sql");
    assertThat(again.failure()).isEmpty();
    assertThat(again.appliedNow()).isEmpty();
  }

  @Test
  void aBaselineThatIsReachedAsksForNothing() {
    flywaySet();
    run(AdoptionPolicy.NONE);

    assertThat(run(baseline("2")).failure()).isEmpty();
    assertThat(run(baseline("3")).failure()).isEmpty();
    assertThat(fail(baseline("4")).failure().kind()).isEqualTo(FailureKind.BASELINE_REFUSED);
  }

  @Test
  void aBaselineStandsForTheScriptsUpToIt() {
    flywaySet();
    database.execute("CREATE TABLE a (id int); CREATE TABLE b (id int)");

    MigrationOutcome outcome = run(baseline("2"));

    assertThat(outcome.appliedNow())
        .extracting(Object::toString)
        .containsExactly("V3__c.sql", "R__view.sql");
    assertThat(
            database.value(
                "SELECT concat_ws('|', version, kind, checksum, description) FROM migration_history WHERE migration_name = 'baseline'"))
        .isEqualTo("2|baseline|declared over 2 tables");
    assertThat(run(AdoptionPolicy.NONE).failure()).isEmpty();
  }

  @Test
  void whatIsOursDoesNotCountAsFound() {
    scripts.with("R__nothing.sql", "SELECT 1");
    run(AdoptionPolicy.NONE);
    assertThat(
            database.value(
                "SELECT count(*) > 3 FROM pg_class WHERE relnamespace = 'public'::regnamespace"))
        .isEqualTo("t");

    try (var reader = EngineRun.of(database, scripts).open(new StopSignal())) {
      assertThat(reader.inventory().words()).isEqualTo("nothing");
    }
  }

  @Test
  void anEmptySchemaIsNoBaseline() {
    flywaySet();

    EngineException failure = fail(baseline("2"));

    assertThat(failure.failure().kind()).isEqualTo(FailureKind.BASELINE_REFUSED);
    assertThat(failure.failure().message()).contains("the schema is empty");
    assertThat(database.value("SELECT count(*) FROM migration_history")).isEqualTo("0");
  }

  private static AdoptionPolicy baseline(String version) {
    return new AdoptionPolicy(Prior.REJECT, null, SchemaVersion.parse(version));
  }

  private void flywaySet() {
    scripts
        .with("V1__a.sql", "CREATE TABLE a (id int);\n")
        .with("V2__b.sql", "CREATE TABLE b (id int);\n")
        .with("U2__b.sql", "DROP TABLE b;\n")
        .with("V3__c.sql", "CREATE TABLE c (id int);\n")
        .with("R__view.sql", "CREATE OR REPLACE VIEW v AS SELECT 1 AS id;\n");
  }

  private void golangMigrateSet() {
    for (String name : List.of("1_a", "2_b", "3_c")) {
      scripts.with(name + ".up.sql", "SELECT 1").with(name + ".down.sql", "SELECT 2");
    }
  }

  private Flyway flyway(String schema, String table, String target) {
    return Flyway.configure()
        .dataSource(database.jdbcUrl(), database.user(), database.password())
        .locations("filesystem:" + scripts.path())
        .defaultSchema(schema)
        .table(table)
        .target(MigrationVersion.fromVersion(target))
        .load();
  }

  private List<@Nullable String> rows() {
    return database.column(
        """
        SELECT concat_ws('|', migration_name, coalesce(version, ''), kind, status, description,
          checksum IS NOT NULL, normalized_checksum IS NOT NULL, rollback_sql IS NOT NULL)
        FROM migration_history ORDER BY kind DESC, migration_name""");
  }

  private String dump(String table) {
    return String.valueOf(
        database.value(
            "SELECT string_agg(t::text, ',' ORDER BY t::text) FROM %s t".formatted(table)));
  }

  private EngineException fail(AdoptionPolicy adoption) {
    return run(adoption).failure().orElseThrow(() -> new AssertionError("it did not fail"));
  }

  private MigrationOutcome run(AdoptionPolicy adoption) {
    return run(database, adoption);
  }

  private MigrationOutcome run(TestDatabase as, AdoptionPolicy adoption) {
    return migration(as).run(set(), new Target.Latest(), OutOfOrder.REJECT, adoption);
  }

  private Migrator migration(TestDatabase as) {
    return migration(as, MigratorOptions.DEFAULT);
  }

  private Migrator migration(TestDatabase as, MigratorOptions options) {
    var stop = new StopSignal();
    return new Migrator(
        EngineRun.of(as, scripts).open(stop), new Planner(new SqlFingerprint()), stop, options);
  }

  private ScriptSet set() {
    return (ScriptSet) ScriptSet.read(List.of(scripts.path()), Map.of());
  }
}
