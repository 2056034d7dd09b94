package dev.lockstep.runner.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.postgres.session.PostgresTarget;
import dev.lockstep.runner.Leaks;
import dev.lockstep.runner.Psql;
import dev.lockstep.runner.options.UsageException;
import dev.lockstep.testing.PostgresServer;
import dev.lockstep.testing.PostgresVersion;
import dev.lockstep.testing.TestDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Passwords with special characters in a URL, literal and encoded (F4). The psql of this machine
/// determines which of them are valid, on a server that checks them.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PsqlPasswordsTest {
  private static final String SAFE = "S3cr3tPw";

  private PostgresServer server;
  private TestDatabase database;

  @BeforeAll
  void start() {
    server =
        PostgresServer.start(
            PostgresServer.Options.of(PostgresVersion.newest())
                .with(PostgresServer.Authentication.SCRAM));
    database = server.database("postgres");
    database.execute("CREATE ROLE app LOGIN");
  }

  @AfterAll
  void stop() {
    server.close();
  }

  /// Passwords with each character at the start, in the middle, at the end and twice, and with all.
  static Stream<String> passwords() {
    var all = new ArrayList<String>();
    for (String odd :
        List.of(
            "?", "/", "#", "%", "&", "^", "[", "]", "@", ":", "+", " ", "=", ",", ";", "!", "$",
            "'", "\"", "\\", "|", "{", "}", "~", "`", "<", ">", "*", "(", ")", "é", "日")) {
      all.add(odd + SAFE);
      all.add("S3cr" + odd + "3tPw");
      all.add(SAFE + odd);
    }
    all.addAll(
        List.of(
            "S3?c/r3tPw",
            "S3/c?r3tPw",
            "S3%41cr3tPw",
            "S3%zzcr3tPw",
            "S3@cr@3tPw",
            "S3?cr@3tPw",
            "S3@cr?3tPw",
            "S3:cr:3tPw",
            "12345/6789",
            "S3?sslmode=disable&cr",
            "[::1]S3cr3tPw",
            "S3#?&^[]:+ cr3tPw",
            "//S3cr3tPw",
            "S3@cr/3tPw",
            "?host=127.0.0.9"));
    return all.stream();
  }

  private String uri(String password) {
    return "postgresql://app:%s@%s:%d/postgres"
        .formatted(password, database.host(), database.port());
  }

  private static String encoded(String password) {
    return java.net.URLEncoder.encode(password, java.nio.charset.StandardCharsets.UTF_8)
        .replace("+", "%20");
  }

  private void let(String password) {
    database.execute("ALTER ROLE app PASSWORD '%s'".formatted(password.replace("'", "''")));
  }

  private PostgresTarget target(Path folder, String key, String url) throws Exception {
    return ConnectionScene.ofSecret(ConnectionScene.secret(folder, "db", Map.of(key, url)));
  }

  private void connects(PostgresTarget target, String password) {
    assertThat(target.user()).isEqualTo("app");
    assertThat(target.password()).isEqualTo(password);
    assertThat(target.hosts()).isEqualTo(database.host() + ":" + database.port());
    assertThat(target.database()).isEqualTo("postgres");
    assertThat(
            new TestDatabase(
                    database.host(),
                    database.port(),
                    target.database(),
                    target.user(),
                    String.valueOf(target.password()))
                .value("SELECT current_user"))
        .isEqualTo("app");
  }

  @ParameterizedTest
  @DisplayName(
      "F4: what psql takes is taken, and what it refuses is one sentence without a piece of it")
  @MethodSource("passwords")
  void aRawPasswordIsReadAsPsqlReadsIt(String password, @TempDir Path folder) throws Exception {
    let(password);
    boolean taken = Psql.run(Map.of(), uri(password), "SELECT 1").exit() == 0;

    String sentence = "";
    try {
      PostgresTarget target = target(folder, "uri", uri(password));
      boolean same = password.equals(target.password());
      // A host name cannot contain an @: libpq splits at the first one, and other libraries at the
      // last one.
      assertThat(same).as("%s, psql: %s", target, taken).isEqualTo(taken || password.contains("@"));
      if (same) {
        connects(target, password);
      }
    } catch (UsageException e) {
      sentence = String.valueOf(e.getMessage());
      assertThat(taken).as(sentence).isFalse();
      assertThat(sentence).startsWith("Key uri of Secret db: ");
      assertThat(sentence).containsAnyOf("%2F for /", "write % as %25", "%3F for ?");
    }
    Leaks.assertNone(sentence, password);
  }

  @ParameterizedTest
  @DisplayName("F4: encoded, every password is taken")
  @MethodSource("passwords")
  void anEncodedPasswordIsTaken(String password, @TempDir Path folder) throws Exception {
    let(password);

    connects(target(folder, "uri", uri(encoded(password))), password);
    connects(
        target(
            folder,
            "jdbc-uri",
            "jdbc:postgresql://%s:%d/postgres?user=app&password=%s"
                .formatted(database.host(), database.port(), encoded(password))),
        password);
    assertThat(Psql.run(Map.of(), uri(encoded(password)), "SELECT 1").exit()).isZero();
  }

  @Test
  @DisplayName("F4: a password that libpq cannot be given in UTF-8 is refused")
  void aPasswordIsUtf8(@TempDir Path folder) throws Exception {
    try {
      target(folder, "uri", uri("S3%E4cr3t"));
      throw new AssertionError("taken");
    } catch (UsageException e) {
      assertThat(e).hasMessageContaining("not valid UTF-8");
    }
  }
}
