package dev.lockstep.engine.postgres.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.postgres.TargetRun;
import dev.lockstep.schema.EngineException;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.testing.PostgresExtension;
import dev.lockstep.testing.PostgresServers;
import dev.lockstep.testing.PostgresVersion;
import dev.lockstep.testing.ScriptFolder;
import dev.lockstep.testing.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A history that row level security hides is not an empty one. F12.
@ExtendWith(PostgresExtension.class)
@ParameterizedClass
@EnumSource(
    value = PostgresVersion.class,
    names = {"V14", "V18"})
final class HiddenHistoryTest {
  private final TestDatabase database;
  private final ScriptFolder scripts;
  private final String owner;
  private final String reader;

  HiddenHistoryTest(PostgresVersion version, PostgresServers servers, @TempDir Path folder) {
    database = servers.of(version).createDatabase();
    scripts = ScriptFolder.in(folder).with("V1__a.sql", "CREATE TABLE a (id int)");
    owner = database.name() + "_shop";
    reader = database.name() + "_reader";
    database.execute(
        """
        CREATE ROLE %1$s LOGIN; CREATE ROLE %2$s LOGIN; GRANT CREATE ON SCHEMA public TO %1$s;
        CREATE FUNCTION auto_rls() RETURNS event_trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
        DECLARE r record;
        BEGIN
          FOR r IN SELECT * FROM pg_event_trigger_ddl_commands() WHERE object_type = 'table' LOOP
            EXECUTE format('ALTER TABLE %%s ENABLE ROW LEVEL SECURITY', r.object_identity);
          END LOOP;
        END $$;
        CREATE EVENT TRIGGER auto_rls ON ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION auto_rls()"""
            .formatted(owner, reader));
    TargetRun.of(database.as(owner, ""), scripts).succeed();
    database.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO " + reader);
  }

  private int rows() {
    try (var reading = TargetRun.of(database.as(reader, ""), scripts).open()) {
      return reading.read().rows().size();
    }
  }

  private Failure hidden() {
    return org.assertj.core.api.Assertions.catchThrowableOfType(EngineException.class, this::rows)
        .failure();
  }

  // F12
  @Test
  void isNotReadAsEmpty() {
    Failure failure = hidden();

    assertThat(failure.kind()).isEqualTo(FailureKind.PRIVILEGE_MISSING);
    assertThat(failure.message())
        .isEqualTo(
            "row level security hides the rows of public.migration_history (owner %s) from %s"
                .formatted(owner, reader));
    assertThat(failure.hint()).contains("BYPASSRLS", "GRANT", "CREATE POLICY");
    assertThat(TargetRun.of(database.as(owner, ""), scripts).succeed()).isZero();
  }

  // F12
  @ParameterizedTest
  @ValueSource(
      strings = {
        "ALTER ROLE reader BYPASSRLS",
        "GRANT owner TO reader",
        "CREATE POLICY lockstep ON migration_history FOR SELECT TO reader USING (true)",
        "CREATE POLICY lockstep ON migration_history USING (true)",
        "ALTER TABLE migration_history DISABLE ROW LEVEL SECURITY"
      })
  void isReadWhereSomethingShowsItAll(String statement) {
    database.execute(statement.replace("reader", reader).replace("owner", owner));

    assertThat(rows()).isOne();
  }

  // F12
  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE POLICY lockstep ON migration_history FOR SELECT TO owner USING (true)",
        "CREATE POLICY lockstep ON migration_history FOR SELECT TO reader USING (false)",
        "CREATE POLICY lockstep ON migration_history FOR INSERT TO reader WITH CHECK (true)",
        "CREATE POLICY lockstep ON migration_history USING (true); CREATE POLICY less ON migration_history AS RESTRICTIVE USING (false)"
      })
  void staysHiddenWhereNothingShowsItAll(String statement) {
    database.execute(statement.replace("reader", reader).replace("owner", owner));

    assertThat(hidden().message()).startsWith("row level security hides");
  }

  // F12
  @Test
  void aRunIsRefusedWhereItIsForcedOnTheOwner() {
    database.execute("ALTER TABLE migration_history FORCE ROW LEVEL SECURITY");
    scripts.with("V2__b.sql", "CREATE TABLE b (id int)");

    Failure failure = TargetRun.of(database.as(owner, ""), scripts).fail();

    assertThat(failure.kind()).isEqualTo(FailureKind.PRIVILEGE_MISSING);
    assertThat(failure.message()).contains("hides the rows of public.migration_history");
    assertThat(failure.hint()).contains("NO FORCE ROW LEVEL SECURITY");
  }
}
