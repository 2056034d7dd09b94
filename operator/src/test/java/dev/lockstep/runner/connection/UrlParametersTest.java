package dev.lockstep.runner.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.engine.postgres.session.PostgresTarget;
import dev.lockstep.runner.options.UsageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// URLs as applications store them in a Secret (F23).
final class UrlParametersTest {
  private static PostgresTarget target(Path folder, String url, String... options)
      throws IOException {
    return ConnectionScene.ofSecret(
        ConnectionScene.secret(folder, "orders-db", Map.of("uri", url)), options);
  }

  @ParameterizedTest
  @DisplayName("F23: what says nothing of the server is passed over")
  @ValueSource(
      strings = {
        "?pgbouncer=true&connection_limit=1&pool_timeout=0",
        "?schema=public",
        "?search_path=public",
        "?currentSchema=public",
        "?options=-c%20search_path%3Dpublic",
        "?options=-csearch_path%3Dpublic",
        "?options=--search_path%3Dpublic",
        "?application_name=shop&statement_cache_size=0",
        "?prepareThreshold=0&reWriteBatchedInserts=true&ApplicationName=x",
        "?default_query_exec_mode=simple_protocol&pool_max_conns=4",
        "?x-migrations-table=mine&x-multi-statement=true",
        "?sslaccept=accept_invalid_certs",
        "?keepalives=1&client_encoding=utf8",
        "?"
      })
  void whatSaysNothingOfTheServerIsPassedOver(String query, @TempDir Path folder)
      throws IOException {
    PostgresTarget target = target(folder, "postgresql://app:p@db:6432/shop" + query);

    assertThat(target.hosts()).isEqualTo("db:6432");
    assertThat(target.database()).isEqualTo("shop");
    assertThat(target.parameters()).isEmpty();
  }

  @ParameterizedTest
  @DisplayName("F23: schemes of applications are those of libpq")
  @ValueSource(
      strings = {
        "postgresql+asyncpg",
        "postgresql+psycopg2",
        "postgres+pg8000",
        "postgis",
        "pgx5",
        "psql",
        "POSTGRESQL",
        "postgres"
      })
  void schemesOfApplicationsAreTaken(String scheme, @TempDir Path folder) throws IOException {
    assertThat(target(folder, scheme + "://app:p@db/shop").hosts()).isEqualTo("db:5432");
  }

  @ParameterizedTest
  @DisplayName("F23: words of other drivers for the modes of TLS")
  @CsvSource({
    "sslmode=disable, disable",
    "sslmode=no-verify, require",
    "ssl=require, require",
    "ssl=no-verify, require",
    "ssl=true, require",
    "sslmode=verify-full, verify-full"
  })
  void modesOfTlsAreUnderstood(String query, String mode, @TempDir Path folder) throws IOException {
    assertThat(target(folder, "postgresql://app:p@db/shop?" + query).parameters())
        .containsEntry("sslmode", mode);
  }

  @ParameterizedTest
  @DisplayName("F23: what would change the run is refused with the way out")
  @CsvSource(
      delimiter = '|',
      value = {
        "?schema=app|the URL parameter schema names another schema|spec.database.schema (--schema)",
        "?search_path=app|the URL parameter search_path names another schema|spec.database.schema",
        "?search_path=app,public|the URL parameter search_path names another schema|spec.database.schema",
        "?currentSchema=app|the URL parameter currentschema names another schema|spec.database.schema",
        "?options=-c%20search_path%3Dapp|the URL parameter options names another schema|spec.database.schema",
        "?options=-c%20role%3Dx|the URL parameter options contains session settings|spec.database.settings (--setting)",
        "?role=x|the URL parameter role is not supported|spec.database.role (--role)",
        "?timezone=UTC|the URL parameter timezone is not supported|spec.database.settings (--setting)",
        "?statement_timeout=5|the URL parameter statement_timeout is not supported|spec.timeouts.statement",
        "?sslaccept=strict|the URL parameter sslaccept is not supported|sslmode=verify-full",
        "?service=x|the URL parameter service is not supported|into the URL",
        "?host=/var/run/postgresql|the host is a Unix socket|name a host",
        "?a=b|parameter 1 of the URL is not allowed|%3F for ?",
        "?sslmode=disable&Secret=1|parameter 2 of the URL is not allowed|%26 for &"
      })
  void whatWouldChangeTheRunIsRefused(
      String query, String sentence, String wayOut, @TempDir Path folder) {
    assertThatThrownBy(() -> target(folder, "postgresql://app:p@db/shop" + query))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith("Key uri of Secret orders-db: " + sentence)
        .hasMessageContaining(wayOut);
  }

  @Test
  @DisplayName("F23: the schema that the run works in may stand in the URL as well")
  void theSchemaOfTheRunMayStandInTheUrl(@TempDir Path folder) throws IOException {
    assertThat(target(folder, "postgresql://app:p@db/shop?schema=app", "--schema=app").database())
        .isEqualTo("shop");
  }

  @ParameterizedTest
  @DisplayName("F23: other databases are no PostgreSQL")
  @ValueSource(
      strings = {"mysql://app:p@db/shop", "db/shop", "jdbc:mysql://db/shop", "postgresql:db"})
  void anotherDatabaseIsRefused(String url, @TempDir Path folder) {
    assertThatThrownBy(() -> target(folder, url))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("not a database URL");
  }

  @ParameterizedTest
  @DisplayName("W6: the ways to let a user in, from options, variables and URLs")
  @CsvSource({"scram-sha-256", "'!password,!md5'", "'password,scram-sha-256'", "none"})
  void theWaysToLetAUserIn(String methods, @TempDir Path folder) throws IOException {
    assertThat(target(folder, "postgresql://app:p@db/shop?require_auth=" + methods).parameters())
        .isEqualTo(Map.of("requireAuth", methods));
    assertThat(
            ConnectionScene.ofVariables(
                    Map.of("PGHOST", "db", "PGUSER", "u", "PGREQUIREAUTH", methods))
                .parameters())
        .isEqualTo(Map.of("requireAuth", methods));
    assertThat(
            target(folder, "postgresql://app:p@db/shop", "--require-auth=" + methods).parameters())
        .isEqualTo(Map.of("requireAuth", methods));
  }

  @ParameterizedTest
  @DisplayName("W6: what is no list of ways is refused")
  @ValueSource(strings = {"cert", "password,!md5", "md5,md5", "md5,", "!", "scram"})
  void whatIsNoListIsRefused(String methods, @TempDir Path folder) {
    assertThatThrownBy(
            () -> target(folder, "postgresql://app:p@db/shop", "--require-auth=" + methods))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("--require-auth");
    assertThatThrownBy(() -> target(folder, "postgresql://app:p@db/shop?require_auth=" + methods))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("requireAuth must be a list")
        .hasMessageNotContaining("'" + methods + "'");
  }
}
