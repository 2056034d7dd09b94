package dev.lockstep.engine.postgres.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.postgres.TargetRun;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.testing.Certificates;
import dev.lockstep.testing.Certificates.Validity;
import dev.lockstep.testing.PostgresServer;
import dev.lockstep.testing.PostgresVersion;
import dev.lockstep.testing.ScriptFolder;
import dev.lockstep.testing.TestDatabase;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The authentication methods that a server may request (W6), on a server that requests each of
/// them, and on an impostor.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RequiredAuthenticationTest {
  private static final String HBA =
      """
      host clear all 127.0.0.1/32 password
      host digest all 127.0.0.1/32 md5
      host scram all 127.0.0.1/32 scram-sha-256
      host open all 127.0.0.1/32 trust
      host all all 127.0.0.1/32 scram-sha-256
      """;

  private Certificates certificates;
  private PostgresServer server;
  private ScriptFolder scripts;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    certificates = Certificates.in(folder.resolve("ca"));
    scripts = ScriptFolder.in(folder.resolve("scripts")).with("V1__a.sql", "CREATE TABLE a ()");
    var pair = certificates.issue("localhost", "DNS:localhost", Validity.VALID);
    Files.setPosixFilePermissions(pair.key(), PosixFilePermissions.fromString("rw-------"));
    Path hba = Files.writeString(folder.resolve("hba"), HBA);
    server =
        PostgresServer.start(
            PostgresServer.Options.of(PostgresVersion.newest())
                .with(PostgresServer.Authentication.SCRAM)
                .with(
                    Map.of(
                        "ssl", "on",
                        "ssl_cert_file", pair.certificate().toString(),
                        "ssl_key_file", pair.key().toString(),
                        "hba_file", hba.toString())));
    for (String name : List.of("clear", "digest", "scram", "open")) {
      server.database("postgres").execute("CREATE DATABASE " + name);
    }
    server
        .database("postgres")
        .execute("SET password_encryption = 'md5'; CREATE ROLE old SUPERUSER LOGIN PASSWORD 'p'");
  }

  @AfterAll
  void stop() {
    server.close();
  }

  /// Parameters as `name=value` separated by spaces; `CA` is the file of the CA.
  private TargetRun run(String database, String parameters) {
    var all = new HashMap<String, String>();
    for (String parameter : parameters.split(" ", -1)) {
      if (!parameter.isEmpty()) {
        String[] parts = parameter.split("=", 2);
        all.put(parts[0], parts[1].replace("CA", certificates.authority().toString()));
      }
    }
    TestDatabase target =
        database.equals("digest")
            ? server.database(database).as("old", "p")
            : server.database(database);
    return TargetRun.of(target, scripts)
        .withParameters(all)
        .withHosts("localhost:" + server.port());
  }

  @ParameterizedTest
  @DisplayName("W6: who lets the user in as is allowed is connected to")
  @CsvSource(
      delimiter = '|',
      value = {
        "scram|''",
        "scram|sslmode=disable",
        "scram|requireAuth=scram-sha-256",
        "scram|requireAuth=!password,!md5",
        "scram|sslmode=verify-full sslrootcert=CA channelBinding=require",
        "digest|sslmode=disable",
        "digest|requireAuth=md5",
        "open|sslmode=disable",
        "open|requireAuth=none",
        "clear|requireAuth=password",
        "clear|sslmode=disable requireAuth=password,scram-sha-256",
        "clear|sslmode=verify-full sslrootcert=CA",
        "clear|sslmode=verify-ca sslrootcert=CA",
        "clear|sslmode=require sslrootcert=CA"
      })
  void isConnectedTo(String database, String parameters) {
    assertThat(run(database, parameters).migrate().failure()).isEmpty();
  }

  @ParameterizedTest
  @DisplayName(
      "W6: no password in clear text to a server that is not verified, unless it is asked for")
  @CsvSource(
      delimiter = '|',
      value = {
        "clear|''|--require-auth password (spec.database.tls.requireAuth)",
        "clear|sslmode=disable|--require-auth password (spec.database.tls.requireAuth)",
        "clear|sslmode=prefer sslrootcert=CA|verify-full",
        "clear|sslmode=require|verify-full",
        "clear|requireAuth=!md5|allow another one",
        "clear|sslmode=verify-full sslrootcert=CA requireAuth=scram-sha-256|allow another one",
        "digest|requireAuth=scram-sha-256|pg_hba.conf",
        "scram|requireAuth=password|pg_hba.conf",
        "open|requireAuth=scram-sha-256|allow another one"
      })
  void isRefused(String database, String parameters, String hint) {
    Failure failure = run(database, parameters).fail();

    assertThat(failure.kind()).isEqualTo(FailureKind.AUTHENTICATION_FAILED);
    assertThat(failure.message())
        .contains("requests an authentication method that is not allowed (require_auth is ");
    assertThat(failure.hint()).contains(hint);
  }

  @ParameterizedTest
  @DisplayName("W6: who asks for the password in clear text is not told it")
  @ValueSource(strings = {"disable", "allow", "prefer"})
  void theOneInTheMiddleIsNotTold(String mode) throws IOException {
    try (var thief = new Thief()) {
      var target = new TestDatabase("127.0.0.1", thief.port(), "d", "u", "S3cr3tPw");

      Failure failure =
          TargetRun.of(target, scripts).withParameters(Map.of("sslmode", mode)).fail();

      assertThat(failure.kind()).isEqualTo(FailureKind.AUTHENTICATION_FAILED);
      assertThat(thief.heard()).noneMatch(heard -> heard.contains("S3cr3tPw"));
    }
  }

  @Test
  @DisplayName("W6: the fake server receives the password when the method is allowed")
  void theOneInTheMiddleIsToldWhereThatIsAllowed() throws IOException {
    try (var thief = new Thief()) {
      var target = new TestDatabase("127.0.0.1", thief.port(), "d", "u", "S3cr3tPw");

      TargetRun.of(target, scripts)
          .withParameters(Map.of("sslmode", "disable", "requireAuth", "password"))
          .fail();

      assertThat(thief.heard()).anyMatch(heard -> heard.contains("S3cr3tPw"));
    }
  }

  /// A server that reports that it has no TLS, requests a clear-text password and records it.
  private static final class Thief implements AutoCloseable {
    private static final int TLS_REQUEST = 80877103;
    private static final int GSS_REQUEST = 80877104;

    private final ServerSocket listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    private final List<String> heard = new CopyOnWriteArrayList<>();

    Thief() throws IOException {
      Thread.ofVirtual().start(this::serve);
    }

    int port() {
      return listener.getLocalPort();
    }

    List<String> heard() {
      return heard;
    }

    private void serve() {
      while (!listener.isClosed()) {
        try (Socket socket = listener.accept()) {
          ask(
              new DataInputStream(socket.getInputStream()),
              new DataOutputStream(socket.getOutputStream()));
        } catch (IOException _) {
          // The client went away, or the test is over.
        }
      }
    }

    private void ask(DataInputStream in, DataOutputStream out) throws IOException {
      byte[] start = in.readNBytes(in.readInt() - 4);
      int code = new DataInputStream(new java.io.ByteArrayInputStream(start)).readInt();
      if (code == TLS_REQUEST || code == GSS_REQUEST) {
        out.writeByte('N');
        ask(in, out);
        return;
      }
      out.writeByte('R');
      out.writeInt(8);
      out.writeInt(3);
      out.flush();
      if (in.read() == 'p') {
        heard.add(new String(in.readNBytes(in.readInt() - 4), StandardCharsets.UTF_8));
      }
      byte[] error = "SFATAL\0VFATAL\0C28P01\0Mno\0\0".getBytes(StandardCharsets.UTF_8);
      out.writeByte('E');
      out.writeInt(error.length + 4);
      out.write(error);
      out.flush();
    }

    @Override
    public void close() throws IOException {
      listener.close();
    }
  }
}
