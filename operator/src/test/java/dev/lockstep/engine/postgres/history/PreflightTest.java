package dev.lockstep.engine.postgres.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.postgres.TargetRun;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.testing.PostgresExtension;
import dev.lockstep.testing.PostgresServers;
import dev.lockstep.testing.PostgresVersion;
import dev.lockstep.testing.ScriptFolder;
import dev.lockstep.testing.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// A condition that would make every script fail is reported in one sentence, before any change.
@ExtendWith(PostgresExtension.class)
@ParameterizedClass
@EnumSource(PostgresVersion.class)
final class PreflightTest {
  private final TestDatabase database;
  private final ScriptFolder scripts;
  private final String login;

  PreflightTest(PostgresVersion version, PostgresServers servers, @TempDir Path folder) {
    database = servers.of(version).createDatabase();
    scripts = ScriptFolder.in(folder).with("V1__a.sql", "CREATE TABLE a ()");
    login = database.name() + "_plain";
    database.execute("CREATE ROLE %s LOGIN".formatted(login));
    database.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC");
  }

  private Failure failure() {
    return TargetRun.of(database.as(login, ""), scripts).fail();
  }

  @Test
  void aReadOnlyDatabase() {
    database.execute(
        "ALTER DATABASE %s SET default_transaction_read_only = on".formatted(database.name()));

    Failure failure = TargetRun.of(database, scripts).fail();

    assertThat(failure.kind()).isEqualTo(FailureKind.DATABASE_READ_ONLY);
    assertThat(failure.message()).contains("default_transaction_read_only is on");
    assertThat(failure.hint()).contains("ALTER DATABASE");
  }

  @Test
  void aSchemaThatMayNotBeUsed() {
    Failure failure = failure();

    assertThat(failure.kind()).isEqualTo(FailureKind.PRIVILEGE_MISSING);
    assertThat(failure.message()).isEqualTo(login + " cannot create tables in schema public");
    assertThat(failure.hint())
        .isEqualTo("GRANT USAGE, CREATE ON SCHEMA \"public\" TO \"%s\"".formatted(login));
  }

  @Test
  void aSchemaThatMayBeUsedAndNotWrittenTo() {
    database.execute("GRANT USAGE ON SCHEMA public TO " + login);

    assertThat(failure().message()).isEqualTo(login + " cannot create tables in schema public");

    database.execute("GRANT CREATE ON SCHEMA public TO " + login);
    TargetRun.of(database.as(login, ""), scripts).succeed();
  }

  @Test
  void aSchemaThatIsMissingAndMayNotBeCreated() {
    database.execute("DROP SCHEMA public");

    Failure failure = failure();

    assertThat(failure.kind()).isEqualTo(FailureKind.PRIVILEGE_MISSING);
    assertThat(failure.message())
        .isEqualTo("schema public does not exist, and %s cannot create it".formatted(login));
    assertThat(failure.hint())
        .contains("CREATE SCHEMA \"public\" AUTHORIZATION \"%s\"".formatted(login));

    database.execute("GRANT CREATE ON DATABASE %s TO %s".formatted(database.name(), login));
    TargetRun.of(database.as(login, ""), scripts).succeed();
  }

  @Test
  void aHistoryOfAnotherOwner() {
    TargetRun.of(database, ScriptFolder.in(scripts.path().resolveSibling("none"))).succeed();
    database.execute("GRANT USAGE, CREATE ON SCHEMA public TO " + login);

    Failure failure = failure();

    assertThat(failure.kind()).isEqualTo(FailureKind.PRIVILEGE_MISSING);
    assertThat(failure.message())
        .isEqualTo("the history in schema public cannot be read and written by " + login);
    assertThat(failure.hint()).contains("--role", "OWNER TO \"%s\"".formatted(login));

    database.execute(
        "GRANT SELECT, INSERT, UPDATE ON migration_history, migration_attempts TO %1$s; GRANT USAGE ON SEQUENCE migration_history_id_seq TO %1$s"
            .formatted(login));
    TargetRun.of(database.as(login, ""), scripts).succeed();
  }

  @Test
  void aHistoryOfAnotherOwnerThatHasToBeBroughtUpToDate() {
    TargetRun.of(database, ScriptFolder.in(scripts.path().resolveSibling("none"))).succeed();
    database.execute("COMMENT ON TABLE migration_history IS NULL");
    database.execute("GRANT USAGE, CREATE ON SCHEMA public TO " + login);

    Failure failure = failure();

    assertThat(failure.kind()).isEqualTo(FailureKind.PRIVILEGE_MISSING);
    assertThat(failure.message()).contains("only its owner postgres can do");
  }
}
