package dev.lockstep.engine.postgres.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.RunSettings;
import dev.lockstep.engine.postgres.TargetRun;
import dev.lockstep.testing.PostgresExtension;
import dev.lockstep.testing.PostgresServer;
import dev.lockstep.testing.PostgresServers;
import dev.lockstep.testing.PostgresVersion;
import dev.lockstep.testing.ScriptFolder;
import dev.lockstep.testing.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// A date in a script has the same meaning as in psql, wherever the order of day and month is set.
@ExtendWith(PostgresExtension.class)
@ParameterizedClass
@EnumSource(PostgresVersion.class)
@DisplayName("F5: day and month")
final class DateOrderTest {
  /// The values of ALTER ROLE ALL, ALTER DATABASE, ALTER ROLE and ALTER ROLE IN DATABASE.
  private static final List<String> CASES =
      List.of(
          "| | | ",
          "| |'German'| ",
          "| |'SQL, NonEuropean'| ",
          "| |'ISO'| ",
          "| |'SQL'| ",
          "|'ISO'| | ",
          "|'ISO, YMD'|'ISO'| ",
          "|'ISO, DMY'|'iso'| ",
          "'ISO, DMY'| |'SQL'| ",
          "'ISO, YMD'| | | ",
          "|'Postgres, US'| | ",
          "|dmy|postgres|Iso",
          "| |'European'| ",
          "|'SQL, DMY'|'default'| ",
          "|'SQL, DMY'|DEFAULT| ",
          "| |'German, MDY'| ",
          "|'GERMAN'|'yMd'|'sQl, EURO'");

  private final PostgresVersion version;
  private final PostgresServers servers;
  private final Path folder;

  DateOrderTest(PostgresVersion version, PostgresServers servers, @TempDir Path folder) {
    this.version = version;
    this.servers = servers;
    this.folder = folder;
  }

  @Test
  void aDateMeansWhatPsqlReads() throws Exception {
    // A setting for all roles would affect other tests on the shared server.
    compare(servers.of(version), CASES.stream().filter(each -> each.startsWith("|")).toList());
  }

  @Test
  void aDateMeansWhatPsqlReadsWhereTheServersConfigurationHasAnOrder() throws Exception {
    var options = PostgresServer.Options.of(version).with(Map.of("DateStyle", "German"));
    try (var server = PostgresServer.start(options)) {
      compare(server, CASES);
    }
  }

  private void compare(PostgresServer server, List<String> cases) throws Exception {
    TestDatabase database = server.createDatabase();
    String role = database.name() + "_dates";
    database.execute("CREATE ROLE %s LOGIN SUPERUSER".formatted(role));
    TestDatabase ofRole = database.as(role, "");
    var softly = new SoftAssertions();
    int number = 0;
    for (String each : cases) {
      number++;
      set(database, role, each.split("\\|", -1));
      String table = "d" + number;
      ScriptFolder scripts =
          ScriptFolder.in(java.nio.file.Files.createDirectories(folder.resolve(table)))
              .with(
                  "V1__a.sql",
                  "CREATE TABLE %1$s (d date); INSERT INTO %1$s VALUES ('03/02/01')"
                      .formatted(table))
              .with(
                  "V2__journaled.sql",
                  "BEGIN; INSERT INTO %1$s VALUES ('03/02/01'); COMMIT; DISCARD ALL; INSERT INTO %1$s VALUES ('03/02/01')"
                      .formatted(table));
      database.execute("CREATE SCHEMA s" + number);
      var run = TargetRun.of(ofRole, scripts);
      run.within(new RunSettings("s" + number, "run-1", run.settings().timeouts())).succeed();
      softly
          .assertThat(
              database.column("SELECT DISTINCT d::text FROM s%d.%s".formatted(number, table)))
          .as(each)
          .containsExactly(psql(ofRole));
    }
    set(database, role, "| | | ".split("\\|", -1));
    softly.assertAll();
  }

  private static void set(TestDatabase database, String role, String[] values) {
    set(database, "ALTER ROLE ALL", values[0]);
    set(database, "ALTER DATABASE " + database.name(), values[1]);
    set(database, "ALTER ROLE " + role, values[2]);
    set(database, "ALTER ROLE %s IN DATABASE %s".formatted(role, database.name()), values[3]);
  }

  private static void set(TestDatabase database, String who, String value) {
    database.execute(
        value.isBlank() ? who + " RESET datestyle" : who + " SET datestyle = " + value);
  }

  /// The date that psql stores, in ISO format, whatever the style of its output.
  private static String psql(TestDatabase database) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                "psql",
                "-X",
                "-qAt",
                "-v",
                "ON_ERROR_STOP=1",
                database.uri(),
                "-c",
                "SELECT to_char('03/02/01'::date, 'YYYY-MM-DD')")
            .redirectErrorStream(true)
            .start();
    String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(answer).isZero();
    return answer.strip();
  }
}
