package dev.lockstep.engine.postgres.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.postgres.EngineRun;
import dev.lockstep.engine.postgres.TargetRun;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.testing.Await;
import dev.lockstep.testing.Certificates;
import dev.lockstep.testing.Certificates.Validity;
import dev.lockstep.testing.CountingProxy;
import dev.lockstep.testing.PostgresServer;
import dev.lockstep.testing.PostgresVersion;
import dev.lockstep.testing.ScriptFolder;
import dev.lockstep.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Real servers with TLS: one whose certificate is for `localhost`, which requests a client
/// certificate in the database `mutual` and accepts only TLS in `encrypted`; one whose certificate
/// is expired; and one without TLS.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TlsTest {
  private static final String HBA =
      """
      hostssl mutual all 127.0.0.1/32 cert
      hostssl encrypted all 127.0.0.1/32 scram-sha-256
      host encrypted all 127.0.0.1/32 reject
      hostnossl plain all 127.0.0.1/32 trust
      host plain all 127.0.0.1/32 reject
      host all all 127.0.0.1/32 scram-sha-256
      """;

  private Path folder;
  private Certificates certificates;
  private Certificates strangers;
  private PostgresServer server;
  private PostgresServer expired;
  private PostgresServer bare;
  private ScriptFolder scripts;

  @BeforeAll
  void startServers(@TempDir Path temporary) throws IOException {
    folder = temporary;
    certificates = Certificates.in(folder.resolve("ca"));
    strangers = Certificates.in(folder.resolve("strangers"));
    scripts = ScriptFolder.in(folder.resolve("scripts")).with("V1__a.sql", "CREATE TABLE a ()");
    server = server("localhost", Validity.VALID);
    expired = server("old", Validity.EXPIRED);
    bare = PostgresServer.start(options(Map.of()));
    for (String name : new String[] {"mutual", "encrypted", "plain"}) {
      server.database("postgres").execute("CREATE DATABASE " + name);
    }
  }

  @AfterAll
  void stopServers() {
    server.close();
    expired.close();
    bare.close();
  }

  private static PostgresServer.Options options(Map<String, String> settings) {
    return PostgresServer.Options.of(PostgresVersion.newest())
        .with(PostgresServer.Authentication.SCRAM)
        .with(settings);
  }

  private PostgresServer server(String name, Validity validity) throws IOException {
    var pair = certificates.issue(name, "DNS:localhost", validity);
    Files.setPosixFilePermissions(pair.key(), PosixFilePermissions.fromString("rw-------"));
    Path hba = Files.writeString(folder.resolve(name + ".hba"), HBA);
    return PostgresServer.start(
        options(
            Map.of(
                "ssl", "on",
                "ssl_cert_file", pair.certificate().toString(),
                "ssl_key_file", pair.key().toString(),
                "ssl_ca_file", certificates.authority().toString(),
                "hba_file", hba.toString())));
  }

  private TargetRun run(TestDatabase database, Map<String, String> parameters) {
    return TargetRun.of(database, scripts).withParameters(parameters);
  }

  private TargetRun onLocalhost(TestDatabase database, Map<String, String> parameters) {
    return run(database, parameters).withHosts("localhost:" + database.port());
  }

  private Map<String, String> with(String mode, Path authority) {
    return Map.of("sslmode", mode, "sslrootcert", authority.toString());
  }

  private Map<String, String> withClient(Certificates.Pair pair) {
    var parameters = new HashMap<>(with("verify-full", certificates.authority()));
    parameters.put("sslcert", pair.certificate().toString());
    parameters.put("sslkey", pair.key().toString());
    return parameters;
  }

  @ParameterizedTest
  @ValueSource(strings = {"prefer", "require", "verify-ca", "verify-full"})
  void everyModeThatEncryptsReachesADatabaseThatWantsTls(String mode) {
    var run = onLocalhost(server.database("encrypted"), with(mode, certificates.authority()));

    assertThat(run.migrate().failure()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"disable", "allow", "prefer"})
  void everyModeThatNeedNotEncryptReachesADatabaseThatWantsNone(String mode) {
    run(server.database("plain"), Map.of("sslmode", mode)).succeed();
    run(bare.database("postgres"), Map.of("sslmode", mode)).succeed();
  }

  /// Ending a TLS session sends a message to the other side, which does not answer.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT patience(600000);",
        "COPY rows FROM stdin;\n@@@\\.\n",
      })
  void aRunThatHearsNothingAnyMoreConnectsAgain(String text, @TempDir Path sleeping)
      throws Exception {
    TestDatabase database = server.createDatabase();
    database.execute(
        """
        CREATE TABLE slow AS SELECT 0.001 AS seconds;
        CREATE FUNCTION patience(x int) RETURNS int IMMUTABLE LANGUAGE plpgsql
          AS 'BEGIN PERFORM pg_sleep(x * (SELECT sum(seconds) FROM public.slow)); RETURN x; END';
        CREATE TABLE rows (id int CHECK (patience(id) > 0), filler text);
        """);
    String body = text.replace("@@@", ("600000\t" + "x".repeat(100_000) + "\n").repeat(300));
    var slow = ScriptFolder.in(sleeping).with("V1__slow.sql", body);
    try (var proxy = CountingProxy.before(server).blindly()) {
      var run =
          new TargetRun(
                  run(database, Map.of("sslmode", "require")).target(),
                  slow,
                  EngineRun.of(database, slow).withConnectTimeout(Duration.ofSeconds(1)).settings())
              .withHosts("127.0.0.1:" + proxy.port());
      var applied = CompletableFuture.supplyAsync(run::succeed);
      Await.until(
          "the script sleeps",
          Duration.ofMinutes(1),
          () ->
              "1"
                  .equals(
                      database.value(
                          "SELECT count(*) FROM pg_stat_activity JOIN pg_stat_ssl USING (pid) WHERE ssl AND wait_event = 'PgSleep' AND datname = current_database()")));

      proxy.cut();
      database.execute("UPDATE slow SET seconds = 0");

      assertThat(applied.get(2, TimeUnit.MINUTES)).isEqualTo(1);
    }
  }

  @Test
  void allowEncryptsWhereTheServerWantsIt() {
    run(server.database("encrypted"), Map.of("sslmode", "allow")).succeed();
    run(server.database("encrypted"), Map.of()).succeed();
  }

  @Test
  void aDatabaseThatWantsTlsRefusesADisabledOne() {
    Failure failure = run(server.database("encrypted"), Map.of("sslmode", "disable")).fail();

    assertThat(failure.kind()).isEqualTo(FailureKind.AUTHENTICATION_FAILED);
    assertThat(failure.message()).contains("pg_hba.conf rejects connection");
    assertThat(failure.hint()).contains("connection type");
  }

  @ParameterizedTest
  @ValueSource(strings = {"require", "verify-ca", "verify-full"})
  void aServerWithoutTls(String mode) {
    Failure failure = run(bare.database("postgres"), Map.of("sslmode", mode)).fail();

    assertThat(failure.kind()).isEqualTo(FailureKind.TLS_FAILED);
    assertThat(failure.message())
        .endsWith("the server does not support TLS, but sslmode is " + mode);
  }

  @ParameterizedTest
  @ValueSource(strings = {"require", "verify-ca", "verify-full"})
  void anotherAuthority(String mode) {
    Failure failure =
        onLocalhost(server.database("encrypted"), with(mode, strangers.authority())).fail();

    assertThat(failure.kind()).isEqualTo(FailureKind.TLS_FAILED);
    assertThat(failure.message())
        .endsWith("the server's certificate is not signed by the given CA");
    assertThat(failure.hint()).contains("--tls-ca");
  }

  @Test
  void anotherHostName() {
    Failure failure =
        run(server.database("encrypted"), with("verify-full", certificates.authority())).fail();

    assertThat(failure.kind()).isEqualTo(FailureKind.TLS_FAILED);
    assertThat(failure.message())
        .endsWith("the server's certificate is for localhost, not for 127.0.0.1");
    run(server.database("encrypted"), with("verify-ca", certificates.authority())).succeed();
  }

  @Test
  void anExpiredCertificate() {
    Failure failure =
        onLocalhost(expired.database("postgres"), with("verify-full", certificates.authority()))
            .fail();

    assertThat(failure.kind()).isEqualTo(FailureKind.TLS_FAILED);
    assertThat(failure.message()).contains("the server's certificate has expired: ");
  }

  @ParameterizedTest
  @CsvSource({"none.crt, does not exist", "ca.key, contains no PEM certificate"})
  void anAuthorityThatCannotBeRead(String file, String why) {
    Failure failure =
        onLocalhost(server.database("encrypted"), with("verify-full", certificates.file(file)))
            .fail();

    assertThat(failure.kind()).isEqualTo(FailureKind.TLS_FAILED);
    assertThat(failure.message()).contains(certificates.file(file).toString()).contains(why);
  }

  @ParameterizedTest
  @ValueSource(strings = {"pkcs8", "pkcs1", "sec1", "ec-pkcs8", "der"})
  void aClientIsKnownByItsCertificateWhateverItsKeyIsWrittenIn(String form) {
    run(server.database("mutual"), withClient(client(form)))
        .withHosts("localhost:" + server.port())
        .withoutPassword()
        .succeed();
  }

  private Certificates.Pair client(String form) {
    String user = server.superuser();
    Path key = certificates.file("client-" + form + ".key");
    return switch (form) {
      case "sec1" -> certificates.issueElliptic(user);
      case "ec-pkcs8" -> {
        var pair = certificates.issueElliptic(user);
        certificates.openssl(
            "pkcs8", "-topk8", "-nocrypt", "-in", pair.key().toString(), "-out", key.toString());
        yield new Certificates.Pair(pair.certificate(), key);
      }
      default -> {
        var pair = certificates.issue(user, "", Validity.VALID);
        switch (form) {
          case "pkcs1" ->
              certificates.openssl(
                  "rsa", "-traditional", "-in", pair.key().toString(), "-out", key.toString());
          case "der" ->
              certificates.openssl(
                  "pkcs8",
                  "-topk8",
                  "-nocrypt",
                  "-outform",
                  "DER",
                  "-in",
                  pair.key().toString(),
                  "-out",
                  key.toString());
          default ->
              certificates.openssl(
                  "pkcs8",
                  "-topk8",
                  "-nocrypt",
                  "-in",
                  pair.key().toString(),
                  "-out",
                  key.toString());
        }
        yield new Certificates.Pair(pair.certificate(), key);
      }
    };
  }

  @Test
  void aClientWithoutACertificate() {
    Failure failure =
        onLocalhost(server.database("mutual"), with("verify-full", certificates.authority()))
            .fail();

    assertThat(failure.kind()).isEqualTo(FailureKind.AUTHENTICATION_FAILED);
    assertThat(failure.message()).contains("requires a valid client certificate");
    assertThat(failure.hint()).contains("--tls-cert");
  }

  @Test
  void aClientWithACertificateThatTheServerDoesNotTake() {
    Failure failure =
        run(server.database("mutual"), withClient(strangers.issue("postgres", "", Validity.VALID)))
            .withHosts("localhost:" + server.port())
            .fail();

    assertThat(failure.kind()).isIn(FailureKind.TLS_FAILED, FailureKind.DATABASE_UNREACHABLE);
    assertThat(failure.message()).startsWith("cannot connect to database mutual");
  }

  @Test
  void aKeyWithAPassphrase() {
    var pair = certificates.issue("locked", "", Validity.VALID);
    Path locked = certificates.file("locked-with.key");
    certificates.openssl(
        "pkcs8",
        "-topk8",
        "-passout",
        "pass:secret",
        "-in",
        pair.key().toString(),
        "-out",
        locked.toString());

    Failure failure =
        run(
                server.database("mutual"),
                withClient(new Certificates.Pair(pair.certificate(), locked)))
            .fail();

    assertThat(failure.kind()).isEqualTo(FailureKind.TLS_FAILED);
    assertThat(failure.message())
        .contains("the key file " + locked + " contains a key with a passphrase");
  }

  @Test
  void channelBindingWorksWithTlsAndIsRefusedWithout() {
    var required = new HashMap<>(with("verify-full", certificates.authority()));
    required.put("channelBinding", "require");

    assertThat(onLocalhost(server.database("encrypted"), required).migrate().failure()).isEmpty();
    Failure failure = run(bare.database("postgres"), Map.of("channelBinding", "require")).fail();

    assertThat(failure.kind()).isEqualTo(FailureKind.AUTHENTICATION_FAILED);
    assertThat(failure.hint()).contains("Channel binding needs TLS and SCRAM");
  }
}
