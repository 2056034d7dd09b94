package dev.lockstep.engine.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.script.Checksum;
import dev.lockstep.engine.script.DeclarativeScripts;
import dev.lockstep.engine.script.Script;
import dev.lockstep.engine.script.Script.Transactions;
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

/// Sets whose style depends on the contents of the files.
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
          001_a.sql=GOOSE 002_b.sql=PLAIN       | -        | the scripts have more than one naming style: 001_a.sql (goose), 002_b.sql (numbered)
          001_a.sql=GOOSE 002_b.sql=DBMATE      | -        | the scripts have more than one naming style: 001_a.sql (goose), 002_b.sql (dbmate)
          V1__a.sql=GOOSE                       | -        | V1__a.sql: a goose script contains its undo part and has a name such as 00007_add_x.sql
          001_a.up.sql=DBMATE                   | -        | 001_a.up.sql: a dbmate script contains its undo part and has a name such as
          001_a.sql=GOOSE 001_a.down.sql=PLAIN  | -        | 001_a.down.sql: undoes version 001, as does the undo part of 001_a.sql
          001_a.sql=LATE                        | -        | 001_a.sql, line 2: '-- lockstep:' is only read before the first statement
          001_a.sql=PLAIN                       | GOOSE    | 001_a.sql: no '-- +goose Up' line
          001_a.sql=PLAIN                       | DBMATE   | 001_a.sql: no '-- migrate:up' line
          001_a.sql=DBMATE                      | GOOSE    | 001_a.sql: this is a script of the style dbmate, but the set is declared as goose
          001_a.sql=GOOSE                       | NUMBERED | 001_a.sql: this is a script of the style goose, but the set is declared as numbered
          V1__a.sql=PLAIN                       | GOOSE    | V1__a.sql: this is a script of the style Flyway, but the set is declared as goose
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

  // F24
  @ParameterizedTest
  @CsvSource({"user", "database", "timestamp", "workingDirectory", "table", "environment", "xyz"})
  void objectsToFlywaysPlaceholdersThatHaveNoValueHere(String name) throws IOException {
    write("V1__a.sql", "-- ${flyway:" + name + "}\nselect '${flyway:" + name + "}';");

    assertThat(set(null).scripts().getFirst().objections())
        .containsExactly(
            "V1__a.sql, line 2: Flyway replaces ${flyway:%1$s} with a value that Lockstep does not know: declare it with --placeholder flyway:%1$s=VALUE (spec.scripts.placeholders), or write the value"
                .formatted(name));

    write("V1__a.sql.conf", "placeholderReplacement=false\n");
    assertThat(set(null).scripts().getFirst().remarks()).isEmpty();
  }

  // F24
  @Test
  void objectsToFlywaysPlaceholdersInWhatUndoesAScript() throws IOException {
    write("V1__a.sql", "select 1;");
    write("U1__a.sql", "select '${flyway:user}';");

    assertThat(set(null).scripts().getFirst().objections())
        .singleElement()
        .asString()
        .startsWith("V1__a.sql: in its undo: U1__a.sql, line 1: Flyway replaces");
  }

  // F24
  @Test
  void warnsOfWhatLooksLikeAPlaceholder() throws IOException {
    write("001_a.sql", "select 1;\nselect '${a} ${a}', '${flyway:user}';");
    write("001_a.sql.conf", "");

    Script script = set(null).scripts().getFirst();

    assertThat(script.objections()).isEmpty();
    assertThat(script.warnings())
        .containsExactly(
            "001_a.sql, line 2: ${a} looks like a placeholder, but no placeholder of that name is declared; it is not replaced",
            "001_a.sql, line 2: ${flyway:user} looks like a placeholder, but no placeholder of that name is declared; it is not replaced");
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
                    .startsWith("V2__b.sql.conf: the script V2__b.sql that it configures"));
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
                        "V1__a.sql.gz: has the extension .gz but is not compressed with gzip: compress it, or rename it to V1__a.sql"),
            error ->
                assertThat(error)
                    .isEqualTo(
                        "V2__b.sql: both V2__b.sql in orders-migrations and V2__b.sql.gz in orders-migrations are this script: remove one of them"),
            error -> assertThat(error).startsWith("V3__c.sql: its gzip data are truncated"));
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
    return ScriptSet.read(
        List.of(folder), Map.of(), Optional.ofNullable(style), DeclarativeScripts.NONE);
  }
}
