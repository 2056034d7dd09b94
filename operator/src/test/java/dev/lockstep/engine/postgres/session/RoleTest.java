package dev.lockstep.engine.postgres.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.postgres.EngineRun;
import dev.lockstep.engine.postgres.HeardLines;
import dev.lockstep.engine.postgres.TargetRun;
import dev.lockstep.engine.postgres.sql.Sql;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.testing.PostgresExtension;
import dev.lockstep.testing.PostgresServers;
import dev.lockstep.testing.PostgresVersion;
import dev.lockstep.testing.ScriptFolder;
import dev.lockstep.testing.TestDatabase;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Everything runs with the role of `--role`. Each server is shared, so the roles are named after
/// the database.
@ExtendWith(PostgresExtension.class)
@ParameterizedClass
@EnumSource(PostgresVersion.class)
final class RoleTest {
  private final TestDatabase database;
  private final ScriptFolder scripts;
  private final String login;
  private final String owner;

  RoleTest(PostgresVersion version, PostgresServers servers, @TempDir Path folder) {
    database = servers.of(version).createDatabase();
    scripts = ScriptFolder.in(folder);
    login = database.name() + "_login";
    // Blanks, backslashes, quotes, an equals sign, capitals and an umlaut.
    owner = database.name() + " Own\\er's \"=\" ä";
    String quoted = Sql.identifier(owner);
    database.execute(
        "CREATE ROLE %s LOGIN NOINHERIT; CREATE ROLE %s NOLOGIN; GRANT %s TO %s"
            .formatted(login, quoted, quoted, login));
    database.execute("ALTER DATABASE %s OWNER TO %s".formatted(database.name(), quoted));
    database.execute("ALTER SCHEMA public OWNER TO " + quoted);
  }

  private TargetRun run() {
    return TargetRun.of(database.as(login, ""), scripts);
  }

  @Test
  void everythingIsOwnedByTheRoleAndAppliedByWhoConnected() {
    scripts.with("V1__a.sql", "CREATE TABLE a (who text DEFAULT current_user);");
    scripts.with("V2__b.sql", "BEGIN; CREATE TABLE b (); COMMIT; CREATE TABLE c ();");

    run().withRole(owner).succeed();

    assertThat(
            Set.copyOf(
                database.column(
                    "SELECT pg_get_userbyid(relowner) FROM pg_class WHERE relnamespace = 'public'::regnamespace")))
        .containsExactly(owner);
    assertThat(
            Set.copyOf(
                database.column(
                    "SELECT pg_get_userbyid(proowner) FROM pg_proc WHERE pronamespace = 'public'::regnamespace")))
        .containsExactly(owner);
    assertThat(database.column("SELECT applied_by FROM migration_history"))
        .containsExactly(login, login);
    assertThat(database.column("SELECT applied_by FROM migration_attempts"))
        .containsExactly(login, login);
  }

  @Test
  void whateverAScriptDoesTheNextStatementOfOursAndTheNextScriptHaveTheRole() {
    scripts.with("V1__a.sql", "RESET ROLE; CREATE TABLE a (); RESET ALL; SET ROLE NONE;");
    scripts.with("V2__b.sql", "SET SESSION AUTHORIZATION DEFAULT; CREATE TABLE b ();");
    scripts.with("V3__c.sql", "CREATE TABLE c AS SELECT current_user::text AS who;");

    run().withRole(owner).succeed();

    assertThat(database.value("SELECT who FROM c")).isEqualTo(owner);
    assertThat(
            Set.copyOf(
                database.column(
                    "SELECT tableowner FROM pg_tables WHERE schemaname = 'public' AND tablename IN ('a', 'b', 'c')")))
        .containsExactly(owner);
  }

  @Test
  void whateverAJournaledScriptDoesItsJournalAndItsObjectsAreTheRoles() {
    scripts.with(
        "V1__a.sql",
        """
        CREATE TABLE a ();
        SET SESSION AUTHORIZATION DEFAULT;
        CREATE TABLE b (id int);
        CREATE INDEX CONCURRENTLY i ON b (id);
        DISCARD ALL;
        BEGIN; CREATE TABLE c (); COMMIT;
        RESET ROLE;
        VACUUM b;
        CREATE TABLE d ();
        """);

    assertThat(run().withRole(owner).succeed()).isOne();

    assertThat(
            Set.copyOf(
                database.column(
                    "SELECT pg_get_userbyid(relowner) FROM pg_class WHERE relnamespace = 'public'::regnamespace")))
        .containsExactly(owner);
    assertThat(
            database.column(
                "SELECT relname FROM pg_class WHERE relname IN ('a', 'b', 'c', 'd', 'i') ORDER BY 1"))
        .containsExactly("a", "b", "c", "d", "i");
    assertThat(database.column("SELECT details #>> '{journal,finished}' FROM migration_attempts"))
        .containsExactly("11");
  }

  @Test
  void aFailureIsRecordedAndTheHistoryReadAsTheRole() {
    scripts.with("V1__a.sql", "CREATE TABLE a (); RESET ROLE; SELECT 1/0");
    var run = run().withRole(owner);

    Failure failure = run.fail();

    assertThat(failure.kind()).isEqualTo(FailureKind.SCRIPT_FAILED);
    try (var reading = run.open()) {
      assertThat(reading.read().rows()).hasSize(1);
    }
  }

  @Test
  void aRoleThatIsUnknownIsOneSentenceBeforeAnythingIsDone() {
    scripts.with("V1__a.sql", "CREATE TABLE a ()");

    Failure failure = run().withRole("no such role").fail();

    assertThat(failure.kind()).isEqualTo(FailureKind.PRIVILEGE_MISSING);
    assertThat(failure.message())
        .contains("cannot set role no such role")
        .contains("does not exist");
    assertThat(failure.hint())
        .contains(
            "CREATE ROLE \"no such role\"; GRANT \"no such role\" TO \"%s\"".formatted(login));
    assertThat(database.value("SELECT to_regclass('migration_history')")).isNull();
  }

  @Test
  void aRoleThatIsNotGrantedIsOneSentenceWithTheGrantToDo() {
    database.execute("REVOKE %s FROM %s".formatted(Sql.identifier(owner), login));
    scripts.with("V1__a.sql", "CREATE TABLE a ()");

    Failure failure = run().withRole(owner).fail();

    assertThat(failure.kind()).isEqualTo(FailureKind.PRIVILEGE_MISSING);
    assertThat(failure.message()).isEqualTo("User %s may not use role %s".formatted(login, owner));
    assertThat(failure.hint())
        .isEqualTo("GRANT %s TO \"%s\"".formatted(Sql.identifier(owner), login));
    try (var reading = run().withRole(owner).open()) {
      assertThat(org.assertj.core.api.Assertions.catchThrowable(reading::read))
          .hasMessageContaining("may not use role");
    }
  }

  @Test
  void aRoleThatTheLoginHasByDefaultOwnsEverythingWhateverScriptsDiscard() { // F10
    database.execute("ALTER ROLE %s SET role = %s".formatted(login, Sql.constant(owner)));
    scripts
        .with("V1__a.sql", "CREATE TABLE a (); RESET ROLE; RESET ALL;")
        .with("V2__b.sql", "CREATE TABLE b (id int); CREATE INDEX CONCURRENTLY ON b (id);")
        .with("V3__c.sql", "BEGIN; CREATE TABLE c (); COMMIT; DISCARD ALL; CREATE TABLE d ();")
        .with("afterMigrate__e.sql", "CREATE TABLE IF NOT EXISTS e ();");

    run().succeed();

    assertThat(
            Set.copyOf(
                database.column(
                    "SELECT pg_get_userbyid(relowner) FROM pg_class WHERE relnamespace = 'public'::regnamespace")))
        .containsExactly(owner);
    // DISCARD ALL of servers before November 2024 resets the role, so it is set again each time.
    assertThat(new SessionOptions(null, Map.of()).orRole(owner).reset())
        .containsExactly("DISCARD ALL", "SELECT " + SessionOptions.set("role", owner));
    assertThat(new SessionOptions("given", Map.of()).orRole(owner).role()).isEqualTo("given");
    assertThat(SessionOptions.NONE.orRole("none")).isEqualTo(SessionOptions.NONE);
  }

  @Test
  void aRoleThatHidesASuperuserIsWarnedOfOnceARun() { // W3
    scripts.with("V1__a.sql", "ALTER DATABASE %s SET work_mem = '5MB'".formatted(database.name()));
    scripts.with("V2__b.sql", "CREATE TABLE b ()");
    var heard = new HeardLines();

    TargetRun.of(database, scripts).withRole(owner).succeed(heard);

    assertThat(heard.warnings())
        .singleElement()
        .asString()
        .startsWith("user postgres is a superuser but role " + owner + " is not: ");
  }

  @Test
  void nobodyIsWarnedWhereTheUserMayDoNoMoreThanTheRole() { // W3
    var heard = new HeardLines();

    run().withRole(owner).succeed(heard);
    var ofSuperuser =
        TargetRun.of(database, scripts)
            .within(EngineRun.of(database, scripts).withSchema("mine").settings());
    ofSuperuser.succeed(heard);
    ofSuperuser.withRole(database.user()).succeed(heard);

    assertThat(heard.warnings()).isEmpty();
  }

  @Test
  void aRoleThatTheLoginHasByDefaultIsThatOfTheScripts() {
    database.execute("ALTER ROLE %s SET role = %s".formatted(login, Sql.constant(owner)));
    scripts.with("V1__a.sql", "CREATE TABLE a AS SELECT current_user::text AS who;");

    run().succeed();

    assertThat(database.value("SELECT who FROM a")).isEqualTo(owner);
    assertThat(database.column("SELECT applied_by FROM migration_history")).containsExactly(login);
  }
}
