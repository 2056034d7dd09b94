package dev.lockstep.engine.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.script.DeclarativeScripts;
import dev.lockstep.engine.script.ReadOptions;
import dev.lockstep.engine.script.Script;
import dev.lockstep.schema.CallbackEvent;
import dev.lockstep.schema.FileSelection;
import dev.lockstep.schema.ScriptsDigest;
import java.io.IOException;
import java.io.RandomAccessFile;
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

  // F26
  @Test
  void passesOverWhatNoToolTakesForAScript() throws IOException {
    write("V1__a.sql");
    String digest = read().digest();
    write("README.md", "atlas.sum", "embed.go", "V1__a.sql~", "#V1__a.sql#", "V1__a.sql.orig");
    write("kustomization.yaml", "migration_lock.toml", "LICENSE", ".gitkeep", "notes.md.gz");
    Files.createSymbolicLink(folder.resolve("NOTES.MD"), folder.resolve("gone"));

    ScriptSet set = read();

    assertThat(set.scripts()).hasSize(1);
    assertThat(set.digest()).isEqualTo(digest);
    assertThat(set.leftovers().passedOver())
        .containsExactly(
            "#V1__a.sql#",
            "LICENSE",
            "NOTES.MD",
            "README.md",
            "V1__a.sql.orig",
            "V1__a.sql~",
            "atlas.sum",
            "embed.go",
            "kustomization.yaml",
            "migration_lock.toml",
            "notes.md.gz");
  }

  // F26
  @Test
  void readsNothingOfWhatItPassesOver() throws IOException {
    write("V1__a.sql");
    try (var large = new RandomAccessFile(folder.resolve("README.md").toFile(), "rw")) {
      large.setLength(8L << 30);
    }

    assertThat(read().leftovers().passedOver()).containsExactly("README.md");
  }

  // F26
  @Test
  void leavesOutWhatAPatternNames() throws IOException {
    write("V1__a.sql", "V2__b.sql", "schema.sql", "seed_1.txt");
    Files.createDirectory(folder.resolve("testdata"));

    ScriptSet set = set(readWithout(List.of("schema.sql", "seed_?.txt", "V2*", "test*", "*.json")));

    assertThat(set.scripts()).extracting(Script::fileName).containsExactly("V1__a.sql");
    assertThat(set.leftovers().passedOver())
        .containsExactly("V2__b.sql", "schema.sql", "seed_1.txt", "testdata");
    assertThat(set.leftovers().patterns()).containsExactly("*.json");
    assertThat(SetWarnings.of(set, List.of()))
        .containsExactly(
            "the ignore pattern '*.json' matches no file: correct the pattern, or remove it");
    assertThat(set.digest())
        .isEqualTo(
            ScriptsDigest.of(
                Map.of("orders-migrations", Map.of("V1__a.sql", digestOf("select 'V1__a.sql'")))));
  }

  // F26
  @Test
  void refusesAFolderThatNobodyLeavesOut() throws IOException {
    write("V1__a.sql");
    Files.createDirectory(folder.resolve("README.md"));

    assertThat(errors())
        .containsExactly(
            "README.md: subfolders are not read. Pass the folder with --scripts, or exclude it with --ignore");
  }

  // Real sets have such files, and golang-migrate accepts them.
  @Test
  void takesAnUndoScriptOfGolangMigrateThatUndoesNothing() throws IOException {
    write("001_a.up.sql", "001_a.down.sql", "002_b.down.sql", "003_c.up.sql");

    ScriptSet set = read();

    assertThat(set.scripts())
        .extracting(Script::fileName)
        .containsExactly("001_a.up.sql", "003_c.up.sql");
    assertThat(SetWarnings.of(set, set.scripts()))
        .containsExactly(
            "002_b.down.sql: undoes version 002, which has no up script: it is never run, as with golang-migrate");
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
          V1__a.sql, notes.txt             | notes.txt: not a recognized script name: expected V7__add_x.sql
          V1__a.sql, v2__b.sql             | v2__b.sql: not a recognized script name
          V1__a.sql, V2__b.SQL             | V2__b.SQL: not a recognized script name
          V1__a.sql, V2_b.sql              | V2_b.sql: not a recognized script name
          V1__a.sql, V2__b.sql.txt         | V2__b.sql.txt: not a recognized script name
          V1__a.sql, V2__b.java            | V2__b.java: not a recognized script name
          00001_a.sql, 00002_b.go          | 00002_b.go: not a recognized script name
          V1__a.sql, README.sql            | README.sql: not a recognized script name
          V1__a.sql, 002_b.sql             | 002_b.sql (numbered), V1__a.sql (Flyway)
          001_a.up.sql, 002_b.sql          | 001_a.up.sql (golang-migrate), 002_b.sql (numbered)
          V1__a.sql, V1__b.sql             | V1__b.sql: same version as V1__a.sql (1 and 1): if it is the undo of that script, rename it to U1__a.sql; otherwise give one of them another version
          V1__a.sql, V1.0__b.sql           | same version as
          V1__a.sql, V001__b.sql           | same version as
          V1_2__a.sql, V1.2__b.sql         | same version as
          001_a.up.sql, 1_b.up.sql         | same version as
          001_a.sql, 001_a.old.sql         | 001_a.sql: same version as 001_a.old.sql (001 and 001): if it is the undo of that script, rename it to 001_a.old.down.sql
          001_a.sql, 001_a.down.sql, 001_a.rollback.sql | same version as
          001_a.sql, 002_b.rollback.sql    | 002_b.rollback.sql: undoes version 002
          V1__a.sql, U2__b.sql             | U2__b.sql: undoes version 2, which has no up script
          B1__a.sql, U1__a.sql             | U1__a.sql: undoes version 1, which has no up script
          V1__a.sql, U1__a.sql, U1__b.sql  | U1__b.sql: same version as U1__a.sql
          B1__a.sql, B1.0__b.sql           | same version as
          R__a_b.sql, R__a b.sql           | same description as
          V1__a.sql, 2__b.sql              | 2__b.sql (Flyway without a prefix), V1__a.sql (Flyway)
          V1__a.sql, afterClean.sql        | afterClean.sql: not a recognized script name: the only supported Flyway callbacks
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
        .containsExactly("V1__a.sql: both more and orders-migrations contain a file of this name");
  }

  @Test
  void refusesAFolderThatIsNotThere() {
    assertThat(refused(ScriptSet.read(List.of(folder.resolve("x")), Map.of())).errors())
        .singleElement()
        .asString()
        .contains("cannot list the folder ");
  }

  // F17
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          001.do.sql, 001.undo.sql              | 001.undo.sql looks like the undo script of 001.do.sql: rename it to 001.down.sql
          001.do.users.sql, 001.undo.users.sql  | 001.undo.users.sql looks like the undo script of 001.do.users.sql: rename it to 001.users.down.sql
          1-up.sql, 1-down.sql                  | 1-down.sql looks like the undo script of 1-up.sql: rename it to 1.down.sql
          1_a_up.sql, 1_a_down.sql              | 1_a_down.sql looks like the undo script of 1_a_up.sql: rename it to 1_a.down.sql
          001_a.sql, 001_a.revert.sql           | 001_a.revert.sql looks like the undo script of 001_a.sql: rename it to 001_a.down.sql
          001_a.sql, 001_a-revert.sql           | rename it to 001_a.down.sql
          001_a.sql, 001_a.Down.sql             | 001_a.Down.sql looks like the undo script of 001_a.sql: rename it to 001_a.down.sql
          001_a.sql, 001_a_rollback.sql         | rename it to 001_a.down.sql
          001_a.sql, 001_a.undo.sql             | rename it to 001_a.down.sql
          001_a.up.sql, 001_a.undo.up.sql       | same version as
          V1__a.sql, V1__a.down.sql             | V1__a.down.sql looks like the undo script of V1__a.sql: rename it to U1__a.sql
          V1__a.sql, V1__a_undo.sql             | V1__a_undo.sql looks like the undo script of V1__a.sql: rename it to U1__a.sql
          1__a.sql, 1__a.undo.sql               | rename it to U1__a.sql
          """)
  void tellsHowAnUndoScriptOfAnotherToolIsNamedHere(String files, String sentence)
      throws IOException {
    write(files.split(", "));

    assertThat(errors()).singleElement().asString().contains(sentence);
    assertThat(errors().getFirst()).doesNotStartWith("give one").doesNotContain("; give one");
  }

  // F17
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1-down.sql              | its name suggests an undo script, but it would run as version 1: rename it to 1.down.sql; if it is not an undo script, write '-- lockstep: allow-file undo-name REASON' at its top
          001.undo.sql            | rename it to 001.down.sql
          001.undo.users.sql      | rename it to 001.users.down.sql
          007_x.revert.sql        | rename it to 007_x.down.sql
          007_create_x_down.sql   | rename it to 007_create_x.down.sql
          007_rollback.sql        | rename it to 007.down.sql
          V7__x.undo.sql          | rename it to U7__x.sql
          """)
  void letsNoUndoScriptRunForwardByItsName(String file, String sentence) throws IOException {
    write(file);

    assertThat(read().scripts().getFirst().objections())
        .singleElement()
        .asString()
        .startsWith(file + ": its name suggests")
        .contains(sentence);

    Files.writeString(
        folder.resolve(file),
        "-- lockstep: allow-file undo-name it takes a mistake back\nselect 1");
    assertThat(read().scripts().getFirst().objections()).isEmpty();
  }

  // F17
  @ParameterizedTest
  @CsvSource({
    "005_lock_down.sql",
    "005_scale-down.sql",
    "005_shutdown.sql",
    "005_undo_the_change_of_4.sql",
    "005_revert_prices.sql",
    "005_down_payment.sql",
    "005_up.sql",
    "005_countdown.sql",
    "V5__revert_prices.sql",
    "R__undo.sql",
    "005_a.up.sql"
  })
  void takesOrdinaryNames(String file) throws IOException {
    write(file);

    assertThat(read().scripts().getFirst().objections()).isEmpty();
  }

  // F18
  @ParameterizedTest
  @CsvSource({
    "2024-01-31-11-13-47-a.sql, 2024-01-31-11-20-00-b.sql",
    "2024-01-31T120000_a.sql, 2024-02-01T090000_b.sql",
    "2024.01.31T14.30.12.users.sql, 2024.01.31T15.00.00.more.sql",
    "20240131_120000_a.sql, 20240131_130000_b.sql"
  })
  void ordersByTheWholeTime(String first, String second) throws IOException {
    write(second, first);

    assertThat(names()).containsExactly(first, second);
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

  private ScriptReading readWithout(List<String> ignored) {
    return ScriptSet.read(
        List.of(folder),
        new ReadOptions(Map.of(), null, null, new FileSelection(ignored)),
        DeclarativeScripts.NONE);
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
