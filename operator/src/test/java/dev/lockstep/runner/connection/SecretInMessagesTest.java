package dev.lockstep.runner.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.runner.CommandRun;
import dev.lockstep.testing.PostgresServer;
import dev.lockstep.testing.PostgresVersion;
import dev.lockstep.testing.ScriptFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// No output, report or log contains a value of a Secret (F4, B8, W2).
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SecretInMessagesTest {
  private static final List<String> PIECES = List.of("S3cr3tPw", "Qz7xKv", "9481736", "Wm2fR");
  private static final List<String> ODD =
      List.of(
          "",
          "?",
          "/",
          "#",
          "%",
          "&",
          "=",
          "@",
          ":",
          "[",
          "]",
          "^",
          "+",
          " ",
          ",",
          "%2",
          "?a=",
          "&sslmode=",
          "&host=",
          "?port=",
          "://",
          "\\",
          "\"",
          "'",
          "%00",
          "%FF",
          "\n",
          "\u001b[2J");

  private PostgresServer server;
  private Path folder;

  @BeforeAll
  void start(@TempDir Path temporary) {
    folder = temporary;
    ScriptFolder.in(folder).with("V1__a.sql", "CREATE TABLE a ()");
    server =
        PostgresServer.start(
            PostgresServer.Options.of(PostgresVersion.newest())
                .with(PostgresServer.Authentication.SCRAM));
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private static String one(List<String> all, Random random) {
    return all.get(random.nextInt(all.size()));
  }

  /// A password of recognizable parts and special characters.
  private static String password(Random random) {
    var password = new StringBuilder();
    for (int i = 0; i <= random.nextInt(4); i++) {
      password.append(one(ODD, random)).append(one(PIECES, random));
    }
    return password.append(one(ODD, random)).toString();
  }

  /// A URL that contains a password somewhere, or a truncated part of one.
  private String url(Random random) {
    String host = random.nextBoolean() ? "127.0.0.1:" + server.port() : "127.0.0.1:1,[::1]:1";
    String password = password(random);
    return switch (random.nextInt(8)) {
      case 0 -> "jdbc:postgresql://%s/postgres?user=app&password=%s".formatted(host, password);
      case 1 -> "jdbc:postgresql://app:%s@%s/postgres?ssl=x".formatted(password, host);
      case 2 -> "postgresql://%s/postgres?user=app&password=%s".formatted(host, password);
      case 3 -> "postgresql://%s:%s@%s/postgres".formatted(password(random), password, host);
      case 4 -> "postgres://app:%s@%s".formatted(password, host);
      case 5 -> "postgresql+asyncpg://app:%s@%s/app?sslmode=no".formatted(password, host);
      case 6 -> "postgresql://app:%s@%s/%s".formatted(password, host, password(random));
      default -> password + "://app:" + password + "@" + host + "/postgres";
    };
  }

  private String run(List<String> arguments) throws IOException {
    Path report = folder.resolve("report");
    Files.deleteIfExists(report);
    var all = new ArrayList<>(arguments);
    all.addAll(List.of("--scripts", folder.resolve("scripts").toString(), "--connect-timeout=0s"));
    if (arguments.getFirst().equals("migrate")) {
      all.add("--termination-log=" + report);
    }
    CommandRun run = CommandRun.of(Map.of(), CommandRun.Reader.PIPE, all);
    assertThat(run.exit()).as(run.err()).isIn(2, 13);
    return run.out() + run.err() + (Files.exists(report) ? Files.readString(report) : "");
  }

  private static void assertNoPiece(String output, String url) {
    for (String piece : PIECES) {
      // Four digits are also in ports and in the names of temporary folders.
      int length = piece.chars().allMatch(Character::isDigit) ? 6 : 4;
      for (int i = 0; i + length <= piece.length(); i++) {
        assertThat(output).as(url).doesNotContain(piece.substring(i, i + length));
      }
    }
  }

  @ParameterizedTest
  @DisplayName("O3, O4: a mistake in a Secret is told by its key, and is tried again")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          uri      | postgresql://app:S3cr3tPw%w@db/orders
          uri      | mysql://app:S3cr3tPw@db/orders
          uri      | host=db dbname=orders password=S3cr3tPw
          uri      | postgresql://app:S3cr3tPw@db:54x32/orders
          uri      | postgresql://app:S3cr3tPw@db/orders?sslmode=yes
          uri      | postgresql://app:S3cr3tPw/x@db/orders
          jdbc-uri | jdbc:mysql://db/orders?user=app&password=S3cr3tPw
          port     | 54x32
          host     | S3cr3tPw@db
          dbname   | postgresql://app:S3cr3tPw@db/orders
          """)
  void aMistakeInASecretIsToldByItsKey(String key, String value, @TempDir Path own)
      throws IOException {
    var keys = new HashMap<>(Map.of(key, value));
    if (!key.contains("uri")) {
      List.of("host", "dbname", "username").forEach(one -> keys.putIfAbsent(one, "app"));
    }
    Path secret = ConnectionScene.secret(own, "orders-db", keys);

    String told = run(List.of("migrate", "--database-secret=" + secret));

    assertThat(told)
        .contains("\"kind\":\"SecretInvalid\"", "\"class\":\"environment\"", "\"exitCode\":13")
        .containsIgnoringCase("key " + key + " of Secret orders-db")
        .doesNotContain("--help", "S3cr");
  }

  @ParameterizedTest
  @DisplayName("F4, B8: no output holds four letters of a password, wherever a URL is cut")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void noOutputHoldsAPieceOfAPassword(long seed) throws IOException {
    var random = new Random(seed);
    for (int i = 0; i < 40; i++) {
      String url = url(random);
      Path secret = ConnectionScene.secret(folder, "orders-db", Map.of("uri", url));
      String command = random.nextBoolean() ? "migrate" : "status";

      assertNoPiece(run(List.of(command, "--database-secret=" + secret, "--output=json")), url);
      assertNoPiece(run(List.of(command, "--url=" + url, "--output=json")), url);
    }
  }

  @Test
  @DisplayName("F4, B8: nor where a password is a value of another key")
  void noOutputHoldsAValueOfAnotherKey() throws IOException {
    for (String key : List.of("host", "port", "dbname", "username", "uri", "jdbc-uri")) {
      for (String odd : ODD) {
        var keys =
            new HashMap<>(Map.of("host", "127.0.0.1", "port", Integer.toString(server.port())));
        keys.putAll(Map.of("dbname", "postgres", "username", "app", "password", "p"));
        keys.put(key, "S3cr3tPw" + odd + "Qz7xKv");
        Path secret = Files.createDirectories(folder.resolve("of-" + key + ODD.indexOf(odd)));
        for (var entry : keys.entrySet()) {
          Files.writeString(secret.resolve(entry.getKey()), entry.getValue());
        }

        String output = run(List.of("migrate", "--database-secret=" + secret));

        assertNoPiece(output, key + odd);
        assertThat(output).contains("key " + key + " of Secret").doesNotContain("--help");
      }
    }
  }

  @ParameterizedTest
  @DisplayName("W2: what a server quotes of a Secret is named by its key")
  @CsvSource(
      delimiter = '|',
      value = {
        "hidden-user|postgres|p|the user that key username of Secret orders-db names: password authentication failed for user \"(key username of Secret orders-db)\"",
        "postgres|hidden-base|postgres|database \"(key dbname of Secret orders-db)\" does not exist"
      })
  void whatAServerQuotesIsNamedByItsKey(
      String user, String name, String password, String sentence, @TempDir Path other)
      throws IOException {
    Path secret =
        ConnectionScene.secret(
            other,
            "orders-db",
            Map.of(
                "host",
                "127.0.0.1",
                "port",
                Integer.toString(server.port()),
                "username",
                user,
                "dbname",
                name,
                "password",
                user.equals("postgres") ? server.database("postgres").password() : password));

    String output = run(List.of("migrate", "--database-secret=" + secret));

    assertThat(output).contains(sentence).doesNotContain("hidden");
  }

  @ParameterizedTest
  @DisplayName("W2: a name that the server truncates stays secret")
  @ValueSource(ints = {64, 100, 4000})
  void aLongNameIsNamedByItsKeyAsWell(int length, @TempDir Path other) throws IOException {
    Path secret =
        ConnectionScene.secret(
            other,
            "orders-db",
            Map.of(
                "host", "127.0.0.1",
                "port", Integer.toString(server.port()),
                "username", "S3cr3tPw".repeat(length / 8 + 1).substring(0, length),
                "dbname", "postgres",
                "password", "p"));

    assertNoPiece(run(List.of("migrate", "--database-secret=" + secret)), "");
  }

  @Test
  @DisplayName("W2: an unknown host of a Secret is named by its key")
  void anUnknownHostIsNamedByItsKey(@TempDir Path other) throws IOException {
    Path secret =
        ConnectionScene.secret(
            other, "orders-db", Map.of("host", "S3cr3tPw.invalid", "username", "u", "dbname", "d"));

    String output = run(List.of("migrate", "--database-secret=" + secret));

    assertThat(output).contains("on the host that key host of Secret orders-db names");
    assertNoPiece(output, "");
  }

  /// A resource may refer to any Secret of its namespace, so a message with its value would
  /// disclose it.
  @ParameterizedTest
  @DisplayName("W2: no reference of a resource is a way to read a Secret")
  @ValueSource(
      strings = {"S3cr3tPw", "S3cr3tPw\n", "Qz7xKv S3cr3tPw\n9481736\n", "S3cr3tPw:Qz7xKv"})
  void noReferenceReadsASecret(String value, @TempDir Path other) throws IOException {
    Path any = Files.createDirectories(other.resolve("any"));
    Path file = Files.writeString(any.resolve("tls.key"), value);
    String url = "--url=postgresql://127.0.0.1:%d/postgres".formatted(server.port());
    var references = new ArrayList<List<String>>();
    references.add(List.of(url, "--user-file=" + file));
    references.add(List.of(url, "--user-file=" + file, "--password-file=" + file));
    for (String tls : List.of("--tls-ca=", "--tls-cert=", "--tls-key=")) {
      references.add(List.of(url, "--user=app", "--tls-mode=verify-full", tls + file));
    }
    references.add(
        List.of(
            url, "--user=app", "--tls-cert=" + file, "--tls-key=" + file, "--tls-mode=require"));
    for (String key :
        List.of("uri", "jdbc-uri", "host", "port", "dbname", "username", "password")) {
      Path secret = Files.createDirectories(other.resolve("of-" + key));
      Files.writeString(secret.resolve("tls.key"), value);
      for (var entry :
          Map.of("host", "127.0.0.1", "port", "" + server.port(), "dbname", "d", "username", "u")
              .entrySet()) {
        Files.writeString(secret.resolve(entry.getKey()), entry.getValue());
      }
      references.add(
          List.of("--database-secret=" + secret, "--secret-key=%s=tls.key".formatted(key)));
    }
    for (List<String> reference : references) {
      for (String command : List.of("migrate", "check")) {
        var arguments = new ArrayList<>(List.of(command));
        arguments.addAll(reference);

        assertNoPiece(run(arguments), String.join(" ", reference));
      }
    }
  }

  @Test
  @DisplayName("W2: what stands on the command line is told as it is")
  void whatStandsOnTheCommandLineIsTold() throws IOException {
    String output = run(List.of("migrate", "--url=postgresql://127.0.0.1:1/shop", "--user=orders"));

    assertThat(output).contains("cannot connect to database shop on 127.0.0.1:1 as user orders");
  }
}
