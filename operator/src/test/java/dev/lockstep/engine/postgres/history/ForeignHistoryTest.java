package dev.lockstep.engine.postgres.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.postgres.TargetRun;
import dev.lockstep.schema.EngineException;
import dev.lockstep.schema.ExitCode;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.testing.PostgresExtension;
import dev.lockstep.testing.PostgresServers;
import dev.lockstep.testing.PostgresVersion;
import dev.lockstep.testing.ScriptFolder;
import dev.lockstep.testing.TestDatabase;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever code another user has attached to a history, none of it runs with the privileges of the
/// user who reads or writes it, and the failure names it. B2.
@ExtendWith(PostgresExtension.class)
@ParameterizedClass
@EnumSource(PostgresVersion.class)
final class ForeignHistoryTest {
  private final TestDatabase database;
  private final ScriptFolder scripts;
  private final String mallory;

  ForeignHistoryTest(PostgresVersion version, PostgresServers servers, @TempDir Path folder) {
    database = servers.of(version).createDatabase();
    scripts = ScriptFolder.in(folder).with("V1__a.sql", "CREATE TABLE a (id int)");
    mallory = database.name() + "_mallory";
    database.execute(
        "CREATE ROLE %1$s LOGIN; GRANT CREATE, USAGE ON SCHEMA public TO %1$s".formatted(mallory));
  }

  private TestDatabase asMallory() {
    return database.as(mallory, "");
  }

  /// Functions that create a table named after the user who runs them.
  private static final String TRAP =
      """
      CREATE FUNCTION trap_now() RETURNS void LANGUAGE plpgsql AS
        'BEGIN EXECUTE format(''CREATE TABLE IF NOT EXISTS public.trapped_%s ()'', current_user); END';
      CREATE FUNCTION trap() RETURNS text LANGUAGE plpgsql IMMUTABLE AS
        'BEGIN PERFORM public.trap_now(); RETURN ''''; END';
      CREATE FUNCTION trap(text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS
        'BEGIN PERFORM public.trap(); RETURN $1; END';
      CREATE FUNCTION trap_row() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN PERFORM public.trap(); RETURN NEW; END';
      """;

  private String trapped() {
    return String.valueOf(
        database.value("SELECT count(*) FROM pg_class WHERE relname LIKE 'trapped_%'"));
  }

  private void grantToAll() {
    asMallory()
        .execute(
            "GRANT ALL ON ALL TABLES IN SCHEMA public TO PUBLIC; GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO PUBLIC");
  }

  private Failure run() {
    return TargetRun.of(database, scripts).fail();
  }

  private static Failure failureOf(Supplier<?> work) {
    try {
      throw new AssertionError("it was not refused: " + work.get());
    } catch (EngineException e) {
      return e.failure();
    }
  }

  private Failure reading(TestDatabase as) {
    try (var reading = TargetRun.of(as, scripts).open()) {
      return failureOf(reading::read);
    }
  }

  private Failure drift() {
    try (var reading = TargetRun.of(database, scripts).open()) {
      return failureOf(() -> reading.catalog().orElseThrow().drift());
    }
  }

  private void assertRefused(Failure failure, String... words) {
    assertThat(failure.kind()).isEqualTo(FailureKind.HISTORY_UNUSABLE);
    assertThat(failure.failureClass().label()).isEqualTo("permanent");
    assertThat(failure.kind().exitCode()).isEqualTo(ExitCode.HISTORY_CONFLICT);
    assertThat(failure.message()).contains(words);
  }

  // B2
  @Test
  void aSuperuserDoesNotTouchAHistoryThatAnotherRoleOwns() {
    TargetRun.of(asMallory(), scripts).succeed();
    grantToAll();
    scripts.with("V2__b.sql", "CREATE TABLE b (id int)");

    for (Failure failure : new Failure[] {run(), reading(database), drift()}) {
      assertRefused(failure, "belongs to " + mallory, "postgres", "migration_history");
      assertThat(failure.hint()).contains("--role " + mallory, "spec.database.role");
    }

    assertThat(TargetRun.of(database, scripts).withRole(mallory).succeed()).isOne();
    database.execute("GRANT %s TO postgres".formatted(mallory));
    assertThat(TargetRun.of(database, scripts).succeed()).isZero();
    database.execute("REVOKE %s FROM postgres".formatted(mallory));
  }

  // B2
  @Test
  void whoIsAMemberOfTheOwnerByWayOfAnotherRoleWorksWithItsHistory() {
    TargetRun.of(asMallory(), scripts).succeed();
    String group = database.name() + "_group";
    String login = database.name() + "_login";
    database.execute(
        "CREATE ROLE %1$s; CREATE ROLE %2$s LOGIN; GRANT %3$s TO %1$s; GRANT %1$s TO %2$s; GRANT CREATE ON SCHEMA public TO %2$s"
            .formatted(group, login, mallory));

    assertThat(TargetRun.of(database.as(login, ""), scripts).succeed()).isZero();
  }

  // B2
  @Test
  void aReaderWithFewRightsReadsThePlainTableOfAnother() {
    TargetRun.of(asMallory(), scripts).succeed();
    String reader = database.name() + "_reader";
    database.execute(
        "CREATE ROLE %1$s LOGIN; GRANT SELECT ON ALL TABLES IN SCHEMA public TO %1$s"
            .formatted(reader));

    try (var reading = TargetRun.of(database.as(reader, ""), scripts).open()) {
      assertThat(reading.read().rows()).hasSize(1);
      assertThat(reading.catalog().orElseThrow().drift()).isPresent();
    }
    asMallory().execute(TRAP + "CREATE INDEX trap ON migration_history (trap(status))");
    database.execute("DROP TABLE IF EXISTS trapped_" + mallory);
    assertRefused(reading(database.as(reader, "")), "the index trap", mallory);
    assertThat(trapped()).isEqualTo("0");
  }

  // B2, F11
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          CREATE TRIGGER t BEFORE INSERT ON migration_attempts FOR EACH ROW EXECUTE FUNCTION trap_row() | the trigger t | DROP TRIGGER "t" ON "public".migration_attempts
          CREATE TRIGGER t AFTER UPDATE ON migration_history EXECUTE FUNCTION trap_row() | the trigger t | DROP TRIGGER "t"
          CREATE TRIGGER t BEFORE INSERT ON migration_catalog FOR EACH ROW EXECUTE FUNCTION trap_row() | the trigger t | DROP TRIGGER "t"
          CREATE RULE r AS ON INSERT TO migration_history DO ALSO SELECT trap() | the rule r | DROP RULE "r"
          CREATE RULE r AS ON UPDATE TO migration_attempts DO ALSO SELECT trap() | the rule r | DROP RULE "r"
          CREATE POLICY p ON migration_history USING (trap() = '') | policy p | DROP POLICY "p"
          ALTER TABLE migration_history ALTER error_message SET DEFAULT trap() | a default | DROP DEFAULT
          ALTER TABLE migration_attempts ALTER tenant_id SET DEFAULT public.trap() | a default | DROP DEFAULT
          ALTER TABLE migration_attempts ALTER tenant_id SET DEFAULT query_to_xml('SELECT public.trap()', false, false, '')::text | a default | DROP DEFAULT
          ALTER TABLE migration_history ADD x text GENERATED ALWAYS AS (trap(status)) STORED | an expression | DROP EXPRESSION
          ALTER TABLE migration_history ADD CHECK (trap(status) <> 'x') | check constraint | DROP CONSTRAINT
          CREATE INDEX i ON migration_history (trap(status)) | the index i | DROP INDEX "public"."i"
          CREATE INDEX i ON migration_attempts (status) WHERE trap(status) = '' | the index i | DROP INDEX
          CREATE STATISTICS s ON trap(status), kind FROM migration_history | the statistics s | DROP STATISTICS
          CREATE TABLE child () INHERITS (migration_history) | the child table | NO INHERIT
          CREATE TABLE parent (id bigint NOT NULL); ALTER TABLE migration_history INHERIT parent | the parent | NO INHERIT
          CREATE DOMAIN d AS text CHECK (trap(value) <> 'x'); ALTER TABLE migration_history ADD x d | the type public.d | type
          CREATE DOMAIN d AS text; ALTER TABLE migration_history ALTER kind TYPE d | the type public.d | type
          CREATE TABLE f (id int PRIMARY KEY); ALTER TABLE migration_history ADD x int REFERENCES f | the constraint | DROP CONSTRAINT
          ALTER TABLE migration_attempts ADD x int NOT NULL DEFAULT 1; ALTER TABLE migration_attempts ALTER x DROP DEFAULT | NOT NULL without a default on the column x | DROP NOT NULL
          ALTER TABLE migration_history SET UNLOGGED | crash | SET LOGGED
          ALTER TABLE migration_history DROP CONSTRAINT migration_history_migration_name_key | no unique index | fresh
          ALTER TABLE migration_history DROP CONSTRAINT migration_history_status_check | lacks the check constraint | ADD CONSTRAINT
          ALTER TABLE migration_attempts RENAME details TO detail | lacks the columns details | fresh
          """)
  void whatHangsOnATableIsRefusedByNameAndNotRun(String planted, String part, String fix) {
    TargetRun.of(asMallory(), scripts).succeed();
    database.execute("GRANT %s TO postgres".formatted(mallory));
    asMallory().execute(TRAP + planted);
    database.execute("DROP TABLE IF EXISTS trapped_" + mallory);
    scripts.with("V2__b.sql", "CREATE TABLE b (id int)");

    for (Failure failure :
        new Failure[] {run(), reading(database), drift(), reading(asMallory())}) {
      assertRefused(failure, part, "owner " + mallory);
      assertThat(failure.hint()).contains(fix);
    }

    assertThat(trapped()).isEqualTo("0");
    database.execute("REVOKE %s FROM postgres".formatted(mallory));
  }

  // B2
  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE VIEW migration_history AS SELECT * FROM kept WHERE trap() = ''",
        "CREATE MATERIALIZED VIEW migration_history AS SELECT * FROM kept",
        "CREATE TABLE migration_history (LIKE kept) PARTITION BY LIST (status)",
        "CREATE FOREIGN TABLE migration_history (migration_name text) SERVER nowhere"
      })
  void whatIsNoTableIsNotReadAsTheHistory(String planted) {
    TargetRun.of(database, scripts).succeed();
    database.execute(
        TRAP
            + "CREATE FOREIGN DATA WRAPPER nowhere; CREATE SERVER nowhere FOREIGN DATA WRAPPER nowhere;"
            + "ALTER TABLE migration_history RENAME TO kept;"
            + planted);
    database.execute("DROP TABLE IF EXISTS trapped_postgres");

    assertRefused(
        run(), "public.migration_history", "owner postgres", "does not belong to Lockstep");
    assertRefused(reading(database), "public.migration_history");
    assertThat(trapped()).isEqualTo("0");
  }

  // B2
  @ParameterizedTest
  @ValueSource(
      strings = {
        "ALTER TABLE migration_history ADD team text DEFAULT 'core', ADD seen timestamptz DEFAULT now() NOT NULL",
        "ALTER TABLE migration_history ADD short text GENERATED ALWAYS AS (lower(migration_name)) STORED",
        "CREATE INDEX mine ON migration_history (lower(migration_name)) WHERE status = 'failure'",
        "ALTER TABLE migration_history ADD CHECK (length(migration_name) < 500)",
        "CREATE TABLE notes (script text REFERENCES migration_history (migration_name))",
        "ALTER TABLE migration_history ENABLE ROW LEVEL SECURITY; CREATE POLICY readers ON migration_history FOR SELECT USING (true)",
        "CREATE TRIGGER t BEFORE INSERT ON migration_history FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger(); ALTER TABLE migration_history DISABLE TRIGGER t",
        "GRANT SELECT ON ALL TABLES IN SCHEMA public TO PUBLIC; CREATE PUBLICATION p FOR TABLE migration_history",
        "ALTER TABLE migration_history ALTER error_message TYPE varchar(4000), ALTER execution_ms TYPE int",
        "ALTER TABLE migration_history REPLICA IDENTITY FULL; ANALYZE migration_history"
      })
  void whatOneMayReasonablyAddIsLeftAlone(String added) {
    var run = TargetRun.of(asMallory(), scripts);
    run.succeed();
    database.execute("GRANT CREATE ON DATABASE %s TO %s".formatted(database.name(), mallory));
    asMallory().execute(added);
    scripts.with("V2__b.sql", "CREATE TABLE b (id int)");

    assertThat(run.succeed()).isOne();
    try (var reading = run.open()) {
      assertThat(reading.read().rows()).hasSize(2);
    }
  }
}
