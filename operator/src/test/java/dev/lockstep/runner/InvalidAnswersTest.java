package dev.lockstep.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.ProgramRun;
import dev.lockstep.testing.PostgresExtension;
import dev.lockstep.testing.PostgresServer;
import dev.lockstep.testing.ScriptFolder;
import dev.lockstep.testing.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Unexpected replies of a server: to a script, to one of our own statements and to a connection.
@ExtendWith(PostgresExtension.class)
final class InvalidAnswersTest {
  private final TestDatabase database;
  private final ScriptFolder scripts;

  InvalidAnswersTest(PostgresServer server, @TempDir Path folder) {
    this.database = server.createDatabase();
    this.scripts = ScriptFolder.in(folder);
  }

  /// A statement, the exit code and the words that the sentence must contain.
  record Row(String name, int exit, String sql, List<String> words) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Row row(String name, int exit, String sql, String... words) {
    return new Row(name, exit, sql, List.of(words));
  }

  /// A function that raises an error with this code.
  private static Row raise(String name, int exit, String state, String... words) {
    return row(
        name, exit, "DO $$BEGIN RAISE 'told' USING ERRCODE = '%s'; END$$".formatted(state), words);
  }

  private static Row message(String name, String expression, String... words) {
    String sql = "DO $$BEGIN RAISE EXCEPTION USING MESSAGE = %s; END$$".formatted(expression);
    return row(name, 12, sql, words);
  }

  static Stream<Row> states() {
    return Stream.of(
        raise("disk full", 13, "53100", "53100", "free some space"),
        raise("configuration limit exceeded", 13, "53400", "53400", "run it again"),
        raise("too many connections", 13, "53300", "53300"),
        raise("serialization", 13, "40001", "40001"),
        raise("deadlock", 13, "40P01", "40P01"),
        raise("lock not available", 13, "55P03", "55P03"),
        raise("cancelled", 13, "57014", "57014"),
        raise("io error", 13, "58030", "58030"),
        raise("read-only", 12, "25006", "25006", "READ ONLY"),
        raise("corrupt index", 12, "XX002", "XX002"),
        raise("internal error", 12, "XX000", "XX000"),
        raise("a state of one's own", 12, "LX123", "LX123", "told"),
        raise("our own check violation", 12, "23514", "23514", "told"));
  }

  static Stream<Row> statements() {
    return Stream.of(
        row("syntax", 12, "SELEC 1", "statement 2, line 2", "42601", "syntax error"),
        row("no table", 12, "SELECT * FROM nowhere", "42P01", "nowhere"),
        row("no role", 12, "GRANT SELECT ON half_done TO nobody_here", "42704", "nobody_here"),
        row("division", 12, "DO $$BEGIN PERFORM 1/0; END$$", "22012", "division by zero"),
        row("twice", 12, "CREATE TABLE half_done ()", "42P07", "half_done"),
        row(
            "unique",
            12,
            "CREATE TABLE u (a int PRIMARY KEY); INSERT INTO u VALUES (1), (1)",
            "u_"),
        row("bad bytes", 12, "SELECT convert_from('\\xff', 'UTF8')", "22021"),
        row("no extension", 12, "CREATE EXTENSION nothing_like_it", "nothing_like_it"),
        row("copy", 12, "CREATE TABLE c (a int);\nCOPY c FROM stdin;\nx\n\\.\n", "22P02"),
        row("deferred", 12, DEFERRED, "23503"),
        row("savepoint", 12, "SAVEPOINT s; RELEASE SAVEPOINT t", "3B001"),
        row("terminated", 13, "SELECT pg_terminate_backend(pg_backend_pid())", "57P01"));
  }

  private static final String DEFERRED =
      "CREATE TABLE p (a int PRIMARY KEY);"
          + " CREATE TABLE f (a int REFERENCES p DEFERRABLE INITIALLY DEFERRED);"
          + " INSERT INTO f VALUES (1)";

  static Stream<Row> messages() {
    return Stream.of(
        message("line ends", "E'one\\r\\ntwo\\n'", "one two"),
        message("a terminal's escape", "E'\\x1B[2Jred'", "\\u001B[2Jred"),
        message("markup", "'<b>x</b> & \"y\"'", "<b>x</b> & \"…\""),
        message("other letters", "'Größe ≠ 日本 😀'", "Größe ≠ 日本 😀"),
        message("4 KB", "repeat('ab', 2048) || 'end'", "ababend"),
        message("nothing", "''", "V2__x.sql, statement 2", "P0001"),
        message("what a format takes", "'100 %s %n {0}'", "100 %s %n {0}"),
        row("notices", 12, NOTICES, "22012"));
  }

  private static final String NOTICES =
      "DO $$BEGIN FOR i IN 1..20000 LOOP RAISE WARNING 'n'; END LOOP; PERFORM 1/0; END$$";

  @ParameterizedTest
  @MethodSource({"states", "statements", "messages"})
  void aScriptThatFailsIsOneSentenceAndLeavesNothing(Row row) {
    scripts
        .with("V1__a.sql", "CREATE TABLE a ()")
        .with("V2__x.sql", "CREATE TABLE half_done ();\n" + row.sql());
    var words = new ArrayList<>(row.words());
    words.add("V2__x.sql");

    migrate(database, "--lock-retry-timeout", "0s").isOneSentence(row.exit(), words);

    assertThat(database.value("SELECT to_regclass('half_done')")).isNull();
    assertThat(database.value("SELECT version FROM current_schema_version")).isEqualTo("1");
  }

  @Test
  void aStatementThatTakesTooLongIsOneSentence() {
    scripts.with("V2__x.sql", "CREATE TABLE half_done (); SELECT pg_sleep(60)");

    migrate(database, "--statement-timeout", "100ms")
        .isOneSentence(12, List.of("V2__x.sql, statement 2", "57014", "--statement-timeout"));

    assertThat(database.value("SELECT to_regclass('half_done')")).isNull();
  }

  /// A condition that makes every script fail, and the statements that cause it.
  static Stream<Row> histories() {
    return Stream.of(
        row(
            "another tool's table",
            11,
            "CREATE TABLE migration_history (id int)",
            "public.migration_history",
            "Rename"),
        row(
            "a view in its place",
            11,
            "CREATE VIEW migration_history AS SELECT ''::text migration_name, now() applied_at,"
                + " ''::text status, ''::text error_message",
            "migration_history"),
        row(
            "a newer layout",
            11,
            "CREATE TABLE migration_history (migration_name text, applied_at timestamptz,"
                + " status text, error_message text);"
                + " COMMENT ON TABLE migration_history IS 'Lockstep history, layout 99'",
            "layout 99",
            "newer Lockstep"),
        row(
            "a status of another kind",
            11,
            "CREATE TABLE migration_history (migration_name text, applied_at timestamptz,"
                + " status text, error_message text);"
                + " INSERT INTO migration_history VALUES ('V9__x.sql', now(), 'done')",
            "history"),
        row(
            "a version that is none",
            11,
            "CREATE TABLE migration_history (migration_name text, applied_at timestamptz,"
                + " status text DEFAULT 'success', error_message text, version text);"
                + " INSERT INTO migration_history (migration_name, version)"
                + " VALUES ('V9__x.sql', 'nine')",
            "V9__x.sql"),
        row(
            "a script that is not there",
            11,
            "CREATE TABLE migration_history (migration_name text, applied_at timestamptz,"
                + " status text DEFAULT 'success', error_message text);"
                + " INSERT INTO migration_history (migration_name) VALUES ('V9__x.sql')",
            "V9__x.sql"),
        row(
            "a table in the place of the view",
            11,
            "CREATE TABLE current_schema_version (a int)",
            "current_schema_version"));
  }

  @ParameterizedTest
  @MethodSource("histories")
  void aHistoryThatIsNotOursIsOneSentence(Row row) {
    scripts.with("V1__a.sql", "CREATE TABLE half_done ()");
    database.execute(row.sql());

    migrate(database).isOneSentence(row.exit(), row.words());

    assertThat(database.value("SELECT to_regclass('half_done')")).isNull();
  }

  @Test
  void whoIsNobodyIsToldSo() {
    scripts.with("V1__a.sql", "CREATE TABLE half_done ()");

    migrate(database.as("nobody_here", "")).isOneSentence(13, List.of("nobody_here"));
    migrate(new TestDatabase(database.host(), database.port(), "no_such", "postgres", ""))
        .isOneSentence(13, List.of("no_such", "3D000", "Create the database"));
    migrate(database, "--tls-mode", "require").isOneSentence(13, List.of("TLS", "require"));
  }

  /// Servers of other protocols on a database's port.
  enum Stranger {
    WEB("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"),
    MAIL("220 mail.example ESMTP\r\n"),
    GARBAGE("\0\0\0\0\0\0\0\0"),
    HUGE("R\u007F\u007F\u007F\u007F"),
    HANGS_UP("");

    private final String answer;

    Stranger(String answer) {
      this.answer = answer;
    }

    void serve(ServerSocket server) {
      try {
        while (true) {
          try (Socket client = server.accept()) {
            client.getInputStream().readNBytes(answer.isEmpty() ? 0 : 8);
            client.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
          } catch (SocketException e) {
            if (server.isClosed()) {
              return;
            }
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Stranger.class)
  void whatIsNoPostgresqlIsOneSentence(Stranger stranger) throws IOException {
    scripts.with("V1__a.sql", "CREATE TABLE half_done ()");
    try (var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> stranger.serve(server));

      migrate(database.through(server.getLocalPort()), "--connect-timeout", "0s")
          .isOneSentence(13, List.of("127.0.0.1:" + server.getLocalPort()));
    }
  }

  private ProgramRun migrate(TestDatabase on, String... more) {
    var all = new ArrayList<>(List.of("migrate", "--url", on.jdbcUrl(), "--user", on.user()));
    all.addAll(List.of("--scripts", scripts.path().toString()));
    all.addAll(List.of(more));
    return ProgramRun.of(Map.of(), all);
  }
}
