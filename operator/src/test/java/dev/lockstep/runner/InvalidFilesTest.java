package dev.lockstep.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.ProgramRun;
import dev.lockstep.testing.PostgresExtension;
import dev.lockstep.testing.PostgresServer;
import dev.lockstep.testing.TestDatabase;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Sets with one error, each with a valid script that must not run.
@ExtendWith(PostgresExtension.class)
final class InvalidFilesTest {
  private final TestDatabase database;
  private final Path scripts;

  InvalidFilesTest(PostgresServer server, @TempDir Path folder) throws IOException {
    this.database = server.untouchedDatabase();
    this.scripts = Files.createDirectories(folder.resolve("scripts"));
  }

  /// The error, the files by name, and the words that the sentence must contain.
  record Row(String name, Map<String, byte[]> files, List<String> words) {
    @Override
    public String toString() {
      return name;
    }

    /// Adds a file.
    Row and(String file, String text) {
      var all = new LinkedHashMap<>(files);
      all.put(file, text.getBytes(StandardCharsets.UTF_8));
      return new Row(name, all, words);
    }
  }

  private static Row text(String name, String file, String text, String... words) {
    return bytes(name, file, text.getBytes(StandardCharsets.UTF_8), words);
  }

  private static Row hex(String name, String file, String hex, String... words) {
    return bytes(name, file, HexFormat.of().parseHex(hex), words);
  }

  private static Row bytes(String name, String file, byte[] bytes, String... words) {
    return new Row(name, Map.of(file, bytes), List.of(words));
  }

  private static byte[] in(String charset, String text) {
    return text.getBytes(Charset.forName(charset));
  }

  static Stream<Row> encodings() {
    return Stream.of(
        bytes("UTF-16 with a mark", "V2__x.sql", in("UTF-16", "SELECT 1"), "V2__x.sql", "UTF-16"),
        bytes("UTF-16 without", "V2__x.sql", in("UTF-16LE", "SELECT 1"), "V2__x.sql", "UTF-16"),
        bytes("UTF-32", "V2__x.sql", in("UTF-32BE", "SELECT 1"), "V2__x.sql", "byte 0"),
        bytes("Latin-1", "V2__x.sql", in("ISO-8859-1", "--\n'ä'"), "V2__x.sql", "line 2", "0xE4"),
        hex("cut off character", "V2__x.sql", "41C3", "V2__x.sql", "0xC3"),
        hex("half a pair", "V2__x.sql", "EDA080", "V2__x.sql", "0xED"),
        hex("longer than needed", "V2__x.sql", "C0AF", "V2__x.sql", "0xC0"),
        text("NUL", "V2__x.sql", "SELECT 1;\n\0", "V2__x.sql", "line 2", "NUL"),
        hex("gzip, cut off", "V2__x.sql.gz", "1F8B0800", "V2__x.sql.gz", "compress the file again"),
        text("gzip by name alone", "V2__x.sql.gz", "SELECT 1", "V2__x.sql.gz", "not compressed"));
  }

  static Stream<Row> names() {
    return Stream.of(
        text("unknown file", "notes.txt", "", "notes.txt", "Rename or remove the file"),
        text("small prefix", "v2__x.sql", "", "v2__x.sql", "upper case"),
        text("capital ending", "V2__x.SQL", "", "V2__x.SQL", "lower case"),
        text("one underscore", "V2_x.sql", "", "V2_x.sql", "two underscores"),
        text("repeatable with version", "R2__x.sql", "", "R2__x.sql", "no version"),
        text(
            "another ending",
            "V2__x.sql.txt",
            "",
            "V2__x.sql.txt",
            "Rename or remove the file",
            "--ignore"),
        text("line end in a name", "V2__x\ny.txt", "", "y.txt", "Rename or remove the file"),
        text(
            "escape in a name",
            "V2\u001B[2J.txt",
            "",
            "\\u001B[2J.txt",
            "Rename or remove the file"),
        text("callback that is not run", "afterClean.sql", "", "afterClean.sql"),
        text("same version", "V1__b.sql", "", "V1__b.sql", "V1__a.sql", "same version"),
        text("leading zero", "V01__b.sql", "", "V01__b.sql", "V1__a.sql", "same version"),
        text("trailing zero", "V1.0__b.sql", "", "V1.0__b.sql", "V1__a.sql", "same version"),
        text("other separator", "V2_1__a.sql", "", "V2.1__b.sql", "V2_1__a.sql", "same version")
            .and("V2.1__b.sql", ""),
        text("20 digits", "V20260101000000000001__a.sql", "", "same version")
            .and("V020260101000000000001__b.sql", ""),
        text("undo alone", "U7__x.sql", "", "U7__x.sql", "no up script"),
        text("two repeatables", "R__v_w.sql", "", "R__v_w.sql", "same").and("R__v w.sql", ""),
        text(
            "more than one naming style",
            "002_b.up.sql",
            "",
            "V1__a.sql",
            "002_b.up.sql",
            "more than one naming style"),
        text("sql-migrate", "V2__x.sql", "SELECT 1;\n-- +migrate Down\n", "sql-migrate"),
        // F2
        text(
            "node-pg-migrate",
            "V2__x.sql",
            "CREATE TABLE b ();\n-- Down Migration\nDROP TABLE b;",
            "V2__x.sql, line 2: this is a node-pg-migrate script, with an up and an undo part"),
        text(
            "undo part",
            "V2__x.sql",
            "CREATE TABLE b ();\n-- DOWN\nDROP TABLE b;",
            "V2__x.sql, line 2: '-- DOWN' begins a part that undoes"),
        // F3
        text(
            "liquibase",
            "V2__x.sql",
            "--liquibase formatted sql\n--changeset ann:3 context:demo\nSELECT 1;",
            "V2__x.sql, line 2: changeset ann:3 has context:demo"),
        // F17
        text("undo's name", "V2__x.undo.sql", "SELECT 1;", "rename it to U2__x.sql"));
  }

  static Stream<Row> markers() {
    return Stream.of(
        text("goose in a Flyway name", "V2__x.sql", "-- +goose Up\n", "V2__x.sql", "goose"),
        text("own word", "V2__x.sql", "-- lockstep: no-tx\n", "V2__x.sql", "no-tx"),
        text("own word, late", "V2__x.sql", "SELECT 1;\n-- lockstep: no-transaction\n", "line 2"),
        text("Atlas' delimiter", "V2__x.sql", "-- atlas:delimiter //\n", "V2__x.sql", "delimiter"),
        text(
            "conf alone",
            "V3__x.sql.conf",
            "executeInTransaction=false",
            "V3__x.sql that it configures does not exist"),
        text("conf, unknown key", "V1__a.sql.conf", "outOfOrder=1", "V1__a.sql.conf", "outOfOrder"),
        text("conf, no boolean", "V1__a.sql.conf", "executeInTransaction=no", "'no'"),
        text("conf, encoding", "V1__a.sql.conf", "encoding=ISO-8859-1", "encoding", "UTF-8"),
        text("YAML, nothing in it", "V2__x.yaml", "", "V2__x.yaml", "addColumns"),
        text("YAML, tabs", "V2__x.yaml", "addColumns:\n\t- a", "V2__x.yaml, line 2"),
        text("YAML, unknown key", "V2__x.yaml", "dropColumns: []", "dropColumns"),
        text(
            "YAML, no type",
            "V2__x.yaml",
            "addColumns:\n- {table: t, column: c}",
            "V2__x.yaml, line 2",
            "no type"),
        text(
            "YAML, more than a type",
            "V2__x.yaml",
            "addColumns:\n- {table: t, column: c, type: 'int; DROP TABLE t'}",
            "V2__x.yaml, line 2",
            "not an SQL type"));
  }

  static Stream<Row> statements() {
    return Stream.of(
        text("open string", "V2__x.sql", "SELECT 1;\nSELECT 'a", "V2__x.sql, line 2", "string"),
        text("open name", "V2__x.sql", "\n\nSELECT \"a", "V2__x.sql, line 3", "name"),
        text("open comment", "V2__x.sql", "SELECT 1 /* /* */", "V2__x.sql, line 1", "comment"),
        text("open dollar quote", "V2__x.sql", "DO $a$ BEGIN END $b$", "V2__x.sql, line 1"),
        text("open, line ends of Windows", "V2__x.sql", "SELECT 1;\r\n\r\n'", "V2__x.sql, line 3"),
        text("open after 5 MB", "V2__x.sql", "SELECT 1;\n".repeat(500_000) + "'", "line 500001"),
        text("psql's \\i", "V2__x.sql", "\\i other.sql", "V2__x.sql, line 1", "\\i"),
        text("psql's \\copy", "V2__x.sql", "\\copy t from 'x'", "\\copy", "COPY ... FROM stdin"),
        text("psql's \\gexec", "V2__x.sql", "SELECT 1\n\\gexec", "V2__x.sql, line 2", "\\gexec"),
        text("a stray backslash", "V2__x.sql", "SELECT 1 \\ 2", "V2__x.sql, line 1", "backslash"),
        text("prepared", "V2__x.sql", "BEGIN; PREPARE TRANSACTION 'x'", "V2__x.sql, line 1"),
        text("DateStyle", "V2__x.sql", "SET DateStyle = German", "V2__x.sql", "DateStyle", "ISO"));
  }

  @ParameterizedTest
  @MethodSource({"encodings", "names", "markers", "statements"})
  void aWrongFileIsOneSentenceAndNothingRuns(Row row) throws IOException {
    Files.writeString(scripts.resolve("V1__a.sql"), "CREATE TABLE half_done ()");
    for (var file : row.files().entrySet()) {
      Files.write(scripts.resolve(file.getKey()), file.getValue());
    }

    refused(row.words());
  }

  @ParameterizedTest
  @MethodSource("divided")
  void aWronglyDividedFileIsOneSentence(String file, String text, String word) throws IOException {
    Files.writeString(scripts.resolve(file), text);

    refused(List.of(file, word));
  }

  static Stream<Arguments> divided() {
    return Stream.of(
        divided("001_x.sql", "-- +goose Down\nDROP TABLE a;", "line 1"),
        divided("001_x.sql", "-- +goose Up\n-- +goose StatementBegin\nSELECT 1;", "StatementEnd"),
        divided("001_x.sql", "-- +goose Up\n-- +goose Uup\nSELECT 1;", "line 2"),
        divided("001_x.sql", "-- migrate:up\nSELECT 1;\n -- migrate:down\n", "line 3"),
        divided("001_x.sql", "-- migrate:down\nDROP TABLE a;\n-- migrate:up\n", "line 3"),
        divided("001_x.sql", "-- migrate:up transact:false\n", "transact:false"));
  }

  private static Arguments divided(String file, String text, String word) {
    return Arguments.of(file, text, word);
  }

  enum Entry {
    FOLDER("folder"),
    DEAD_LINK("broken symbolic link"),
    LINK_TO_ITSELF("links");

    private final String word;

    Entry(String word) {
      this.word = word;
    }

    void make(Path path) throws IOException {
      switch (this) {
        case FOLDER -> Files.createDirectory(path);
        case DEAD_LINK -> Files.createSymbolicLink(path, path.resolveSibling("gone"));
        case LINK_TO_ITSELF -> Files.createSymbolicLink(path, path);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Entry.class)
  void whatIsNoFileIsOneSentence(Entry entry) throws IOException {
    entry.make(scripts.resolve("V2__x.sql"));

    refused(List.of("V2__x.sql", entry.word));
  }

  private void refused(List<String> words) {
    ProgramRun.of(
            Map.of(),
            List.of(
                "migrate",
                "--url",
                database.jdbcUrl(),
                "--user",
                database.user(),
                "--scripts",
                scripts.toString()))
        .isOneSentence(10, words);

    assertThat(database.value("SELECT to_regclass('half_done')")).isNull();
  }
}
