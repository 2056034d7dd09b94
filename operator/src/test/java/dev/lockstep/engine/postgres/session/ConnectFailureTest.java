package dev.lockstep.engine.postgres.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.postgres.TargetRun;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.testing.Await;
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
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Reasons for failed connections, each with a real server in that state, except for versions that
/// are no longer available.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ConnectFailureTest {
  private PostgresServer server;
  private ScriptFolder scripts;

  @BeforeAll
  void start(@TempDir Path folder) {
    scripts = ScriptFolder.in(folder).with("V1__a.sql", "CREATE TABLE a ()");
    server =
        PostgresServer.start(
            PostgresServer.Options.of(PostgresVersion.newest())
                .with(PostgresServer.Authentication.SCRAM)
                .with(Map.of("max_connections", "8", "autovacuum", "off")));
    server
        .database("postgres")
        .execute(
            """
            CREATE ROLE plain LOGIN PASSWORD 'p';
            CREATE ROLE late LOGIN PASSWORD 'p' VALID UNTIL '2001-01-01';
            CREATE ROLE group_only NOLOGIN PASSWORD 'p';
            CREATE ROLE one LOGIN PASSWORD 'p' CONNECTION LIMIT 1;
            """);
    server.database("postgres").execute("CREATE DATABASE closed ALLOW_CONNECTIONS false");
    server.database("postgres").execute("CREATE DATABASE private");
    server.database("postgres").execute("REVOKE CONNECT ON DATABASE private FROM PUBLIC");
    server.database("postgres").execute("CREATE DATABASE lonely CONNECTION LIMIT 1");
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "postgres|plain|wrong|AUTHENTICATION_FAILED|28P01|password authentication failed|Check the user and password",
        "postgres|late|p|AUTHENTICATION_FAILED|28P01|password authentication failed|VALID UNTIL",
        "postgres|nobody|p|AUTHENTICATION_FAILED|28P01|password authentication failed|Check the user and password",
        "postgres|plain|''|AUTHENTICATION_FAILED|08004|password is an empty string|--password-file",
        "postgres|plain||AUTHENTICATION_FAILED|08004|no password was provided|--password-file",
        "postgres|group_only|p|AUTHENTICATION_FAILED|28000|is not permitted to log in|LOGIN",
        "nowhere|plain|p|DATABASE_NOT_FOUND|3D000|does not exist|Create the database",
        "closed|plain|p|DATABASE_UNREACHABLE|55000|not currently accepting connections|ALTER DATABASE \"closed\" ALLOW_CONNECTIONS true",
        "private|plain|p|PRIVILEGE_MISSING|42501|permission denied for database|GRANT CONNECT ON DATABASE \"private\" TO \"plain\"",
        "postgres|one|p|TOO_MANY_CONNECTIONS|53300|too many connections for role|a run needs two connections",
        "lonely|plain|p|TOO_MANY_CONNECTIONS|53300|too many connections for database|CONNECTION LIMIT"
      })
  void isOneSentenceWithTheWayOut(
      String database,
      String user,
      String password,
      FailureKind kind,
      String state,
      String sentence,
      String hint) {
    var run =
        TargetRun.of(server.database(database).as(user, password == null ? "" : password), scripts);

    Failure failure = (password == null ? run.withoutPassword() : run).fail();

    assertThat(failure.kind()).isEqualTo(kind);
    assertThat(failure.sqlState()).isEqualTo(state);
    assertThat(failure.message())
        .startsWith("cannot connect to database %s on ".formatted(database))
        .contains(sentence)
        .doesNotContain("\n");
    assertThat(failure.hint()).contains(hint);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void maxConnectionsIsReachedForTheFirstOrTheSecondOne(int free) throws Exception {
    var database = server.database("postgres");
    Await.until(
        "the sessions of earlier tests are gone",
        Duration.ofSeconds(60),
        () ->
            "0"
                .equals(
                    database.value(
                        "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()")));
    var open = new ArrayList<java.sql.Connection>();
    try {
      // Three of the eight connections are reserved for superusers.
      for (int i = 0; i < 5 - free; i++) {
        open.add(database.as("plain", "p").connect());
      }

      Failure failure = TargetRun.of(database.as("plain", "p"), scripts).fail();

      assertThat(failure.kind()).isEqualTo(FailureKind.TOO_MANY_CONNECTIONS);
      assertThat(failure.hint()).contains("max_connections", "a run needs two connections");
    } finally {
      for (var connection : open) {
        connection.close();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 400 Bad Request\r\n\r\n",
        "-ERR unknown command\r\n",
        "J\0\0\0\n8.0.36\0"
      })
  void somethingElseThanPostgresqlAnswers(String greeting) throws IOException {
    try (var listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> greet(listener, greeting));

      Failure failure =
          TargetRun.of(
                  new TestDatabase("127.0.0.1", listener.getLocalPort(), "d", "u", "p"), scripts)
              .fail();

      assertThat(failure.kind()).isEqualTo(FailureKind.DATABASE_UNREACHABLE);
      assertThat(failure.message()).endsWith("the server does not use the PostgreSQL protocol");
      assertThat(failure.hint()).isEqualTo("Check the host and port");
    }
  }

  private static void greet(ServerSocket listener, String greeting) {
    while (!listener.isClosed()) {
      try (Socket socket = listener.accept()) {
        socket.getInputStream().readNBytes(8);
        socket.getOutputStream().write(greeting.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
      } catch (IOException _) {
        // The client went away, or the test is over.
      }
    }
  }

  @Test
  void aServerThatIsTooOldDoesNotKnowTheOptionsEither() throws IOException {
    try (var listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> serve(listener));

      Failure failure =
          TargetRun.of(
                  new TestDatabase("127.0.0.1", listener.getLocalPort(), "d", "u", "p"), scripts)
              .withParameters(Map.of("sslmode", "disable"))
              .fail();

      assertThat(failure.kind()).isEqualTo(FailureKind.SERVER_UNSUPPORTED);
      assertThat(failure.message())
          .isEqualTo("the server runs PostgreSQL 13.4; Lockstep requires 14 or newer");
    }
  }

  private static void serve(ServerSocket listener) {
    while (!listener.isClosed()) {
      try (Socket socket = listener.accept()) {
        var in = new DataInputStream(socket.getInputStream());
        var out = new DataOutputStream(socket.getOutputStream());
        String start = new String(in.readNBytes(in.readInt() - 4), StandardCharsets.UTF_8);
        if (start.contains("client_connection_check_interval")) {
          send(out, 'E', "SFATAL\0VFATAL\0C42704\0Munrecognized configuration parameter\0\0");
          continue;
        }
        send(out, 'R', "\0\0\0\0");
        send(out, 'S', "server_version\0" + "13.4\0");
        send(out, 'S', "client_encoding\0UTF8\0");
        send(out, 'S', "standard_conforming_strings\0on\0");
        send(out, 'K', "\0\0\0\1\0\0\0\1");
        send(out, 'Z', "I");
        in.read();
      } catch (IOException _) {
        // The client went away, or the test is over.
      }
    }
  }

  private static void send(DataOutputStream out, char type, String body) throws IOException {
    out.writeByte(type);
    out.writeInt(body.length() + 4);
    out.write(body.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }
}
