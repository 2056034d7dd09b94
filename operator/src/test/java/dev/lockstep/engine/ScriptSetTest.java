package dev.lockstep.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.schema.CallbackEvent;
import dev.lockstep.schema.ScriptsDigest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ScriptSetTest {
  private final Path temporary;
  private final Path folder;

  ScriptSetTest(@TempDir Path temporary) throws IOException {
    this.temporary = temporary;
    this.folder = Files.createDirectory(temporary.resolve("orders-migrations"));
  }

  @Test
  void ordersByVersionAndNotByName() throws IOException {
    write("V1__a.sql", "V2__b.sql", "V10__c.sql", "V1.10__d.sql", "V1.9__e.sql");
    write("V20240101123456789012__f.sql");

    assertThat(names())
        .containsExactly(
            "V1__a.sql",
            "V1.9__e.sql",
            "V1.10__d.sql",
            "V2__b.sql",
            "V10__c.sql",
            "V20240101123456789012__f.sql");
  }

  @Test
  void joinsForwardAndUndoOfGolangMigrate() throws IOException {
    write("000001_a.up.sql", "000001_a.down.sql", "000002_b.up.sql");

    assertThat(read().scripts())
        .extracting(script -> script.fileName() + " " + script.undo().orElse("-"))
        .containsExactly("000001_a.up.sql select '000001_a.down.sql'", "000002_b.up.sql -");
  }

  @Test
  void joinsForwardAndUndoOfNumberedScripts() throws IOException {
    write("001_a.sql", "001_a.down.sql", "002-b.sql", "002-b.rollback.sql", "003_c.sql");

    assertThat(read().scripts())
        .extracting(script -> script.fileName() + " " + script.undo().orElse("-"))
        .containsExactly(
            "001_a.sql select '001_a.down.sql'",
            "002-b.sql select '002-b.rollback.sql'",
            "003_c.sql -");
  }

  @Test
  void joinsForwardAndUndoOfFlyway() throws IOException {
    write("V1.0__a.sql", "U1__other_words.sql", "V2__b.sql", "B2__base.sql");

    assertThat(read().scripts())
        .extracting(script -> script.fileName() + " " + script.undo().orElse("-"))
        .containsExactly(
            "V1.0__a.sql select 'U1__other_words.sql'", "V2__b.sql -", "B2__base.sql -");
  }

  @Test
  void putsRepeatableScriptsLastInOrderOfDescription() throws IOException {
    write("R__b.sql", "V2__b.sql", "R__a_c.sql", "R__a b.sql", "V10__c.sql");

    assertThat(names())
        .containsExactly("V2__b.sql", "V10__c.sql", "R__a b.sql", "R__a_c.sql", "R__b.sql");
  }

  @Test
  void keepsCallbacksApartInOrderOfName() throws IOException {
    write("V1__a.sql", "afterMigrate__b.sql", "afterMigrate__a.sql", "beforeMigrate.sql");

    assertThat(names()).containsExactly("V1__a.sql");
    assertThat(read().callbacks(CallbackEvent.AFTER_MIGRATE))
        .extracting(Script::fileName)
        .containsExactly("afterMigrate__a.sql", "afterMigrate__b.sql");
    assertThat(read().callbacks(CallbackEvent.BEFORE_EACH_MIGRATE)).isEmpty();
  }

  @Test
  void passesOverWhatTheMountOfAConfigMapAdds() throws IOException {
    Path data = Files.createDirectory(folder.resolve("..2026_11_21"));
    Files.writeString(data.resolve("V1__a.sql"), "select 1");
    Files.createSymbolicLink(folder.resolve("..data"), Path.of("..2026_11_21"));
    Files.createSymbolicLink(folder.resolve("V1__a.sql"), Path.of("..data/V1__a.sql"));
    Files.writeString(folder.resolve(".hidden.sql"), "select 2");

    assertThat(names()).containsExactly("V1__a.sql");
  }

  @Test
  void mergesFolders() throws IOException {
    Path more = Files.createDirectory(temporary.resolve("more"));
    write("V1__a.sql");
    Files.writeString(more.resolve("V2__b.sql"), "select 2");

    assertThat(set(ScriptSet.read(List.of(more, folder), Map.of())).scripts()).hasSize(2);
  }

  @Test
  void takesAnEmptyFolderForAnEmptySet() {
    assertThat(read().scripts()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          V1__a.sql, notes.txt             | notes.txt: this is no script's name; accepted are V7__add_x.sql
          V1__a.sql, v2__b.sql             | v2__b.sql: this is no script's name
          V1__a.sql, V2__b.SQL             | V2__b.SQL: this is no script's name
          V1__a.sql, V2_b.sql              | V2_b.sql: this is no script's name
          V1__a.sql, README                | README: this is no script's name
          V1__a.sql, 002_b.sql             | 002_b.sql (numbered), V1__a.sql (Flyway)
          001_a.up.sql, 002_b.sql          | 001_a.up.sql (golang-migrate), 002_b.sql (numbered)
          V1__a.sql, V1__b.sql             | V1__b.sql: it has the same version as V1__a.sql (1 and 1)
          V1__a.sql, V1.0__b.sql           | it has the same version as
          V1__a.sql, V001__b.sql           | it has the same version as
          V1_2__a.sql, V1.2__b.sql         | it has the same version as
          001_a.up.sql, 1_b.up.sql         | it has the same version as
          001_a.sql, 001_a.down.sql, 001_a.rollback.sql | it has the same version as
          001_a.up.sql, 002_b.down.sql     | 002_b.down.sql: it undoes version 002, which has no forward script
          001_a.sql, 002_b.rollback.sql    | 002_b.rollback.sql: it undoes version 002
          V1__a.sql, U2__b.sql             | U2__b.sql: it undoes version 2, which has no forward script
          B1__a.sql, U1__a.sql             | U1__a.sql: it undoes version 1, which has no forward script
          V1__a.sql, U1__a.sql, U1__b.sql  | U1__b.sql: it has the same version as U1__a.sql
          B1__a.sql, B1.0__b.sql           | it has the same version as
          R__a_b.sql, R__a b.sql           | it has the same description as
          V1__a.sql, 2__b.sql              | 2__b.sql (Flyway without a prefix), V1__a.sql (Flyway)
          V1__a.sql, afterClean.sql        | afterClean.sql: this is no script's name; of Flyway's callbacks
          """)
  void refusesWithASentenceThatNamesTheFile(String files, String sentence) throws IOException {
    write(files.split(", "));

    assertThat(errors()).singleElement().asString().contains(sentence);
  }

  @Test
  void tellsAllErrorsAtOnce() throws IOException {
    write("V1__a.sql", "V1__b.sql", "002_c.sql", "notes.txt");
    Files.write(folder.resolve("V3__d.sql"), new byte[] {'a', (byte) 0xFF});
    Files.createDirectory(folder.resolve("V4__e.sql"));

    assertThat(errors()).hasSize(5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          73656c65637420e4  | byte 7 (line 1) is 0xE4, which is not UTF-8
          0a0a61e4          | byte 3 (line 3) is 0xE4
          0d0a61c328        | byte 3 (line 2) is 0xC3
          61ed a0 80        | byte 1 (line 1) is 0xED
          efbbbf 0a ff      | byte 4 (line 2) is 0xFF
          efbfbd 61 f8      | byte 4 (line 1) is 0xF8
          fffe 6100         | the file is UTF-16: save the file as UTF-8
          feff 0061         | the file is UTF-16
          6100 6200         | the file is UTF-16
          0061 0062         | the file is UTF-16
          fffe 0000 61000000 | the file is UTF-16
          c3a9 0a 6100      | byte 4 (line 2) is NUL
          """)
  void refusesBytesThatAreNoText(String bytes, String sentence) throws IOException {
    Files.write(folder.resolve("V1__a.sql"), HexFormat.of().parseHex(bytes.replace(" ", "")));

    assertThat(errors()).singleElement().asString().contains("V1__a.sql: " + sentence);
  }

  @Test
  void takesTheReplacementCharacterThatAFileHolds() throws IOException {
    Files.writeString(folder.resolve("V1__a.sql"), "select '\uFFFD'");

    assertThat(read().scripts().getFirst().text()).isEqualTo("select '\uFFFD'");
  }

  @Test
  void refusesOneNameInTwoFolders() throws IOException {
    Path more = Files.createDirectory(temporary.resolve("more"));
    write("V1__a.sql");
    Files.writeString(more.resolve("V1__a.sql"), "select 1");

    assertThat(refused(ScriptSet.read(List.of(folder, more), Map.of())).errors())
        .containsExactly("V1__a.sql: both more and orders-migrations have a file of this name");
  }

  @Test
  void refusesAFolderThatIsNotThere() {
    assertThat(refused(ScriptSet.read(List.of(folder.resolve("x")), Map.of())).errors())
        .singleElement()
        .asString()
        .contains("/x cannot be listed");
  }

  @ParameterizedTest
  @CsvSource({
    "-- +migrate Down, sql-migrate",
    "---- create above / drop below ----, tern",
    "-- //@UNDO, MyBatis"
  })
  void refusesFilesThatHoldTheirUndoPartToo(String divider, String tool) throws IOException {
    Files.writeString(folder.resolve("001_a.sql"), "-- head\n" + divider + "\nselect 1;\n");

    assertThat(errors())
        .singleElement()
        .asString()
        .contains("001_a.sql: this is a script of " + tool);
  }

  @Test
  void digestsAsTheOperatorDoes() throws IOException {
    Path more = Files.createDirectory(temporary.resolve("more"));
    write("V1__a.sql");
    Files.writeString(more.resolve("V2__b.sql"), "select 2");

    String digest = ScriptSet.read(List.of(folder, more), Map.of()).digest();

    assertThat(digest)
        .isEqualTo(
            ScriptsDigest.of(
                Map.of(
                    "orders-migrations",
                    Map.of("V1__a.sql", digestOf("select 'V1__a.sql'")),
                    "more",
                    Map.of("V2__b.sql", digestOf("select 2")))));
  }

  @Test
  void digestsARefusedSetToo() throws IOException {
    write("V1__a.sql", "notes.txt");

    assertThat(refused(ScriptSet.read(List.of(folder), Map.of())).digest()).startsWith("sha256:");
  }

  @Test
  void replacesPlaceholdersInWhatRunsAndNotInTheChecksum() throws IOException {
    Files.writeString(folder.resolve("001_a.up.sql"), "grant select on t to ${role} -- ${x}");
    Files.writeString(folder.resolve("001_a.down.sql"), "revoke select on t from ${role}");

    Script plain = read().scripts().getFirst();
    Script filled =
        set(ScriptSet.read(List.of(folder), Map.of("role", "app"))).scripts().getFirst();

    assertThat(filled.text()).isEqualTo("grant select on t to app -- ${x}");
    assertThat(filled.undo()).contains("revoke select on t from app");
    assertThat(filled.checksum()).isEqualTo(plain.checksum());
    assertThat(filled.source()).isEqualTo(plain.text());
  }

  @Test
  void readsFiveThousandFilesQuickly() throws IOException {
    for (int i = 1; i <= 5_000; i++) {
      Files.writeString(
          folder.resolve("V" + i + "__" + "add_".repeat(20) + i + ".sql"), "select 1");
    }

    ScriptSet set = Assertions.assertTimeout(Duration.ofSeconds(10), this::read);

    assertThat(set.scripts()).hasSize(5_000);
  }

  private void write(String... names) throws IOException {
    for (String name : names) {
      Files.writeString(folder.resolve(name), "select '" + name + "'");
    }
  }

  private List<String> names() {
    return read().scripts().stream().map(Script::fileName).toList();
  }

  private ScriptSet read() {
    return set(ScriptSet.read(List.of(folder), Map.of()));
  }

  private List<String> errors() {
    return refused(ScriptSet.read(List.of(folder), Map.of())).errors();
  }

  private static String digestOf(String text) {
    return ScriptsDigest.ofBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  private static ScriptSet set(ScriptReading reading) {
    return switch (reading) {
      case ScriptSet set -> set;
      case ScriptReading.Refused refused -> throw new AssertionError(refused.errors());
    };
  }

  private static ScriptReading.Refused refused(ScriptReading reading) {
    return switch (reading) {
      case ScriptSet set -> throw new AssertionError("not refused: " + set.scripts());
      case ScriptReading.Refused refused -> refused;
    };
  }
}
