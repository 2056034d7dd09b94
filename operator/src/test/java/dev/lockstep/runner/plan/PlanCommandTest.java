package dev.lockstep.runner.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.runner.connection.Dialects;
import dev.lockstep.runner.output.Console;
import dev.lockstep.testing.PostgresExtension;
import dev.lockstep.testing.PostgresServer;
import dev.lockstep.testing.ScriptFolder;
import dev.lockstep.testing.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class PlanCommandTest {
  private final ScriptFolder scripts;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  PlanCommandTest(@TempDir Path folder) {
    this.scripts = ScriptFolder.in(folder);
  }

  @Test
  void withoutADatabaseEverythingIsPending() throws IOException {
    scripts
        .with("V1__a.sql", "CREATE TABLE a ();\n\n  INSERT INTO a DEFAULT VALUES")
        .with("V2__b.sql", "BEGIN; SELECT 1; COMMIT; SELECT 2");

    JsonNode plan = json("--statements");

    assertThat(plan.path("databaseRead").asBoolean()).isFalse();
    assertThat(plan.path("pendingCount").asInt()).isEqualTo(2);
    assertThat(plan.path("desiredVersion").asText()).isEqualTo("2");
    assertThat(plan.path("scripts").path(0).toString())
        .isEqualTo(
            """
            {"script":"V1__a.sql","version":"1","kind":"versioned","mode":"transactional","statements":[\
            {"index":1,"line":1,"column":1,"sql":"CREATE TABLE a ()","kind":"ordinary"},\
            {"index":2,"line":3,"column":3,"sql":"INSERT INTO a DEFAULT VALUES","kind":"ordinary","lock":"ROW EXCLUSIVE"}]}""");
    assertThat(plan.path("scripts").path(1).path("mode").asText()).isEqualTo("journaled");
  }

  @Test
  void aPersonReadsStatementsWithTheirPlaces() {
    scripts.with("V1__a.sql", "ALTER TABLE a\n  ADD b int;");

    assertThat(run("--statements")).isZero();

    assertThat(text(out))
        .isEqualTo(
            """
            No database was read; 1 pending, up to version 1
            V1__a.sql (versioned 1, transactional)
              1, line 1, ACCESS EXCLUSIVE on a:
                ALTER TABLE a
                  ADD b int
            digest: sha256:27d17bb9b347c1d066680c12c06e55cb673430589ade609c889383a6eb608ee4
            """);
  }

  // F25, F26
  @Test
  void tellsOfWhatIsPassedOverAndWhatNobodySees() throws IOException {
    scripts
        .with("000001_a.up.sql", "CREATE TABLE a (i int);\n\uFEFFCREATE TABLE b (i int);")
        .with("000002_b.down.sql", "DROP TABLE b;")
        .with("README.md", "# About")
        .with("schema.json", "{}");

    JsonNode plan = json("--ignore", "*.json", "--ignore", "x*");

    assertThat(plan.path("passedOver").toString()).isEqualTo("[\"README.md\",\"schema.json\"]");
    assertThat(plan.path("warnings"))
        .extracting(JsonNode::asText)
        .containsExactly(
            "the ignore pattern 'x*' matches no file: correct the pattern, or remove it",
            "000002_b.down.sql: undoes version 000002, which has no up script: it is never run, as with golang-migrate");
    assertThat(plan.path("scripts").path(0).path("hazards").path(0).path("message").asText())
        .isEqualTo("invisible character U+FEFF (ZERO WIDTH NO-BREAK SPACE): delete it");
    assertThat(plan.path("scripts").path(0).path("hazards").path(0).path("line").asInt())
        .isEqualTo(2);

    assertThat(run("--ignore", "*.json")).isZero();
    assertThat(text(out)).contains("\nignored: README.md, schema.json\nwarning: 000002_b");
  }

  // F26
  @Test
  void refusesAPatternThatIsNone() {
    assertThat(run("--ignore", "docs/*")).isEqualTo(2);
    assertThat(text(err)).contains("--ignore: 'docs/*' contains a slash");
  }

  // F24
  @Test
  void replacesFlywaysPlaceholderForTheSchema() throws IOException {
    scripts.with("V1__a.sql", "CREATE TABLE ${flyway:defaultSchema}.a ();");

    assertThat(
            json("--schema", "app", "--statements")
                .path("scripts")
                .path(0)
                .path("statements")
                .path(0)
                .path("sql")
                .asText())
        .isEqualTo("CREATE TABLE app.a ()");
  }

  @Test
  void aDeclarativeScriptShowsTheSqlThatItBecomes() throws IOException {
    scripts
        .with("V1__a.sql", "CREATE TABLE orders ()")
        .with("V2__note.yaml", "addColumns:\n  - {table: orders, column: note, type: text}\n");

    JsonNode script = json("--statements").path("scripts").path(1);

    assertThat(script.path("script").asText()).isEqualTo("V2__note.yaml");
    assertThat(script.path("version").asText()).isEqualTo("2");
    assertThat(script.path("statements").path(0).path("sql").asText())
        .startsWith("DO $lockstep$")
        .contains("ALTER TABLE \"orders\" ADD COLUMN \"note\" text;");
  }

  @Test
  void aDeclarativeScriptThatIsWrongIsRefusedWithItsLine() {
    scripts.with("V2__note.yaml", "addColumns:\n  - {table: orders, column: note}\n");

    assertThat(run()).isEqualTo(10);
    assertThat(text(err)).contains("V2__note.yaml, line 2: the entry has no type");
  }

  @Test
  void placeholdersThatAreMissedAreWarnings() throws IOException {
    scripts
        .with(
            "V1__a.sql", "CREATE TABLE ${table} ();\nSELECT '${HOME}', '${HOME}', '${ no }', '$x'")
        .with("U1__a.sql", "DROP TABLE ${old}");

    JsonNode plan =
        json("--placeholder", "table=a", "--placeholder", "old=a", "--placeholder", "tabel=a");

    assertThat(plan.path("warnings"))
        .extracting(JsonNode::asText)
        .containsExactly(
            "the placeholder tabel is declared but not used in any script: correct its name, or remove it",
            "V1__a.sql, line 2: ${HOME} looks like a placeholder, but no placeholder of that name is declared; it is not replaced");
  }

  @Test
  void foldersThatAreGivenOneByOneAreOneSet(@TempDir Path other) throws IOException {
    scripts.with("V1__a.sql", "CREATE TABLE a ()");
    Path more = ScriptFolder.in(other).with("V2__b.sql", "CREATE TABLE b ()").path();

    JsonNode plan = json("--scripts", more.toString());

    assertThat(plan.path("pendingCount").asInt()).isEqualTo(2);
  }

  @Test
  void aSetThatWouldBeRefusedIsRefused() throws IOException {
    scripts
        .with("V1__a.sql", "SELECT 1;\n\\i other.sql")
        .with("V2__b.sql", "PREPARE TRANSACTION 'x'");

    assertThat(run("--output", "json")).isEqualTo(10);

    JsonNode plan = new ObjectMapper().readTree(text(out));
    assertThat(plan.path("failure").path("message").asText()).startsWith("V1__a.sql, line 2: ");
    assertThat(plan.path("errors").path(0).asText()).startsWith("V2__b.sql, line 1: ");
    assertThat(text(err)).contains("V1__a.sql, line 2", "V2__b.sql, line 1", "hint: ");
  }

  @Test
  @ExtendWith(PostgresExtension.class)
  void aDatabaseSaysWhatIsPending(PostgresServer server) throws IOException {
    TestDatabase database = server.createDatabase();
    String[] connection = {"--url", database.jdbcUrl(), "--user", database.user()};
    database.execute(
        "CREATE TABLE migration_history (migration_name text, applied_at timestamptz DEFAULT now(), status text, error_message text);"
            + " INSERT INTO migration_history (migration_name, status) VALUES ('V1__a.sql', 'success')");
    scripts.with("V1__a.sql", "CREATE TABLE a ()").with("V2__b.sql", "CREATE TABLE b ()");

    JsonNode plan = json(connection);

    assertThat(plan.path("version").asText()).isEqualTo("1");
    assertThat(plan.path("scripts").findValuesAsText("script")).containsExactly("V2__b.sql");
    assertThat(plan.path("scripts").path(0).has("statements")).isFalse();
  }

  @Test
  void repeatableAndBaselineScriptsAreShownAsWhatTheyAre() throws IOException {
    scripts
        .with("V1__a.sql", "CREATE TABLE a ()")
        .with("B2__base.sql", "CREATE TABLE a ()")
        .with("V3__c.sql", "CREATE TABLE c ()")
        .with("R__views.sql", "SELECT 1");

    JsonNode plan = json();

    assertThat(plan.path("scripts"))
        .extracting(JsonNode::toString)
        .containsExactly(
            """
            {"script":"B2__base.sql","version":"2","kind":"baseline","mode":"transactional"}""",
            """
            {"script":"V3__c.sql","version":"3","kind":"versioned","mode":"transactional"}""",
            """
            {"script":"R__views.sql","kind":"repeatable","mode":"transactional"}""");
  }

  @Test
  void callbacksThatWouldRunAreListedInTheirOrder() throws IOException {
    scripts
        .with("V1__a.sql", "CREATE TABLE a ()")
        .with("afterMigrate__b.sql", "SELECT 1")
        .with("afterMigrate__a.sql", "SELECT 1")
        .with("afterEachMigrate.sql", "SELECT 1")
        .with("beforeEachMigrate.sql", "SELECT 1")
        .with("beforeMigrate.sql", "SELECT 1");

    assertThat(json().path("callbacks"))
        .extracting(JsonNode::asText)
        .containsExactly(
            "beforeMigrate.sql",
            "beforeEachMigrate.sql",
            "afterEachMigrate.sql",
            "afterMigrate__a.sql",
            "afterMigrate__b.sql");
  }

  @Test
  void aPersonReadsTheCallbacksOfARunWithoutScripts() {
    scripts
        .with("beforeEachMigrate.sql", "SELECT 1")
        .with("beforeMigrate.sql", "SELECT 1")
        .with("afterMigrate.sql", "SELECT 1");

    assertThat(run()).isZero();

    assertThat(text(out))
        .isEqualTo(
            """
            No database was read; 0 pending
            callbacks: beforeMigrate.sql, afterMigrate.sql
            digest: sha256:d77fd6f53d25a32c2ef86eb417b0ec522c23fa8b66de2fda0e764baf8f9339f8
            """);
  }

  @Test
  void whatSpeaksOfADatabaseNeedsOne() {
    scripts.with("V1__a.sql", "SELECT 1");

    assertThat(run("--adopt")).isEqualTo(2);

    assertThat(text(err)).contains("need a database: name one with --url");
  }

  @Test
  void aCallbackThatWouldBeRefusedIsRefused() {
    scripts.with("V1__a.sql", "SELECT 1").with("beforeEachMigrate.sql", "SELECT 1;\nCOMMIT");

    assertThat(run()).isEqualTo(10);

    assertThat(text(err)).contains("beforeEachMigrate.sql, line 2: the callback runs in");
  }

  private JsonNode json(String... arguments) throws IOException {
    var all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--output", "json"));
    assertThat(run(all.toArray(String[]::new))).isZero();
    return new ObjectMapper().readTree(text(out));
  }

  private int run(String... arguments) {
    var all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--scripts", scripts.path().toString()));
    var console = new Console(stream(out), stream(err), () -> false);
    return new CommandLine(new PlanCommand(Dialects.ofProgram(), Map.of(), console).spec())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .execute(all.toArray(String[]::new));
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }
}
