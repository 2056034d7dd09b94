package dev.lockstep.runner.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.engine.postgres.session.PostgresTarget;
import dev.lockstep.runner.options.CommandModel;
import dev.lockstep.runner.options.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/// Combinations of options, the URL and the environment.
final class DatabaseOptionsTest {
  private static PostgresTarget target(Map<String, String> environment, String... arguments) {
    var all = new ArrayList<>(List.of(arguments));
    if (all.stream().noneMatch(argument -> argument.startsWith("--url"))) {
      all.add("--url=postgresql://db/shop");
    }
    all.add("--user=shop");
    return parsed(all).target(environment);
  }

  private static DatabaseOptions parsed(List<String> arguments) {
    var options = new DatabaseOptions(Dialects.ofProgram());
    var command = new CommandModel("test", () -> 0, "");
    options.addTo(command);
    new CommandLine(command.spec()).parseArgs(arguments.toArray(String[]::new));
    return options;
  }

  @Test
  void optionsComeBeforeTheUrl() {
    PostgresTarget target =
        target(
            Map.of(),
            "--url=postgresql://db/shop?sslmode=require&sslrootcert=/a&channel_binding=prefer",
            "--tls-mode=verify-ca",
            "--tls-cert=/c",
            "--tls-key=/k",
            "--channel-binding=require");

    assertThat(target.parameters())
        .isEqualTo(
            Map.of(
                "sslmode", "verify-ca",
                "sslrootcert", "/a",
                "sslcert", "/c",
                "sslkey", "/k",
                "channelBinding", "require"));
  }

  @Test
  void anAuthorityIsThereToBeHeldAgainstTheServer() {
    assertThat(target(Map.of(), "--tls-ca=/ca").parameters())
        .isEqualTo(Map.of("sslmode", "verify-full", "sslrootcert", "/ca"));
    assertThat(target(Map.of(), "--tls-ca=/ca", "--tls-mode=verify-ca").parameters())
        .containsEntry("sslmode", "verify-ca");
    assertThat(target(Map.of()).parameters()).isEmpty();
  }

  @Test
  void theVariablesOfPsqlAreUnderstood() {
    PostgresTarget target =
        parsed(List.of())
            .target(
                Map.of(
                    "PGHOST", "db",
                    "PGUSER", "shop",
                    "PGSSLMODE", "verify-full",
                    "PGSSLROOTCERT", "/ca",
                    "PGSSLCERT", "/c",
                    "PGSSLKEY", "/k",
                    "PGCHANNELBINDING", "require"));

    assertThat(target.hosts()).isEqualTo("db:5432");
    assertThat(target.parameters())
        .containsEntry("sslmode", "verify-full")
        .containsEntry("sslrootcert", "/ca")
        .containsEntry("sslcert", "/c")
        .containsEntry("sslkey", "/k")
        .containsEntry("channelBinding", "require");
  }

  @Test
  void roleAndSettingsAreTakenAsTheyAreGiven() {
    PostgresTarget target =
        target(Map.of(), "--role=Orders owner", "--setting=TimeZone=UTC", "--setting=app.x=a=b");

    assertThat(target.session().role()).isEqualTo("Orders owner");
    assertThat(target.session().settings()).isEqualTo(Map.of("TimeZone", "UTC", "app.x", "a=b"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--tls-mode=strict|--tls-mode (sslmode in a URL) must be one of disable, allow",
        "--url=postgresql://db/shop?sslmode=on|must be one of disable, allow",
        "--channel-binding=yes|--channel-binding (channelBinding in a URL) must be one of",
        "--tls-cert=/c|--tls-cert and --tls-key must be given together",
        "--tls-key=/k|--tls-cert and --tls-key must be given together",
        "--role=|is not a valid role name",
        "--role=none|is not a valid role name",
        "--setting=role=x|--setting: the parameter 'role' cannot be set for all scripts: use --role",
        "--setting=a b=x|--setting: the parameter 'a b' is not a parameter name"
      })
  void whatIsWrongIsASentence(String argument, String sentence) {
    assertThatThrownBy(() -> target(Map.of(), argument))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(sentence);
  }

  @Test
  void aKeyThatIsNamedCountsMoreThanAUrlThatHappensToBeThere(@TempDir Path folder)
      throws IOException {
    Path secret = secret(folder, Map.of("SERVER", "db", "port", "6432", "OWNER", "shop"));
    Files.writeString(secret.resolve("uri"), "postgresql://nobody:secret@nowhere:1/orders");

    PostgresTarget target =
        parsed(
                List.of(
                    "--database-secret=" + secret,
                    "--secret-key=host=SERVER",
                    "--secret-key=username=OWNER"))
            .target(Map.of());

    assertThat(target.hosts()).isEqualTo("db:6432");
    assertThat(target.user()).isEqualTo("shop");
    assertThat(target.database()).isEqualTo("orders");
  }

  @ParameterizedTest
  @CsvSource({
    "uri=fqdn-uri, db.shop.svc:5432",
    "jdbc-uri=fqdn-jdbc-uri, db.shop.svc:5433",
    "host=fqdn, db.shop.svc:5434"
  })
  void aUrlWhoseKeyIsNamedCountsMoreThanOneThatHappensToBeThere(
      String key, String hosts, @TempDir Path folder) throws IOException {
    Path secret =
        secret(
            folder,
            Map.of(
                "uri", "postgresql://shop:secret@db:1/orders",
                "jdbc-uri", "jdbc:postgresql://db:2/orders?user=shop&password=secret",
                "fqdn-uri", "postgresql://shop:secret@db.shop.svc:5432/orders",
                "fqdn-jdbc-uri", "jdbc:postgresql://db.shop.svc:5433/orders?user=shop",
                "fqdn", "db.shop.svc",
                "port", "5434"));

    assertThat(
            parsed(List.of("--database-secret=" + secret, "--secret-key=" + key))
                .target(Map.of())
                .hosts())
        .isEqualTo(hosts);
  }

  @Test
  void theDatabaseThatIsNamedCountsMoreThanTheOneOfTheSecret(@TempDir Path folder)
      throws IOException {
    Path secret =
        secret(folder, Map.of("jdbc-uri", "jdbc:postgresql://db:5432/*?user=a&password=b"));

    PostgresTarget target =
        parsed(List.of("--database-secret=" + secret, "--dbname=orders")).target(Map.of());

    assertThat(target.database()).isEqualTo("orders");
  }

  @ParameterizedTest
  @CsvSource({
    "jdbc:postgresql://db/shop?password=a+b%2Bc, 'a b+c'",
    "postgresql://db/shop?password=a+b%2Bc, 'a+b+c'",
    "postgresql://shop:a+b%20c@db/shop, 'a+b c'"
  })
  void aPlusSignIsABlankInTheParametersOfJdbcAlone(
      String url, String password, @TempDir Path folder) throws IOException {
    Path secret = secret(folder, Map.of("uri", url, "username", "shop"));

    assertThat(parsed(List.of("--database-secret=" + secret)).target(Map.of()).password())
        .isEqualTo(password);
  }

  private static Path secret(Path folder, Map<String, String> keys) throws IOException {
    Path secret = Files.createDirectories(folder.resolve("orders-db"));
    for (var key : keys.entrySet()) {
      Files.writeString(secret.resolve(key.getKey()), key.getValue());
    }
    return secret;
  }
}
