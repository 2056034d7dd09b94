package dev.lockstep.engine.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.engine.script.DeclarativeScripts.Reading;
import dev.lockstep.testing.PostgresExtension;
import dev.lockstep.testing.PostgresServer;
import dev.lockstep.testing.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PostgresDeclarationsTest {
  private static final String ENTRY = "addColumns: [{table: t, column: c, type: ";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ``                                             | : the document is not a mapping: expected addColumns:
          - 1                                            | : the document is not a mapping
          {}                                             | : addColumns is missing
          addColumns: []                                 | , line 1: addColumns is not a list with entries
          addColumns: {table: t}                         | , line 1: addColumns is not a list with entries
          dropColumns: []                                | , line 1: unknown key dropColumns
          addColumns: [x]                                | , line 1: the entry is not a mapping
          addColumns: [{column: c, type: int}]           | , line 1: the entry has no table
          addColumns: [{table: t, type: int}]            | , line 1: the entry has no column
          addColumns: [{table: t, column: c}]            | , line 1: the entry has no type
          addColumns: [{table: t, column: c, typ: int}]  | , line 1: unknown key typ
          addColumns: [{table: t, column: [], type: int}]| , line 1: column is not a string
          addColumns: [{table: t, table: u}]             | , line 1: duplicate key table
          addColumns: [{table: a.b.c, column: c, type: int}] | , line 1: table a.b.c is not of the form schema.table
          addColumns: [{table: a., column: c, type: int}] | , line 1: '' is not a valid name
          addColumns: [{                                 | , line 2: not valid YAML
          """)
  void refusesWithThePlaceAndTheWayOut(String yaml, String sentence) {
    assertThat(refused(yaml == null ? "" : yaml + "\n"))
        .anySatisfy(error -> assertThat(error).startsWith(sentence));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          'int; DROP TABLE t'  | type is not an SQL type
          'int -- x'           | type is not an SQL type
          'numeric(10'         | type is not an SQL type
          'int)'               | type is not an SQL type
          'int, default: 1;'   | type is not an SQL type
          """)
  void refusesATypeThatEndsTheStatement(String type, String sentence) {
    assertThat(refused(ENTRY + type + "}]")).singleElement().asString().contains(sentence);
  }

  @Test
  void refusesADefaultThatEndsTheStatement() {
    assertThat(refused(ENTRY + "int, default: '1; DROP TABLE t'}]"))
        .containsExactly(
            ", line 1: default is not an SQL expression; write a string as \"'text'\"");
  }

  @Test
  void saysAllThatIsWrongAtOnceEachWithItsLine() {
    var yaml =
        """
        addColumns:
          - {table: t, column: c}
          - table: t
            column: d
            type: int
            nullable: maybe
        """;

    assertThat(refused(yaml))
        .satisfiesExactly(
            first -> assertThat(first).startsWith(", line 2: the entry has no type"),
            second -> assertThat(second).startsWith(", line 6: nullable must be true or"));
  }

  /// On a real server.
  @Nested
  @ExtendWith(PostgresExtension.class)
  final class OnAServer {
    private final TestDatabase database;

    OnAServer(PostgresServer server) {
      this.database = server.createDatabase();
      database.execute("CREATE TABLE orders (id int); INSERT INTO orders VALUES (1)");
    }

    @Test
    void addsWhatIsMissing() {
      var yaml =
          """
          addColumns:
            - table: orders
              column: note
              type: varchar(20)
              nullable: false
              default: "'it''s $lockstep$'"
              comment: what the customer's note says
            - {table: public.orders, column: Total, type: "numeric(10, 2)", default: 0}
          """;

      database.execute(sql(yaml));

      assertThat(database.value("SELECT note FROM orders")).isEqualTo("it's $lockstep$");
      assertThat(database.value("SELECT \"Total\" FROM orders")).isEqualTo("0.00");
      assertThat(
              database.value(
                  "SELECT col_description('orders'::regclass, attnum) || attnotnull FROM pg_attribute WHERE attrelid = 'orders'::regclass AND attname = 'note'"))
          .isEqualTo("what the customer's note saystrue");
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        textBlock =
            """
            int                         | integer
            varchar(20)                 | character varying(20)
            numeric(10, 2)              | numeric(10,2)
            timestamptz(3)              | timestamp(3) with time zone
            text[]                      | text[]
            """)
    void leavesAColumnOfTheSameTypeAlone(String declared, String there) {
      database.execute("ALTER TABLE orders ADD COLUMN c " + there);

      database.execute(
          sql("addColumns: [{table: orders, column: c, type: '%s'}]".formatted(declared)));

      assertThat(database.value("SELECT count(*) FROM pg_type WHERE typname ~ 'declared'"))
          .isEqualTo("0");
    }

    @Test
    void refusesAColumnOfAnotherType() {
      database.execute("ALTER TABLE orders ADD COLUMN c varchar(10)");

      String sql = sql("addColumns: [{table: orders, column: c, type: varchar(20)}]");

      assertThatThrownBy(() -> database.execute(sql))
          .hasMessageContaining(
              "column c of table orders is there already with type character varying(10); the script declares character varying(20)");
    }

    @Test
    void addsAColumnAgainThatWasDropped() {
      database.execute("ALTER TABLE orders ADD COLUMN c int; ALTER TABLE orders DROP COLUMN c");

      database.execute(sql("addColumns: [{table: orders, column: c, type: text}]"));

      assertThat(database.value("SELECT pg_typeof(c) FROM orders")).isEqualTo("text");
    }

    @Test
    void failsWithTheServersWordsWhereThereIsNoTable() {
      String sql = sql("addColumns: [{table: nowhere, column: c, type: int}]");

      assertThatThrownBy(() -> database.execute(sql))
          .hasMessageContaining("relation \"nowhere\" does not exist");
    }
  }

  private static List<String> refused(String yaml) {
    return switch (new PostgresDeclarations().read(yaml)) {
      case Reading.Refused(List<String> errors) -> errors;
      case Reading.Sql(String text) -> throw new AssertionError("was read as " + text);
    };
  }

  private static String sql(String yaml) {
    return switch (new PostgresDeclarations().read(yaml)) {
      case Reading.Refused(List<String> errors) -> throw new AssertionError(errors.toString());
      case Reading.Sql(String text) -> text;
    };
  }
}
