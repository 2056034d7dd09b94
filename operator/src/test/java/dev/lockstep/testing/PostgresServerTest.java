package dev.lockstep.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(PostgresExtension.class)
final class PostgresServerTest {
  @ParameterizedTest
  @EnumSource
  void everyReleaseStartsAndIsTheOneAskedFor(PostgresVersion version, PostgresServers servers) {
    var database = servers.of(version).createDatabase();

    String number = database.value("SHOW server_version");

    assertThat(version.release()).isEqualTo(number + ".0");
  }

  @Test
  void databasesAreFresh(PostgresServer server) {
    server.createDatabase().execute("CREATE TABLE t ()");

    var tables = server.createDatabase().column("SELECT relname FROM pg_class WHERE relname = 't'");

    assertThat(tables).isEmpty();
  }

  @Test
  void keepsItsDataAndItsPortOverARestartAndTakesSettings() {
    var options = PostgresServer.Options.of(PostgresVersion.newest());
    try (var server = PostgresServer.start(options.with(Map.of("work_mem", "5MB")))) {
      var database = server.createDatabase();
      database.execute("CREATE TABLE t AS SELECT 7 AS x");

      server.restart(PostgresServer.Stop.FAST);

      assertThat(database.value("SELECT x FROM t")).isEqualTo("7");
      assertThat(database.value("SHOW work_mem")).isEqualTo("5MB");
    }
  }

  @Test
  void checksPasswordsWhenAskedTo() {
    var options = PostgresServer.Options.of(PostgresVersion.newest());
    try (var server = PostgresServer.start(options.with(PostgresServer.Authentication.SCRAM))) {
      var wrong = server.createDatabase().as(server.superuser(), "wrong");

      assertThatThrownBy(wrong::connect).hasFieldOrPropertyWithValue("SQLState", "28P01");
    }
  }
}
