package dev.lockstep.engine.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.script.Script.Transactions;
import dev.lockstep.schema.ScriptKind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// F3: attributes and lines of Liquibase's formatted SQL.
final class LiquibaseFileTest {
  private static final String HEADER = "--liquibase formatted sql\n\n";

  // F3
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          context:demo               | changeset ann:3 has context:demo, which decides whether Liquibase runs
          CONTEXT:demo               | has CONTEXT:demo, which decides
          context: demo              | has context: demo, which decides
          context:"demo or test"     | has context:"demo or test", which decides
          contextFilter:!prod        | has contextFilter:!prod, which decides
          labels:v1                  | has labels:v1, which decides
          labels:"v1, v2"            | has labels:"v1, v2", which decides
          splitStatements:false context:demo | has context:demo
          dbms:h2                    | has dbms:h2, so Liquibase does not run it on PostgreSQL
          dbms:"h2, oracle"          | so Liquibase does not run it on PostgreSQL
          dbms:!postgresql           | so Liquibase does not run it on PostgreSQL
          dbms:!postgresql,h2        | so Liquibase does not run it on PostgreSQL
          dbms:none                  | so Liquibase does not run it on PostgreSQL
          dbms:postgres              | so Liquibase does not run it on PostgreSQL
          ignore:true                | has ignore:true, so Liquibase does not run it
          ignore:yes                 | has ignore:yes, so Liquibase does not run it
          runOnChange:true           | put the changeset into such a file, or remove the attribute
          runAlways:true             | named like afterMigrate__x.sql
          failOnError:false          | Lockstep stops at every error
          endDelimiter:/             | end them with semicolons
          endDelimiter:"\\nGO"       | end them with semicolons
          rollbackEndDelimiter: dbms:h2 | has dbms:h2
          runWith:sqlplus            | a program other than psql
          runInTransaction:no        | must be true or false
          runOrder:last              | which Lockstep does not support
          preconditions:x            | which Lockstep does not support
          whatever:1                 | which Lockstep does not know
          """)
  void objectsToAttributesThatChangeWhatRuns(String attributes, String words) {
    String text = HEADER + "--changeset ann:3 " + attributes + "\nSELECT 1;\n";

    assertThat(objections(text))
        .singleElement()
        .asString()
        .startsWith("1.sql, line 3: ")
        .contains(words);
  }

  // F3
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "dbms:postgresql",
        "dbms:\"h2, postgresql\"",
        "dbms:h2,postgresql",
        "dbms:!h2",
        "dbms:all",
        "DBMS:PostgreSQL",
        "dbms:",
        "context:",
        "ignore:false",
        "runOnChange:false runAlways:false",
        "failOnError:true",
        "runInTransaction:true",
        "splitStatements:false stripComments:false",
        "rollbackSplitStatements:false rollbackEndDelimiter:/",
        "endDelimiter:;",
        "logicalFilePath:db/x.sql objectQuotingStrategy:QUOTE_ALL_OBJECTS",
        "runWith:psql"
      })
  void obeysAttributesThatMeanWhatIsDoneAnyway(String attributes) {
    assertThat(objections(HEADER + "--changeset ann:3 " + attributes + "\nSELECT 1;\n")).isEmpty();
  }

  // F3
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          --preconditions onFail:MARK_RAN                        | 'preconditions onFail:MARK_RAN' is a Liquibase precondition
          -- preconditions                                       | 'preconditions' is a Liquibase precondition
          --precondition-sql-check expectedResult:0 SELECT 1     | is a Liquibase precondition
          /* liquibase preconditions onFail:HALT                 | is a Liquibase precondition
          --ignoreLines:1                                        | 'ignoreLines:1' makes Liquibase skip lines
          -- ignoreLines:start                                   | makes Liquibase skip lines
          --property name:tbl value:orders                       | 'property name:tbl value:orders' is a Liquibase property
          -- PROPERTY name:a.b value:c dbms:h2                   | is a Liquibase property
          """)
  void objectsToLinesThatChangeWhatRuns(String line, String words) {
    String text = HEADER + "--changeset ann:1\nSELECT 1;\n" + line + "\n*/\n";

    assertThat(objections(text))
        .singleElement()
        .asString()
        .startsWith("1.sql, line 5: ")
        .contains(words);
  }

  // F3
  @ParameterizedTest
  @ValueSource(
      strings = {
        "--rollback DROP TABLE a;",
        "--rollback empty",
        "--comment about it",
        "--validCheckSum: any",
        "/* liquibase rollback\nDROP TABLE a;\n*/",
        "-- property is theft",
        "-- ignoreLines of this kind"
      })
  void passesOverLinesThatChangeNothing(String line) {
    assertThat(objections(HEADER + "--changeset ann:1\nSELECT 1;\n" + line)).isEmpty();
  }

  // F3
  @ParameterizedTest
  @ValueSource(
      strings = {
        "-- liquibase formatted sql",
        "--LIQUIBASE FORMATTED SQL",
        "--   liquibase   formatted   sql changeLogId:1-2",
        "-- licence\n--liquibase formatted sql",
        "-- no header",
        ""
      })
  void knowsTheHeaderInItsSpellingsAndNeedsNone(String header) {
    assertThat(objections(header + "\n-- ChangeSet ann:1 context:demo\nSELECT 1;")).hasSize(1);
  }

  // F3
  @Test
  void looksAtTheAttributesOfTheHeader() {
    assertThat(objections("--liquibase formatted sql endDelimiter:/\n--changeset a:1\nSELECT 1/\n"))
        .containsExactly(
            "1.sql, line 1: the header has endDelimiter:/, but Lockstep separates statements as psql does: end them with semicolons, and remove the attribute");
  }

  // F3
  @Test
  void objectsToEachOfSeveralChangesets() {
    String text =
        HEADER
            + "--changeset ann:1 dbms:postgresql\nSELECT 1;\n--changeset ann:2 dbms:h2\nSELECT 2;\n"
            + "--changeset \"ann b\":\"id 3\" context:demo\r\nSELECT 3;\n";

    assertThat(objections(text))
        .satisfiesExactly(
            each -> assertThat(each).startsWith("1.sql, line 5: changeset ann:2 has dbms:h2"),
            each ->
                assertThat(each)
                    .startsWith("1.sql, line 7: changeset ann b:id 3 has context:demo"));
  }

  // F3
  @Test
  void objectsToWhatStandsAboveTheFirstChangeset() {
    assertThat(objections(HEADER + "/* about\nit */\nSELECT 0;\n--changeset a:1\nSELECT 1;\n"))
        .singleElement()
        .asString()
        .startsWith("1.sql, line 5: Liquibase skips everything above the first changeset");
    assertThat(objections(HEADER + "/* about\nit */\n-- more\n--changeset a:1\nSELECT 1;\n"))
        .isEmpty();
  }

  // F3
  @Test
  void takesTheWordForTransactions() {
    String none = "--changeset a:%d runInTransaction:false\nSELECT 1;\n";

    assertThat(of(HEADER + none.formatted(1) + none.formatted(2)).transactions())
        .isEqualTo(Transactions.NONE);
    assertThat(of(HEADER + "--changeset a:1\nSELECT 1;").transactions())
        .isEqualTo(Transactions.AS_STATEMENTS_ALLOW);
    assertThat(objections(HEADER + none.formatted(1) + "--changeset a:2\nSELECT 2;\n"))
        .singleElement()
        .asString()
        .startsWith("1.sql, line 5: changeset a:2 needs a transaction, but another one");
  }

  // F3
  @Test
  void takesWhatRunsAgainWhereTheNameSaysSo() {
    String text = HEADER + "--changeset a:1 runOnChange:true\nSELECT 1;\n";

    assertThat(LiquibaseFile.of(text, ScriptKind.REPEATABLE).objections()).isEmpty();
    assertThat(
            LiquibaseFile.of(text.replace("OnChange", "Always"), ScriptKind.CALLBACK).objections())
        .isEmpty();
    assertThat(LiquibaseFile.of(text, ScriptKind.CALLBACK).objections()).hasSize(1);
  }

  // F3
  @Test
  void objectsToPropertiesThatNobodyDeclares() {
    assertThat(
            LiquibaseFile.properties(
                HEADER + "--changeset a:1\n-- ${no}\nSELECT '${a.b}', '${a.b}';\nSELECT ${c}"))
        .extracting(remark -> remark.sentence("1.sql"))
        .satisfiesExactly(
            each -> assertThat(each).startsWith("1.sql, line 5: ${a.b} is a Liquibase property"),
            each -> assertThat(each).startsWith("1.sql, line 6: ${c} is a Liquibase property"));
    assertThat(LiquibaseFile.properties("SELECT '${a}';")).isEmpty();
  }

  @Test
  void saysNothingOfOtherFiles() {
    assertThat(objections("-- preconditions\n-- context:demo\nSELECT '--ignoreLines:1';"))
        .isEmpty();
  }

  private static LiquibaseFile of(String text) {
    return LiquibaseFile.of(text, ScriptKind.VERSIONED);
  }

  private static List<String> objections(String text) {
    return of(text).objections().stream().map(each -> each.sentence("1.sql")).toList();
  }
}
