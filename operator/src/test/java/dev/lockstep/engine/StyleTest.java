package dev.lockstep.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.Script.Transactions;
import dev.lockstep.schema.ScriptStyle;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Sets whose files say more than their names do.
final class StyleTest {
  private static final String GOOSE = "-- +goose Up\ncreate a;\n-- +goose Down\ndrop a;\n";
  private static final String DBMATE = "-- migrate:up\ncreate a;\n-- migrate:down\ndrop a;\n";

  private final Path folder;

  StyleTest(@TempDir Path temporary) throws IOException {
    this.folder = Files.createDirectory(temporary.resolve("orders-migrations"));
  }

  @ParameterizedTest
  @CsvSource({"GOOSE, -- +goose Down", "DBMATE, -- migrate:down"})
  void findsTheStyleInTheFiles(ScriptStyle style, String down) throws IOException {
    String text = style == ScriptStyle.GOOSE ? GOOSE : DBMATE;
    write("00001_a.sql", text);
    write("00002_b.sql", "\uFEFF" + text.replace("\n", "\r\n"));

    List<Script> scripts = set(null).scripts();

    assertThat(scripts).extracting(script -> script.name().style()).containsOnly(style);
    assertThat(scripts.getFirst().source()).endsWith("\ncreate a;\n").doesNotContain(down);
    assertThat(scripts.getFirst().undo()).contains("\n\n" + down + "\ndrop a;\n");
    assertThat(scripts.getLast().text()).endsWith("\r\ncreate a;\r\n");
    assertThat(scripts.getFirst().checksum())
        .isEqualTo(Checksum.of(text))
        .isEqualTo(scripts.getLast().checksum());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          001_a.sql=GOOSE 002_b.sql=PLAIN       | -        | the scripts follow two styles at once: 001_a.sql (goose), 002_b.sql (numbered)
          001_a.sql=GOOSE 002_b.sql=DBMATE      | -        | the scripts follow two styles at once: 001_a.sql (goose), 002_b.sql (dbmate)
          V1__a.sql=GOOSE                       | -        | V1__a.sql: a script of goose has a name such as 00007_add_x.sql
          001_a.up.sql=DBMATE                   | -        | 001_a.up.sql: a script of dbmate has a name such as
          001_a.sql=GOOSE 001_a.down.sql=PLAIN  | -        | 001_a.down.sql: it undoes version 001, and so does the undo part of 001_a.sql
          001_a.sql=LATE                        | -        | 001_a.sql, line 2: '-- lockstep:' is read before the first statement only
          001_a.sql=PLAIN                       | GOOSE    | 001_a.sql: it has no line '-- +goose Up'
          001_a.sql=PLAIN                       | DBMATE   | 001_a.sql: it has no line '-- migrate:up'
          001_a.sql=DBMATE                      | GOOSE    | 001_a.sql: this is a script of the style dbmate, and the set is said to be of the style goose
          001_a.sql=GOOSE                       | NUMBERED | 001_a.sql: this is a script of the style goose, and the set is said to be of the style numbered
          V1__a.sql=PLAIN                       | GOOSE    | V1__a.sql: this is a script of the style Flyway, and the set is said to be of the style goose
          V1__a.sql=PLAIN                       | NUMBERED | V1__a.sql: this is a script of the style Flyway
          001_a.up.sql=PLAIN                    | NUMBERED | 001_a.up.sql: this is a script of the style golang-migrate
          001_a.sql=PLAIN                       | UP_DOWN  | 001_a.sql: this is a script of the style numbered
          001_a.sql=PLAIN                       | FLYWAY   | 001_a.sql: this is a script of the style numbered
          """)
  void refusesWhatDoesNotFit(String files, @Nullable ScriptStyle style, String sentence)
      throws IOException {
    write(files);

    assertThat(errors(style)).singleElement().asString().contains(sentence);
  }

  @ParameterizedTest
  @CsvSource({
    "001_a.sql=GOOSE, GOOSE",
    "001_a.sql=DBMATE, DBMATE",
    "001_a.sql=PLAIN 001_a.down.sql=PLAIN, NUMBERED",
    "001_a.up.sql=PLAIN 001_a.down.sql=PLAIN, UP_DOWN",
    "V1__a.sql=PLAIN, FLYWAY"
  })
  void takesTheStyleThatIsAskedFor(String files, ScriptStyle style) throws IOException {
    write(files);

    assertThat(set(style).scripts()).hasSize(1);
  }

  @Test
  void tellsWhatTheUndoScriptWantsOfTransactionsInItsText() throws IOException {
    write("001_a.sql", "-- +goose NO TRANSACTION\n" + GOOSE);
    write("002_b.sql", "-- lockstep: no-transaction\n" + GOOSE);
    write("003_c.sql", GOOSE.replace("Down\n", "Down\n-- lockstep: no-transaction\n"));

    List<Script> scripts = set(null).scripts();

    assertThat(scripts)
        .extracting(Script::transactions)
        .containsExactly(Transactions.NONE, Transactions.NONE, Transactions.AS_STATEMENTS_ALLOW);
    assertThat(scripts)
        .extracting(script -> Transactions.of(script.undo().orElseThrow()))
        .containsExactly(Transactions.NONE, Transactions.AS_STATEMENTS_ALLOW, Transactions.NONE);
    assertThat(scripts.getFirst().undo().orElseThrow().lines().toList().get(3))
        .isEqualTo("-- +goose Down");
  }

  @Test
  void followsTheConfigurationBesideAScript() throws IOException {
    write("V1__a.sql", "vacuum ${t};");
    write("V1__a.sql.conf", "executeInTransaction=false\nplaceholderReplacement=false\n");
    write("V2__b.sql", "vacuum ${t};");

    List<Script> scripts =
        ((ScriptSet) ScriptSet.read(List.of(folder), Map.of("t", "orders"))).scripts();

    assertThat(scripts).extracting(Script::text).containsExactly("vacuum ${t};", "vacuum orders;");
    assertThat(scripts)
        .extracting(Script::transactions)
        .containsExactly(Transactions.NONE, Transactions.AS_STATEMENTS_ALLOW);
  }

  @Test
  void refusesAConfigurationThatItCannotFollowOrPlace() throws IOException {
    write("V1__a.sql", "select 1;");
    write("V1__a.sql.conf", "shouldExecute=false");
    write("V2__b.sql.conf", "executeInTransaction=false");

    assertThat(errors(null))
        .satisfiesExactly(
            error -> assertThat(error).startsWith("V1__a.sql.conf: shouldExecute=false is not"),
            error ->
                assertThat(error)
                    .startsWith("V2__b.sql.conf: there is no V2__b.sql that it could"));
  }

  @Test
  void unpacksWhatIsPacked() throws IOException {
    write("V1__a.sql", "select 'é';\r\n");
    pack("V2__b.sql.gz", "select 'é';\n");
    pack("V3__c.sql", "\uFEFFselect 'é';\n");

    List<Script> scripts = set(null).scripts();

    assertThat(scripts)
        .extracting(Script::fileName)
        .containsExactly("V1__a.sql", "V2__b.sql", "V3__c.sql");
    assertThat(scripts).extracting(Script::checksum).containsOnly(Checksum.of("select 'é';\n"));
    assertThat(scripts.getLast().text()).isEqualTo("select 'é';\n");
  }

  @Test
  void refusesWhatIsNotPackedAsItSaysAndWhatIsThereTwice() throws IOException {
    write("V1__a.sql.gz", "select 1;");
    pack("V2__b.sql.gz", "select 2;");
    write("V2__b.sql", "select 2;");
    Files.write(folder.resolve("V3__c.sql"), Arrays.copyOf(packed("select 3;"), 15));

    assertThat(errors(null))
        .satisfiesExactlyInAnyOrder(
            error ->
                assertThat(error)
                    .isEqualTo(
                        "V1__a.sql.gz: it is named .gz and is not packed with gzip: pack it, or name it V1__a.sql"),
            error ->
                assertThat(error)
                    .isEqualTo(
                        "V2__b.sql: both V2__b.sql in orders-migrations and V2__b.sql.gz in orders-migrations are this script: take one of them out"),
            error -> assertThat(error).startsWith("V3__c.sql: its gzip data are cut off"));
  }

  private void write(String files) throws IOException {
    for (String file : files.split(" ", -1)) {
      String[] parts = file.split("=", -1);
      write(
          parts[0],
          switch (parts[1]) {
            case "GOOSE" -> GOOSE;
            case "DBMATE" -> DBMATE;
            case "LATE" -> "select 1;\n-- lockstep: no-transaction\n";
            default -> "select 1;\n";
          });
    }
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  private void pack(String name, String text) throws IOException {
    Files.write(folder.resolve(name), packed(text));
  }

  private static byte[] packed(String text) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var stream = new GZIPOutputStream(bytes)) {
      stream.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  private ScriptSet set(@Nullable ScriptStyle style) {
    return switch (read(style)) {
      case ScriptSet set -> set;
      case ScriptReading.Refused refused -> throw new AssertionError(refused.errors());
    };
  }

  private List<String> errors(@Nullable ScriptStyle style) {
    return switch (read(style)) {
      case ScriptSet set -> throw new AssertionError("not refused: " + set.scripts());
      case ScriptReading.Refused refused -> refused.errors();
    };
  }

  private ScriptReading read(@Nullable ScriptStyle style) {
    return ScriptSet.read(List.of(folder), Map.of(), Optional.ofNullable(style), Declarations.NONE);
  }
}
