package dev.lockstep.engine.postgres.lint.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.postgres.command.SqlType;
import dev.lockstep.engine.postgres.sql.TokenCursor;
import dev.lockstep.testing.PostgresExtension;
import dev.lockstep.testing.PostgresServers;
import dev.lockstep.testing.PostgresVersion;
import dev.lockstep.testing.TestDatabase;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Compares the expected work for a change of type with the server's: a new file of the table, a
/// new file of the index, or neither.
@ExtendWith(PostgresExtension.class)
@ParameterizedClass
@EnumSource(names = {"V14", "V18"})
final class TypeChangeTest {
  private final TestDatabase database;

  TypeChangeTest(PostgresVersion version, PostgresServers servers) {
    this.database = servers.of(version).createDatabase();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "varchar(10) | varchar(20)",
        "varchar(10) | character varying",
        "varchar(20) | varchar(10)",
        "varchar | varchar(10)",
        "varchar(10) | text",
        "varchar | text",
        "text | varchar",
        "text | varchar(10)",
        "text | char(10)",
        "char(10) | char(20)",
        "char(10) | text",
        "char(10) | varchar(10)",
        "numeric(10,2) | numeric(12,2)",
        "numeric(10,2) | numeric(12,3)",
        "numeric(10,2) | numeric",
        "numeric(10,2) | numeric(8,2)",
        "numeric | numeric(10,2)",
        "numeric(10) | numeric(12)",
        "int | bigint",
        "int | int4",
        "bigint | int",
        "int | numeric",
        "real | double precision",
        "timestamp | timestamp(3)",
        "timestamp(3) | timestamp",
        "timestamp(3) | timestamp(6) without time zone",
        "timestamptz(0) | timestamptz(3)",
        "timestamptz | timestamptz(3)",
        "time(0) | time",
        "interval(3) | interval",
        "bit(4) | bit varying(4)",
        "bit(4) | bit varying",
        "varbit(4) | varbit(8)",
        "varbit(8) | varbit(4)",
        "cidr | inet",
        "inet | cidr",
        "date | timestamp",
        "date | timestamptz",
        "timestamp | date",
        "timestamp(3) | timestamptz(3)",
        "json | jsonb",
        "varchar(10)[] | varchar(20)[]",
        "varchar[] | text[]",
        "int[] | bigint[]",
      })
  void isWhatTheServerDoes(String before, String after) {
    assertThat(effect(before, after, "Europe/Berlin"))
        .isEqualTo(TypeChange.of(type(before), type(after)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"timestamp | timestamptz", "timestamptz | timestamp", "timestamp(3) | timestamptz"})
  void theTimeZoneDecidesBetweenTimestamps(String before, String after) {
    assertThat(TypeChange.of(type(before), type(after))).isEqualTo(TypeChange.ZONE);

    assertThat(effect(before, after, "Europe/Berlin")).isEqualTo(TypeChange.REWRITE);
    assertThat(effect(before, after, "UTC")).isEqualTo(TypeChange.INDEXES);
  }

  private static SqlType type(String text) {
    return SqlType.of(TokenCursor.of(text).rest());
  }

  private TypeChange effect(String before, String after, String zone) {
    database.execute(
        """
        DROP TABLE IF EXISTS t;
        CREATE TABLE t (c %s, d int);
        CREATE INDEX by_c ON t ((c IS NULL), d);
        """
            .formatted(before));
    boolean indexable = !before.equals("json");
    if (indexable) {
      database.execute("DROP INDEX by_c; CREATE INDEX by_c ON t (c)");
    }
    String table = file("t");
    String index = file("by_c");
    database.execute(
        "SET timezone = '%s'; ALTER TABLE t ALTER c TYPE %s USING c::%s"
            .formatted(zone, after, after));
    if (!file("t").equals(table)) {
      return TypeChange.REWRITE;
    }
    return file("by_c").equals(index) ? TypeChange.NOTHING : TypeChange.INDEXES;
  }

  private String file(String relation) {
    return String.valueOf(database.value("SELECT pg_relation_filenode('%s')".formatted(relation)));
  }
}
