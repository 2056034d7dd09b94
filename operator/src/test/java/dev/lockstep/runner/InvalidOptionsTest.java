package dev.lockstep.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.ProgramRun;
import dev.lockstep.testing.PostgresExtension;
import dev.lockstep.testing.PostgresServer;
import dev.lockstep.testing.ScriptFolder;
import dev.lockstep.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Invalid command lines, each with a database and scripts that are valid.
@ExtendWith(PostgresExtension.class)
final class InvalidOptionsTest {
  private final TestDatabase database;
  private final Path folder;

  InvalidOptionsTest(PostgresServer server, @TempDir Path folder) throws IOException {
    this.database = server.untouchedDatabase();
    this.folder = folder;
    ScriptFolder.in(folder).with("V1__a.sql", "CREATE TABLE a ()");
    Files.createDirectories(folder.resolve("dir"));
    Files.createDirectories(folder.resolve("secret"));
    Files.writeString(folder.resolve("secret/host"), "db");
    Files.createSymbolicLink(folder.resolve("loop"), folder.resolve("loop"));
    Files.writeString(folder.resolve("empty"), "");
    Files.writeString(folder.resolve("garbage"), "this is no certificate");
    Files.write(folder.resolve("latin-1"), new byte[] {'p', (byte) 0xE4, 's', 's'});
  }

  /// A command line. `{dir}` is the test's folder, and `{server}` is host and port.
  record Row(int exit, List<String> arguments, List<String> words) {
    @Override
    public String toString() {
      return String.join(" ", arguments);
    }
  }

  private static Row row(int exit, String arguments, String... words) {
    return new Row(exit, List.of(arguments.split(" ", -1)), List.of(words));
  }

  static Stream<Row> parsing() {
    return Stream.of(
        row(2, "", "no command"),
        row(2, "migrat", "migrat"),
        row(2, "migrate --nonsense", "--nonsense"),
        row(2, "migrate --nonsense=a\nb", "--nonsense"),
        row(2, "migrate everything", "everything"),
        row(2, "migrate --url", "--url"),
        row(2, "migrate --user a --user b", "--user", "only once"),
        row(2, "migrate --output xml", "--output", "xml"),
        row(2, "migrate --out-of-order maybe", "--out-of-order", "maybe"),
        row(2, "migrate --lock-timeout 5", "--lock-timeout", "'5' is not a duration"),
        row(2, "migrate --lock-timeout=-5s", "--lock-timeout", "'-5s' is not a duration"),
        row(2, "migrate --lock-timeout=", "--lock-timeout", "'' is not a duration"),
        row(2, "migrate --connect-timeout 9999h", "--connect-timeout", "24 days"),
        row(2, "migrate --statement-timeout 99999999999999999999s", "--statement-timeout"),
        row(2, "migrate --placeholder novalue", "--placeholder", "novalue"),
        row(2, "migrate --placeholder =x", "--placeholder", "no name"),
        row(2, "migrate --placeholder a=1 --placeholder a=2", "--placeholder", "more than once"),
        row(2, "migrate --setting TimeZone", "--setting", "TimeZone"),
        row(2, "migrate --scripts=", "--scripts", "empty"),
        row(2, "rollback --steps two", "--steps", "two"),
        row(2, "rollback --scripts x --steps 1", "--scripts"),
        row(2, "migrate --rollback maybe", "--rollback", "maybe"),
        row(2, "repair --resume-from three --script V1__a.sql", "--resume-from", "three"));
  }

  static Stream<Row> values() {
    return Stream.of(
        row(2, "migrate --dry-run --rollback allow", "--dry-run", "lockstep rollback"),
        row(2, "migrate --target seven", "--target", "'seven' is not a version"),
        row(2, "migrate --target=", "--target", "'' is not a version"),
        row(2, "migrate --target 1e3", "--target", "'1e3' is not a version"),
        row(2, "migrate --target 1.", "--target", "'1.' is not a version"),
        row(10, "migrate --target 99", "99"),
        row(2, "migrate --style liquibase", "--style", "liquibase"),
        row(2, "migrate --schema=", "--schema"),
        row(2, "migrate --schema pg_shop", "--schema", "pg_shop", "pg_"),
        row(2, "migrate --schema information_schema", "--schema", "information_schema"),
        row(2, "migrate --schema " + "s".repeat(64), "--schema", "64"),
        row(2, "migrate --role=", "--role"),
        row(2, "migrate --role none", "--role"),
        row(2, "migrate --setting lock_timeout=1s", "lock_timeout", "--lock-timeout"),
        row(2, "migrate --setting no_such=1", "no_such"),
        row(2, "migrate --setting work_mem=much", "work_mem"),
        row(2, "migrate --setting DateStyle=German", "DateStyle", "ISO"),
        row(13, "migrate --role nobody_here", "nobody_here"),
        row(14, "migrate --expect-digest sha256:0", "sha256:0"),
        row(2, "migrate --user-file {dir}/none", "{dir}/none", "no such file"),
        row(2, "migrate --user a --user-file {dir}/empty", "--user", "--user-file"),
        row(2, "migrate --user-file {dir}/empty", "{dir}/empty", "is empty"),
        row(2, "migrate --password-file {dir}/none", "{dir}/none", "no such file"),
        row(2, "migrate --password-file {dir}/dir", "{dir}/dir", "is a folder"),
        row(2, "migrate --password-file {dir}/loop", "{dir}/loop", "links"),
        row(2, "migrate --password-file {dir}/empty", "{dir}/empty", "is empty"),
        row(2, "migrate --password-file {dir}/latin-1", "{dir}/latin-1", "UTF-8"),
        row(2, "migrate --password-file=", "--password-file", "empty"),
        row(2, "migrate --secret-key host=a", "--secret-key", "--database-secret"),
        row(2, "migrate --database-secret {dir}/secret --secret-key dns=a", "dns"),
        row(2, "migrate --tls-mode strict", "--tls-mode", "strict"),
        row(2, "migrate --tls-cert {dir}/garbage", "--tls-cert", "--tls-key"),
        row(2, "migrate --channel-binding yes", "--channel-binding", "yes"),
        row(2, "migrate --tls-mode disable --tls-ca {dir}/garbage", "--tls-ca", "disable"),
        row(
            13,
            "migrate --tls-mode verify-ca --tls-ca {dir}/none",
            "does not support TLS",
            "verify-ca"),
        row(10, "migrate --scripts {dir}/none", "{dir}/none", "no such file"),
        row(10, "migrate --scripts {dir}/empty", "{dir}/empty", "not a folder"),
        row(2, "repair", "--script", "--resume-from"),
        row(2, "repair --script V9__x.sql --resume-from 1", "V9__x.sql"),
        row(2, "repair --script V1__a.sql --resume-from 1", "V1__a.sql", "no journal"));
  }

  static Stream<Row> urls() {
    return Stream.of(
        row(2, "migrate --url=", "--url"),
        row(2, "migrate --url jdbc:mysql://{server}/shop", "--url", "jdbc:postgresql://"),
        row(2, "migrate --url {server}", "--url", "jdbc:postgresql://"),
        row(2, "migrate --url postgresql://{server}", "dbname"),
        row(2, "migrate --url postgresql:///shop", "host"),
        row(2, "migrate --url postgresql://u:secret@{server}/shop", "--password-file"),
        row(
            2,
            "migrate --url postgresql://db:port/shop",
            "the host part of the URL cannot be parsed"),
        row(2, "migrate --url postgresql://db:99999/shop", "--url", "65535"),
        row(2, "migrate --url postgresql://db:0/shop", "--url", "65535"),
        row(
            2,
            "migrate --url jdbc:postgresql://db:/shop",
            "the host part of the URL cannot be parsed"),
        row(2, "migrate --url postgresql://[::1/shop", "brackets"),
        row(2, "migrate --url postgresql://a,,b/shop", "host 2 of 3 is empty"),
        row(2, "migrate --url postgresql://%2Ftmp/shop", "--url", "socket"),
        row(2, "migrate --url postgresql://{server}/%zz", "--url", "'%'"),
        row(2, "migrate --url postgresql://{server}/%00", "--url", "NUL"),
        row(2, "migrate --url postgresql://{server}/shop?socketFactory=x", "socketFactory"),
        row(
            2,
            "migrate --url postgresql://{server}/shop?sslmode=on",
            "--url: sslmode must be one of"),
        row(
            2,
            "migrate --url postgresql://{server}/shop?connectTimeout=x",
            "connectTimeout",
            "seconds"),
        row(2, "migrate --url postgresql://{server}/shop?socketTimeout=-1", "socketTimeout"),
        row(2, "migrate --url postgresql://{server}/shop?targetServerType=x", "targetServerType"),
        row(
            2,
            "migrate --url postgresql://{server}/shop?target_session_attrs=x",
            "targetServerType",
            "primary"),
        row(2, "migrate --url postgresql://{server}/shop?gssEncMode=x", "gssEncMode"),
        row(2, "migrate --url postgresql://{server}/shop?sslNegotiation=x", "sslNegotiation"),
        row(2, "migrate --url postgresql://{server}/shop?ssl=maybe", "sslmode", "verify-full"));
  }

  @ParameterizedTest
  @MethodSource({"parsing", "values", "urls"})
  void aWrongCommandLineIsOneSentence(Row row) {
    ProgramRun run = ProgramRun.of(Map.of(), complete(row.arguments()));

    run.isOneSentence(row.exit(), row.words().stream().map(this::filled).toList());
    assertThat(database.value("SELECT to_regclass('a')")).isNull();
  }

  record Variables(Map<String, String> environment, List<String> words) {}

  static Stream<Variables> variables() {
    var base = Map.of("PGHOST", "db", "PGUSER", "shop");
    return Stream.of(
        new Variables(Map.of(), List.of("username", "PG* variables")),
        new Variables(Map.of("PGHOST", "db"), List.of("username", "--user")),
        new Variables(with(base, "PGPORT", "five"), List.of("PGPORT", "65535")),
        new Variables(with(base, "PGPORT", "-1"), List.of("PGPORT", "65535")),
        new Variables(with(base, "PGHOST", "/var/run/postgresql"), List.of("PGHOST", "socket")),
        new Variables(with(base, "PGSSLMODE", "on"), List.of("sslmode", "'on'")),
        new Variables(with(base, "PGCHANNELBINDING", "on"), List.of("channelBinding", "'on'")));
  }

  @ParameterizedTest
  @MethodSource("variables")
  void aWrongEnvironmentIsOneSentence(Variables variables) {
    var scripts = List.of("migrate", "--scripts", folder.resolve("scripts").toString());

    ProgramRun.of(variables.environment(), scripts).isOneSentence(2, variables.words());
  }

  private static Map<String, String> with(Map<String, String> others, String name, String value) {
    var all = new HashMap<>(others);
    all.put(name, value);
    return all;
  }

  /// The command line with valid values for everything that the row omits.
  private List<String> complete(List<String> given) {
    var all = new ArrayList<>(given.stream().map(this::filled).toList());
    if (given.getFirst().isEmpty()) {
      return List.of();
    }
    if (given.getFirst().equals("migrat")) {
      return all;
    }
    addUnlessGiven(all, "--url", database.jdbcUrl());
    addUnlessGiven(all, "--connect-timeout", "0s");
    addUnlessGiven(all, "--scripts", folder.resolve("scripts").toString());
    if (all.stream().noneMatch(argument -> argument.startsWith("--user"))) {
      all.addAll(List.of("--user", database.user()));
    }
    return all;
  }

  private static void addUnlessGiven(List<String> all, String name, String value) {
    if (all.stream().noneMatch(argument -> argument.split("=", 2)[0].equals(name))) {
      all.addAll(List.of(name, value));
    }
  }

  private String filled(String text) {
    return text.replace("{dir}", folder.toString())
        .replace("{server}", database.host() + ":" + database.port());
  }
}
