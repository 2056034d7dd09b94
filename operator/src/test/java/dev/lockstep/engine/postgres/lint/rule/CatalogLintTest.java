package dev.lockstep.engine.postgres.lint.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.engine.lint.Hazard;
import dev.lockstep.engine.lint.LintSettings;
import dev.lockstep.engine.lint.Rule;
import dev.lockstep.engine.postgres.catalog.CatalogFacts;
import dev.lockstep.engine.postgres.catalog.ConnectedFacts;
import dev.lockstep.engine.postgres.lint.Lint;
import dev.lockstep.engine.postgres.sql.StandardStrings;
import dev.lockstep.engine.script.Script;
import dev.lockstep.engine.source.ScriptSet;
import dev.lockstep.testing.PostgresExtension;
import dev.lockstep.testing.PostgresServers;
import dev.lockstep.testing.PostgresVersion;
import dev.lockstep.testing.ScriptFolder;
import dev.lockstep.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// The same cases with a real catalog, which must agree with the model of the scripts and also
/// contains the sizes of the tables.
@ExtendWith(PostgresExtension.class)
@ParameterizedClass
@EnumSource(names = {"V14", "V18"})
final class CatalogLintTest {
  /// Rules that report that a statement rewrites a table.
  private static final Set<String> REWRITES =
      Set.of(
          "add-column-volatile-default",
          "add-column-serial",
          "add-column-identity",
          "add-column-generated-stored",
          "add-column-domain",
          "set-expression-rewrites",
          "table-rewrite");

  private static final String FILES =
      "SELECT relname, pg_relation_filenode(oid) FROM pg_class"
          + " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> 'lines'";

  private final TestDatabase database;
  private final ScriptFolder scripts;
  private final int version;

  CatalogLintTest(PostgresVersion version, PostgresServers servers, @TempDir Path folder) {
    this.database = servers.of(version).createDatabase();
    this.scripts = ScriptFolder.in(folder);
    this.version = Integer.parseInt(version.name().substring(1));
  }

  static List<String> rules() {
    return RuleCase.all().stream().map(RuleCase::rule).distinct().toList();
  }

  @ParameterizedTest
  @MethodSource("rules")
  void smallTablesAreQuietAndLargeOnesAreNot(String id) {
    Rule rule = RuleGroups.rules().byId(id).orElseThrow();
    List<RuleCase> cases = cases(id);
    database.execute(cases.getFirst().before());
    CatalogFacts small = ConnectedFacts.of(database);
    database.execute(
        "UPDATE pg_class SET reltuples = 1e9 WHERE relkind IN ('r', 'm') AND relnamespace = 'public'::regnamespace");
    CatalogFacts large = ConnectedFacts.of(database);

    assertThat(small.version()).isEqualTo(version);
    for (RuleCase given : cases) {
      boolean waits = rule.hazard() == Hazard.WAIT;
      assertThat(finds(small, given)).as("small: %s", given).isEqualTo(given.finds() && !waits);
      assertThat(finds(large, given)).as("large: %s", given).isEqualTo(given.finds());
    }
  }

  @ParameterizedTest
  @MethodSource("rewrites")
  void theServerWritesAnewWhatTheRulesSay(RuleCase given) throws SQLException {
    database.execute(given.before());
    try (var connection = database.connect();
        var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      Map<String, String> before = files(statement);
      if (given.version() > version) {
        assertThatThrownBy(() -> statement.execute(given.sql())).isInstanceOf(SQLException.class);
        return;
      }
      statement.execute(given.sql());
      Map<String, String> after = files(statement);
      after.keySet().retainAll(before.keySet());

      assertThat(!after.equals(before)).isEqualTo(given.finds());
      connection.rollback();
    }
  }

  static List<RuleCase> rewrites() {
    return RuleCase.all().stream()
        .filter(given -> REWRITES.contains(given.rule()))
        .filter(given -> !given.options().contains("version=16"))
        .filter(given -> !isThereAlready(given.sql()))
        .toList();
  }

  /// Whether a statement requests a property that the table already has, which costs nothing.
  private static boolean isThereAlready(String sql) {
    return sql.contains("pg_default") || sql.contains("METHOD heap");
  }

  private static Map<String, String> files(Statement statement) throws SQLException {
    var files = new TreeMap<String, String>();
    try (ResultSet rows = statement.executeQuery(FILES)) {
      while (rows.next()) {
        files.put(rows.getString(1), rows.getString(2));
      }
    }
    return files;
  }

  private List<RuleCase> cases(String id) {
    return RuleCase.all().stream().filter(given -> given.rule().equals(id)).toList();
  }

  private boolean finds(CatalogFacts facts, RuleCase given) {
    scripts.with(given.beforeName(), given.before()).with(given.fileName(), given.sql());
    if (given.hasUndo()) {
      scripts.with("U1__before.sql", "SELECT 1");
    }
    var set = (ScriptSet) ScriptSet.read(List.of(scripts.path()), Map.of());
    // An undo script is not checked on its own: its findings belong to the set.
    List<Script> pending =
        set.scripts().subList(Math.min(1, set.scripts().size() - 1), set.scripts().size());
    var settings =
        new LintSettings(
            given.version(), "public", Set.of(given.rule()), Set.of(), LintSettings.SMALL);
    for (String name : List.of("U1__before.sql", given.beforeName(), given.fileName())) {
      scripts.path().resolve(name).toFile().delete();
    }
    return Lint.on(facts, StandardStrings.ON, set, pending, settings).findings().stream()
        .anyMatch(finding -> finding.rule().id().equals(given.rule()));
  }
}
