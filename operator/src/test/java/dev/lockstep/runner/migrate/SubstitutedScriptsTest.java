package dev.lockstep.runner.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.runner.CommandRun;
import dev.lockstep.runner.CommandRun.Reader;
import dev.lockstep.testing.PostgresExtension;
import dev.lockstep.testing.PostgresServer;
import dev.lockstep.testing.ScriptFolder;
import dev.lockstep.testing.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Scripts after a substitution by envsubst, as in Flux's `postBuild`: `$$` has become `$`. // G2
@ExtendWith(PostgresExtension.class)
final class SubstitutedScriptsTest {
  private static final String ANNOTATION = "kustomize.toolkit.fluxcd.io/substitute: disabled";
  private static final String FUNCTION =
      "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$\nBEGIN\n  RETURN 1;\nEND;\n$$;\n";

  private final TestDatabase database;
  private final ScriptFolder scripts;

  SubstitutedScriptsTest(PostgresServer server, @TempDir Path folder) {
    this.database = server.createDatabase();
    this.scripts = ScriptFolder.in(folder);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        FUNCTION,
        "CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS $$SELECT $1$$;",
        "CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS $$ SELECT $1 + 1 $$;\nCREATE FUNCTION g() RETURNS int LANGUAGE sql AS $body$ SELECT 1 $body$;",
        "CREATE FUNCTION f() RETURNS text LANGUAGE sql AS $x$ SELECT $$a$$ $x$;",
        "DO $$ BEGIN PERFORM 1; END $$; -- costs 5 $\n",
        "SELECT $$x$$;"
      })
  void anAppliedScriptThatLostDollarSignsIsToldFromAnEditedOne(String text) {
    scripts.with("V1__f.sql", text);
    assertThat(run("migrate").exit()).isZero();
    scripts.with("V1__f.sql", substituted(text));

    CommandRun refused = run("migrate");
    CommandRun checked = run("check");

    assertThat(refused.exit()).isEqualTo(11);
    assertThat(refused.err())
        .contains("in dollar signs only: $$ was applied, the file now has $")
        .contains("hint: something between the repository and the cluster replaces $$ with $")
        .contains(ANNOTATION)
        .doesNotContain("--accept-checksum");
    assertThat(checked.exit()).isEqualTo(3);
    assertThat(checked.out()).contains(ANNOTATION);

    scripts.with("V1__f.sql", text);
    assertThat(run("check").exit()).as("nothing is to be repaired").isZero();
  }

  @Test
  void anEditIsNoSubstitution() {
    scripts.with("V1__f.sql", FUNCTION).with("V2__g.sql", FUNCTION.replace("f()", "g()"));
    assertThat(run("migrate").exit()).isZero();

    scripts.with("V1__f.sql", substituted(FUNCTION).replace("RETURN 1", "RETURN 2"));
    assertThat(run("migrate").err()).doesNotContain("dollar").contains("--accept-checksum");

    scripts.with("V2__g.sql", substituted(FUNCTION).replace("f()", "g()"));
    assertThat(run("migrate").err())
        .as("one of each")
        .contains(ANNOTATION)
        .contains("For the others: Restore the files");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        FUNCTION,
        "SELECT 1;\nDO $$ BEGIN PERFORM 1; END $$;",
        "-- lockstep: no-transaction\nSELECT 'é';\nCREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$;"
      })
  void aScriptThatFailsForASingleDollarSignSaysSo(String text) {
    scripts.with("V1__f.sql", substituted(text));

    CommandRun failed = run("migrate");

    assertThat(failed.exit()).isEqualTo(12);
    assertThat(failed.err())
        .contains("; a dollar quote begins with $$, but here is a single $")
        .contains("If the file has $$ there, something between the repository")
        .contains(ANNOTATION);
  }

  @ParameterizedTest
  @ValueSource(strings = {"SELEC $$a$$;", "SELECT nothing, '$';", "SELECT 1 +;", "SELECT $1;"})
  void anyOtherMistakeDoesNot(String text) {
    scripts.with("V1__f.sql", text);

    CommandRun failed = run("migrate");

    assertThat(failed.exit()).isEqualTo(12);
    assertThat(failed.err()).doesNotContain("single $").doesNotContain(ANNOTATION);
  }

  private static String substituted(String text) {
    return text.replace("$$", "$");
  }

  private CommandRun run(String command) {
    return CommandRun.of(
        Map.of(),
        Reader.PIPE,
        List.of(
            command,
            "--url",
            database.jdbcUrl(),
            "--user",
            database.user(),
            "--scripts",
            scripts.path().toString()));
  }
}
