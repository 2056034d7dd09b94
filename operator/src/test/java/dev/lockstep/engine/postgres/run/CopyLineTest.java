package dev.lockstep.engine.postgres.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.postgres.EngineRun;
import dev.lockstep.engine.postgres.sql.CopyData;
import dev.lockstep.schema.EngineException;
import dev.lockstep.schema.Failure;
import dev.lockstep.testing.PostgresExtension;
import dev.lockstep.testing.PostgresServers;
import dev.lockstep.testing.PostgresVersion;
import dev.lockstep.testing.ScriptFolder;
import dev.lockstep.testing.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// F20: the line of COPY data that caused an error.
@ExtendWith(PostgresExtension.class)
@ParameterizedClass
@EnumSource(PostgresVersion.class)
final class CopyLineTest {
  private final TestDatabase database;
  private final ScriptFolder scripts;
  private final EngineRun run;

  CopyLineTest(PostgresVersion version, PostgresServers servers, @TempDir Path folder) {
    database = servers.of(version).createDatabase();
    scripts = ScriptFolder.in(folder);
    run = EngineRun.of(database, scripts);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "t|(i int, s text)|COPY t FROM stdin|1\\ta;2\\tb;x\\tc|3|row 3 of the data, column i",
        "t7|(i int, s text)|COPY public.t7 (i, s) FROM stdin|1\\ta;x\\tb|2|row 2 of the data, column i",
        "\"T, line 9\"|(i int, s text)|COPY \"T, line 9\" FROM stdin|1\\ta;x\\tb|2|row 2 of the data, column i",
        "t|(i int, s text)|COPY t FROM stdin|1\\ta;2|2|row 2 of the data",
        "t|(i int, s text)|COPY t FROM stdin|1\\ta;2\\tb\\tc|2|row 2 of the data",
        "t|(i int, \"my col\" int)|COPY t FROM stdin (FORMAT csv, HEADER)|i,s;1,2;3,x|3|line 3 of the data, column my col",
        "t|(i int PRIMARY KEY, s text)|COPY t FROM stdin|1\\ta;1\\tb|2|row 2 of the data",
        "t|(i int CHECK (i < 5), s text)|COPY t FROM stdin|1\\ta;2\\tb;9\\tb|3|row 3 of the data"
      })
  void isTold(String table, String columns, String copy, String data, int row, String words) {
    scripts.with(
        "V1__x.sql",
        "CREATE TABLE %s %s;\n%s;\n%s\n\\.\n"
            .formatted(table, columns, copy, data.replace(";", "\n").replace("\\t", "\t")));

    EngineException exception = run.migrate().failure().orElseThrow();

    Failure failure = exception.failure();
    assertThat(failure.line()).isEqualTo(2 + row);
    assertThat(failure.message())
        .startsWith("V1__x.sql, statement 2, line %d (%s): ".formatted(2 + row, words));
    assertThat(exception.confidential())
        .hasValueSatisfying(text -> assertThat(text).contains("COPY"));
    assertThat(database.value("SELECT status FROM migration_history")).isEqualTo("failure");
  }

  @Test
  void isToldOfATriggerAndWithAJournalAsWell() {
    scripts.with(
        "V1__x.sql",
        """
        CREATE TABLE t (i int);
        CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF NEW.i = 3 THEN RAISE EXCEPTION 'not three'; END IF;
          RETURN NEW;
        END $$;
        CREATE TRIGGER f BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();
        VACUUM t;
        COPY t (i) FROM stdin;
        1
        2
        3
        4
        \\.
        """);

    Failure failure = run.fail();

    assertThat(failure.message())
        .startsWith("V1__x.sql, statement 5, line 12 (row 3 of the data): not three");
    assertThat(failure.line()).isEqualTo(12);
  }

  /// The contexts of the server's translated messages.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "COPY t, line 3, column i: \"x\"|3",
        "COPY t, Zeile 3, Spalte i: »x«|3",
        "COPY t, ligne 3, colonne i : « x »|3",
        "COPY t, строка 3, столбец i: \"x\"|3",
        "t のCOPY、行 3、列 i: \"x\"|3",
        "t 복사, 3번째 줄, i 열: \"x\"|3",
        "复制 t, 行 3, 列 i: \"x\"|3",
        "COPY t, satır 3, sütun i: \"x\"|3",
        "COPY t, line 300: \"x\"|",
        "COPY other, line 3|",
        "no number|"
      })
  void theNumberIsFoundInAnyLanguage(String context, Integer line) {
    var data = new CopyData("1\n2\nx\n4\n", 0, 8, 3);

    assertThat(data.lineIn(context, List.of("COPY", "T", "FROM", "STDIN")))
        .isEqualTo(line == null ? OptionalInt.empty() : OptionalInt.of(line));
  }
}
