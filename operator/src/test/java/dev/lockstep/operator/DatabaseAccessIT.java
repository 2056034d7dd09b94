package dev.lockstep.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.testing.Certificates;
import dev.lockstep.testing.Certificates.Validity;
import dev.lockstep.testing.PostgresServer;
import dev.lockstep.testing.PostgresVersion;
import dev.lockstep.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The ways in which a run connects: with Secrets as other operators write them, with TLS and
/// certificates, and as a role. The server checks passwords, and the password contains special
/// characters.
@SuppressWarnings("NullAway.Init")
final class DatabaseAccessIT extends OperatorScenario {
  private static final Path EXAMPLES = Path.of("src/test/resources/secrets");
  private static final String USER = "orders_owner";
  private static final String PASSWORD = "p w+%&=@:/?#$x";

  /// The encoding of Go's url.UserPassword and url.Values, which most operators use.
  private static final String PASSWORD_IN_USERINFO = "p%20w+%25&=%40%3A%2F%3F%23$x";

  private static final String PASSWORD_IN_QUERY = "p+w%2B%25%26%3D%40%3A%2F%3F%23%24x";
  private static final String HBA =
      """
      local all all scram-sha-256
      hostssl mutual all 127.0.0.1/32 cert
      hostssl encrypted all 127.0.0.1/32 scram-sha-256
      host encrypted all 127.0.0.1/32 reject
      host all all 127.0.0.1/32 scram-sha-256
      """;

  private static Certificates certificates;
  private static PostgresServer server;

  @BeforeAll
  static void startServer(@TempDir Path folder) throws IOException {
    certificates = Certificates.in(folder.resolve("ca"));
    var pair = certificates.issue("server", "DNS:localhost", Validity.VALID);
    Files.setPosixFilePermissions(pair.key(), PosixFilePermissions.fromString("rw-------"));
    server =
        PostgresServer.start(
            PostgresServer.Options.of(PostgresVersion.newest())
                .with(PostgresServer.Authentication.SCRAM)
                .with(
                    Map.of(
                        "ssl", "on",
                        "ssl_cert_file", pair.certificate().toString(),
                        "ssl_key_file", pair.key().toString(),
                        "ssl_ca_file", certificates.authority().toString(),
                        "hba_file", Files.writeString(folder.resolve("hba"), HBA).toString())));
    var admin = server.database("postgres");
    admin.execute("CREATE ROLE %s LOGIN PASSWORD '%s'".formatted(USER, PASSWORD));
    for (String name : new String[] {"mutual", "encrypted"}) {
      admin.execute("CREATE DATABASE %s OWNER %s".formatted(name, USER));
    }
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  static Stream<String> examples() throws IOException {
    try (var files = Files.list(EXAMPLES)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void aSecretIsReadAsItsOperatorWritesIt(String example) throws IOException {
    TestDatabase own = server.createDatabase();
    own.execute("GRANT ALL ON SCHEMA public TO " + USER);
    scripts(Map.of("V1__a.sql", "CREATE TABLE a (id int);"));

    cluster
        .kubectl()
        .runWithInput(
            filled(Files.readString(EXAMPLES.resolve(example)), own),
            "apply",
            "-n",
            namespace,
            "-f",
            "-")
        .orThrow();

    awaitReady("1");
    assertThat(own.value("SELECT applied_by FROM migration_history")).isEqualTo(USER);
  }

  private static String filled(String text, TestDatabase target) {
    var values =
        Map.of(
            "${host}", target.host(),
            "${port}", Integer.toString(target.port()),
            "${dbname}", target.name(),
            "${user}", USER,
            "${password}", PASSWORD,
            "${password.userinfo}", PASSWORD_IN_USERINFO,
            "${password.query}", PASSWORD_IN_QUERY);
    String filled = text;
    for (var value : values.entrySet()) {
      filled = filled.replace(value.getKey(), value.getValue());
    }
    return filled;
  }

  @Test
  void aServerIsVerifiedByTheAuthorityInAConfigMap() throws IOException {
    scripts(Map.of("V1__a.sql", "CREATE TABLE a (id int);"));
    scripts("authority", Map.of("ca.crt", Files.readString(certificates.authority())));
    TestDatabase encrypted = server.database("encrypted");
    secret(SECRET, parts(encrypted, "127.0.0.1"));
    apply(
        resource(
            "tls: {mode: verify-full, caFrom: {configMapKeyRef: {name: authority, key: ca.crt}}}"));

    awaitReason("TlsFailed");

    secret(SECRET, parts(encrypted, "localhost"));
    awaitReady("1");
    assertThat(encrypted.value("SELECT tableowner FROM pg_tables WHERE tablename = 'a'"))
        .isEqualTo(USER);
  }

  @Test
  void aClientIsKnownByItsCertificate() throws IOException {
    var pair = certificates.issue(USER, "DNS:client", Validity.VALID);
    scripts(Map.of("V1__a.sql", "CREATE TABLE a (id int);"));
    secret("ca", Map.of("authority.pem", Files.readString(certificates.authority())));
    secret(
        "client",
        Map.of(
            "tls.crt", Files.readString(pair.certificate()),
            "tls.key", Files.readString(pair.key())));
    var parts = parts(server.database("mutual"), "localhost");
    parts.remove("password");
    secret(SECRET, parts);

    apply(
        resource(
            "tls: {caFrom: {secretKeyRef: {name: ca, key: authority.pem}}, clientCertFrom: {secretRef: {name: client}}}"));

    awaitReady("1");
  }

  @Test
  void everythingBelongsToTheRole() {
    TestDatabase own = server.createDatabase();
    own.execute(
        "CREATE ROLE deployer LOGIN PASSWORD 'deployer' IN ROLE %1$s; GRANT ALL ON SCHEMA public TO %1$s"
            .formatted(USER));
    scripts(Map.of("V1__a.sql", "CREATE TABLE a (id int);"));
    var parts = parts(own, own.host());
    parts.putAll(Map.of("username", "deployer", "password", "deployer"));
    secret(SECRET, parts);

    apply(resource("role: " + USER));

    awaitReady("1");
    assertThat(
            own.column(
                "SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"))
        .containsExactly(USER);
  }

  private static Map<String, String> parts(TestDatabase target, String host) {
    return new HashMap<>(
        Map.of(
            "host", host,
            "port", Integer.toString(target.port()),
            "dbname", target.name(),
            "username", USER,
            "password", PASSWORD));
  }

  private String resource(String database) {
    return """
        apiVersion: lockstep.dev/v1alpha1
        kind: SchemaMigration
        metadata: {name: %s, namespace: %s}
        spec:
          database: {secretRef: {name: %s}, %s}
          scripts: {configMaps: [{name: %s}]}
          timeouts: {connect: 2s}
          retry: {backoff: {initial: 1s, max: 2s}}
        """
        .formatted(NAME, namespace, SECRET, database, SCRIPTS);
  }
}
