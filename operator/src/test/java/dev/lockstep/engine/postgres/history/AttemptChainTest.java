package dev.lockstep.engine.postgres.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.postgres.EngineRun;
import dev.lockstep.engine.script.Script;
import dev.lockstep.schema.ScriptName;
import dev.lockstep.testing.PostgresExtension;
import dev.lockstep.testing.PostgresServers;
import dev.lockstep.testing.PostgresVersion;
import dev.lockstep.testing.ScriptFolder;
import dev.lockstep.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The statements that keep a script from running without the one that was sent before it, in the
/// state in which only a COMMIT that fails leaves the session: outside a transaction.
@ExtendWith(PostgresExtension.class)
@ParameterizedClass
@EnumSource(PostgresVersion.class)
final class AttemptChainTest {
  private static final Script SCRIPT =
      new Script(
          ScriptName.parse("V2__b.sql").orElseThrow(),
          "",
          "",
          "",
          null,
          Script.Transactions.AS_STATEMENTS_ALLOW);
  private static final String OPENED = "SELECT 1 FROM migration_attempts WHERE migration_id = '%s'";
  private static final String SESSION =
      "pg_catalog.set_config('lockstep.session', 'used', false), pg_catalog.set_config('default_transaction_read_only', 'on', false)";

  private final TestDatabase database;
  private final HistorySql sql = new HistorySql("public", "run-1", null);
  private final UUID before = UUID.randomUUID();
  private final UUID attempt = UUID.randomUUID();

  AttemptChainTest(PostgresVersion version, PostgresServers servers, @TempDir Path folder) {
    database = servers.of(version).createDatabase();
    EngineRun.of(database, ScriptFolder.in(folder)).succeed();
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"pending", "failed"})
  void withoutItsPredecessorAnAttemptIsNotOpenedAndNothingCanBeWritten(@Nullable String status)
      throws SQLException {
    predecessor(status);
    try (var session = database.connect()) {
      execute(session, sql.openAttempt(attempt, SCRIPT, SESSION, before));

      assertThat(value(session, OPENED.formatted(attempt))).isNull();
      assertThat(value(session, "SHOW default_transaction_read_only")).isEqualTo("on");
      assertRefused(() -> execute(session, "BEGIN READ WRITE; " + sql.claim(attempt, SCRIPT, "")))
          .satisfies(error -> assertThat(error.getSQLState()).isEqualTo("23514"));
      assertRefused(() -> execute(session, "CREATE TABLE b ()"))
          .satisfies(error -> assertThat(error.getSQLState()).isEqualTo("25P02"));
      execute(session, "ROLLBACK");
      // If BEGIN itself was canceled, the script would run without a transaction.
      assertRefused(() -> execute(session, "CREATE TABLE b ()"))
          .satisfies(error -> assertThat(error.getSQLState()).isEqualTo("25006"));
    }
  }

  @Test
  void behindItsPredecessorItIsOpenedAndClaimed() throws SQLException {
    predecessor("success");
    try (var session = database.connect()) {
      execute(session, sql.openAttempt(attempt, SCRIPT, SESSION, before));
      execute(session, "BEGIN READ WRITE; " + sql.claim(attempt, SCRIPT, ""));

      assertThat(value(session, OPENED.formatted(attempt))).isEqualTo("1");
      assertThat(value(session, "SELECT status FROM migration_history")).isEqualTo("success");
    }
  }

  private void predecessor(@Nullable String status) {
    if (status != null) {
      database.execute(
          "INSERT INTO migration_attempts (migration_id, migration_name, status, details, applied_by, created_at, updated_at) VALUES ('%s', 'V1__a.sql', '%s', '{}', 'me', now(), now())"
              .formatted(before, status));
    }
  }

  private static ThrowableAssertAlternative<SQLException> assertRefused(ThrowingCallable call) {
    return Assertions.assertThatExceptionOfType(SQLException.class).isThrownBy(call);
  }

  private static void execute(Connection session, String statement) throws SQLException {
    try (var execution = session.createStatement()) {
      execution.execute(statement);
    }
  }

  private static @Nullable String value(Connection session, String query) throws SQLException {
    try (var statement = session.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      return rows.next() ? rows.getString(1) : null;
    }
  }
}
