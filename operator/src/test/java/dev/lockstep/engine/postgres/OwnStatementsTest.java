package dev.lockstep.engine.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.postgres.session.SessionDefaults;
import dev.lockstep.engine.postgres.session.TrustedSearchPath;
import dev.lockstep.testing.PostgresExtension;
import dev.lockstep.testing.PostgresServer;
import dev.lockstep.testing.TestDatabase;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Checks all statements of Lockstep that reach a server over the life cycles: they qualify all
/// names and, if the search path is not ours, all operators.
@ExtendWith(PostgresExtension.class)
@DisplayName("B1: every name of ours is qualified")
final class OwnStatementsTest {
  /// Statements that both scripts and Lockstep contain.
  private static final Set<String> ALSO_OURS = Set.of("BEGIN", "COMMIT", "SELECT");

  @Test
  void noneThatReachesTheServerLeavesANameToTheSearchPath(
      PostgresServer server, @TempDir Path folder) {
    TestDatabase database = server.createDatabase();
    for (String schema : List.of("evil", "evil2", "scratch", "back")) {
      database.execute("CREATE SCHEMA " + schema);
    }
    LifeCycle.prepare(database, database.user());
    var faults = new LinkedHashSet<String>();
    int checked = 0;
    try (var tap = new StatementTap(server.host(), server.port())) {
      var life = new LifeCycle(database.through(tap.port()), List.of(), folder);
      life.run();

      for (StatementTap.Session session : tap.sessions()) {
        checked += check(session, life.statements(), faults);
        assertThat(isLooking(session) || isForScripts(session)).as(session.toString()).isTrue();
      }
    }
    assertThat(checked).isGreaterThan(500);
    assertThat(faults).isEmpty();
  }

  /// Whether the session has our search path from its start-up packet.
  private static boolean isLooking(StatementTap.Session session) {
    return session.startUp().contains("-c search_path=pg_catalog,\\ pg_temp");
  }

  /// Whether the session gets our search path from its first statement, which needs none.
  private static boolean isForScripts(StatementTap.Session session) {
    return session.statements().isEmpty()
        || session.statements().getFirst().startsWith(SessionDefaults.FIRST);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT now()|function now",
        "SELECT 1::text|type text",
        "SELECT pg_catalog.now() FROM pg_class c|relation pg_class",
        "INSERT INTO migration_history VALUES (1)|relation migration_history",
        "SELECT 1 = 1|operator =",
        "SELECT 'a' - 'b'|operator -",
        "SELECT 1 OPERATOR(pg_catalog.=) 1 WHERE 1 IN (1)|IN",
        "SELECT nullif('a', 'b')|NULLIF",
        "SELECT 1 WHERE 'a' LIKE 'b'|LIKE",
        "SELECT 1 IS DISTINCT FROM 2|DISTINCT FROM",
        "SELECT CASE 1 WHEN 1 THEN 2 END|CASE"
      })
  void aNameThatIsLeftToTheSearchPathIsFound(String sql, String fault) {
    assertThat(new NameCheck(sql, NameCheck.Path.THEIRS).faults()).anyMatch(fault::equals);
  }

  private static int check(StatementTap.Session session, Set<String> scripts, Set<String> faults) {
    var path = isLooking(session) ? NameCheck.Path.OURS : NameCheck.Path.THEIRS;
    NameCheck.Path ofSession = path;
    int checked = 0;
    for (String sql : session.statements()) {
      if (scripts.contains(sql) && !ALSO_OURS.contains(sql)) {
        path = NameCheck.Path.THEIRS;
        ofSession = NameCheck.Path.THEIRS;
        continue;
      }
      checked++;
      for (String fault : new NameCheck(sql, path).faults()) {
        faults.add(fault + ": " + sql);
      }
      if (sql.startsWith("SELECT") && sql.contains(TrustedSearchPath.LOCAL)) {
        path = NameCheck.Path.OURS;
      } else if (sql.contains(TrustedSearchPath.SET)) {
        path = NameCheck.Path.OURS;
        ofSession = path;
      } else if (sql.equals("DISCARD ALL") || sql.equals("RESET ALL")) {
        path = NameCheck.Path.THEIRS;
        ofSession = path;
      } else if (List.of("COMMIT", "ROLLBACK").contains(sql)) {
        path = ofSession;
      }
    }
    return checked;
  }
}
