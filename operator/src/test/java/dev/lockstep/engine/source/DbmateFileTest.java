package dev.lockstep.engine.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lockstep.engine.script.MarkerException;
import dev.lockstep.engine.script.Script;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The parts of dbmate scripts. In the tables `\n` is a line feed; of each part, only the lines are
/// shown that are neither blank nor comments.
final class DbmateFileTest {
  private static final String NOTHING = "(nothing)";
  private static final String ABSENT = "(absent)";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          -- migrate:up\\na;\\n-- migrate:down\\nb;\\n                       | a;        | b;
          -- migrate:up\\na;\\n-- migrate:down\\nb;                         | a;        | b;
          -- migrate:up\\r\\na;\\r\\n-- migrate:down\\r\\nb;\\r\\n           | a;        | b;
          -- migrate:up\\ra;\\r-- migrate:down\\rb;                        | a;        | b;
          --migrate:up\\na;\\n--migrate:down\\nb;\\n                        | a;        | b;
          --   migrate:up\\na;\\n--\\tmigrate:down\\nb;\\n                  | a;        | b;
          -- migrate:up   \\na;\\n-- migrate:down\\t\\nb;\\n                | a;        | b;
          -- migrate:up\\na;\\n-- migrate:down\\n                          | a;        | (nothing)
          -- migrate:up\\na;\\n-- migrate:down                            | a;        | (nothing)
          -- migrate:up\\na;\\n                                           | a;        | (absent)
          -- migrate:up\\n-- migrate:down\\nb;                            | (nothing) | b;
          -- migrate:up                                                 | (nothing) | (absent)
          \\n\\n-- migrate:up\\na;\\n-- migrate:down\\nb;\\n                 | a;        | b;
          -- by me\\n  -- at noon\\n \\t\\n-- migrate:up\\na;\\n             | a;        | (absent)
          -- migrate:up\\na\\n-- migrate:down\\nb                          | a         | b
          -- migrate:up\\n\\n\\na;\\n\\n\\n-- migrate:down\\n\\n\\nb;\\n       | a;        | b;
          -- migrate:up\\na; -- migrate:down\\nb;                          | a; -- migrate:down b; | (absent)
          -- migrate:up\\n/* -- migrate:down */ a;\\n                      | /* -- migrate:down */ a; | (absent)
          -- migrate:up\\na 'migrate:down';\\n                            | a 'migrate:down'; | (absent)
          -- migrate:up\\n-- then migrate:down is run\\na;\\n              | a;        | (absent)
          -- migrate:up\\n-- migrate the users\\na;\\n                     | a;        | (absent)
          -- migrate:up create users\\na;\\n-- migrate:down drop them\\nb; | a;        | b;
          -- migrate:up transaction:true\\na;\\n-- migrate:down transaction:true\\nb; | a; | b;
          -- migrate:up\\na 'x\\n--migrate\\n';\\n                         | a 'x ';   | (absent)
          """)
  void dividesAsDbmateDoes(String text, String forward, String undo) throws MarkerException {
    String file = text.translateEscapes();

    ScriptParts parts = DbmateFile.divide(file);

    assertThat(statements(parts.forward())).isEqualTo(forward);
    assertThat(parts.undo() == null ? ABSENT : statements(parts.undo())).isEqualTo(undo);
    assertThat(parts.transactions()).isEqualTo(Script.Transactions.AS_STATEMENTS_ALLOW);
    assertThat(parts.undoTransactions()).isEqualTo(Script.Transactions.AS_STATEMENTS_ALLOW);
    Lines.assertKept(file, parts, "");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          -- migrate:up transaction:false\\na;\\n-- migrate:down\\nb;                   | NONE                | AS_STATEMENTS_ALLOW
          -- migrate:up\\na;\\n-- migrate:down transaction:false\\nb;                   | AS_STATEMENTS_ALLOW | NONE
          -- migrate:up transaction:false\\na;\\n-- migrate:down transaction:false\\nb; | NONE                | NONE
          -- migrate:up transaction:false\\na;                                        | NONE                | AS_STATEMENTS_ALLOW
          -- migrate:up  \\ttransaction:false  \\na;                                   | NONE                | AS_STATEMENTS_ALLOW
          --migrate:up transaction:false\\r\\na;\\r\\n                                   | NONE                | AS_STATEMENTS_ALLOW
          -- migrate:up index transaction:false\\na;                                  | NONE                | AS_STATEMENTS_ALLOW
          -- migrate:up transaction:false transaction:true\\na;                       | AS_STATEMENTS_ALLOW | AS_STATEMENTS_ALLOW
          -- migrate:up\\n-- lockstep: no-transaction\\na;\\n-- migrate:down\\nb;         | NONE                | AS_STATEMENTS_ALLOW
          -- migrate:up\\na;\\n-- migrate:down\\n-- lockstep: no-transaction\\nb;         | AS_STATEMENTS_ALLOW | NONE
          """)
  void takesTheTransactionOptionOfEachPart(
      String text, Script.Transactions transactions, Script.Transactions undoTransactions)
      throws MarkerException {
    ScriptParts parts = DbmateFile.divide(text.translateEscapes());

    assertThat(parts.transactions()).isEqualTo(transactions);
    assertThat(parts.undoTransactions()).isEqualTo(undoTransactions);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a;                                                  | 1.sql: no '-- migrate:up' line
          ''                                                  | 1.sql: no '-- migrate:up' line
          -- migrate:down\\nb;                                 | 1.sql: no '-- migrate:up' line
          -- migrate:down\\nb;\\n-- migrate:up\\na;              | 1.sql, line 3: '-- migrate:up' comes after
          a;\\n-- migrate:up\\nb;                               | 1.sql, line 2: only comments that begin with two dashes may precede
          /* licence */\\n-- migrate:up\\nb;                    | 1.sql, line 2: only comments that begin with two dashes may precede
          -- migrate:up\\na;\\n  -- migrate:down\\nb;            | 1.sql, line 3: not a dbmate marker
          -- migrate:up\\na;\\n\\t-- migrate:down\\nb;           | 1.sql, line 3: not a dbmate marker
          -- migrate:up\\na;\\n-- MIGRATE:DOWN\\nb;              | 1.sql, line 3: not a dbmate marker
          -- migrate:up\\na;\\n-- migrate:Down\\nb;              | 1.sql, line 3: not a dbmate marker
          -- migrate:up\\na;\\n-- migrate: down\\nb;             | 1.sql, line 3: not a dbmate marker
          -- migrate:up\\na;\\n-- migrate :down\\nb;             | 1.sql, line 3: not a dbmate marker
          -- migrate:up\\na;\\n---- migrate:down\\nb;            | 1.sql, line 3: not a dbmate marker
          -- migrate:up\\na;\\n-- migrate:dwon\\nb;              | 1.sql, line 3: not a dbmate marker
          -- migrate:up\\na;\\n-- migrate:down;\\nb;             | 1.sql, line 3: not a dbmate marker
          -- migrate:up\\na;\\n-- migrate:\\nb;                  | 1.sql, line 3: not a dbmate marker
          -- migrate:upsert\\na;                               | 1.sql, line 1: not a dbmate marker
          -- migrate:up transaction:no\\na;                    | 1.sql, line 1: unknown option 'transaction:no'
          -- migrate:up transaction:FALSE\\na;                 | 1.sql, line 1: unknown option 'transaction:FALSE'
          -- migrate:up transaction: false\\na;                | 1.sql, line 1: unknown option 'transaction:'
          -- migrate:up env:REGION\\na;                        | 1.sql, line 1: unknown option 'env:REGION'
          -- migrate:up\\na;\\n-- migrate:down tx:false\\nb;     | 1.sql, line 3: unknown option 'tx:false'
          """)
  void refusesWithTheLine(String text, String sentence) {
    String file = text.translateEscapes();

    var refusal = catchThrowableOfType(MarkerException.class, () -> DbmateFile.divide(file));

    assertThat(refusal.sentence("1.sql")).startsWith(sentence);
  }

  // Real sets have such files, and dbmate accepts them.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          -- migrate:up\\na;\\n-- migrate:up\\nb;                                   | a; b; | (absent) | 1.sql, line 3: a second '-- migrate:up' (the first is in line 1) is only a comment, as in dbmate: the statements below it belong to the part that applies the script
          -- migrate:up\\r\\na;\\r\\n-- migrate:up transaction:false\\r\\nb;        | a; b; | (absent) | 1.sql, line 3: a second '-- migrate:up'
          -- migrate:up\\na;\\n-- migrate:down\\nb;\\n-- migrate:up\\nc;             | a;    | b; c;    | 1.sql, line 5: a second '-- migrate:up' (the first is in line 1) is only a comment, as in dbmate: the statements below it belong to the part that undoes the script
          -- migrate:up\\na;\\n-- migrate:down\\nb;\\n-- migrate:down\\nc;           | a;    | b; c;    | 1.sql, line 5: a second '-- migrate:down' (the first is in line 3)
          """)
  void takesASecondMarkerForAComment(String text, String forward, String undo, String remark)
      throws MarkerException {
    ScriptParts parts = DbmateFile.divide(text.translateEscapes());

    assertThat(statements(parts.forward())).isEqualTo(forward);
    assertThat(parts.undo() == null ? ABSENT : statements(parts.undo())).isEqualTo(undo);
    assertThat(parts.transactions()).isEqualTo(Script.Transactions.AS_STATEMENTS_ALLOW);
    assertThat(parts.remarks())
        .singleElement()
        .satisfies(each -> assertThat(each.sentence("1.sql")).startsWith(remark));
  }

  /// As in dbmate; the truncated string is an error when the script is split into statements.
  @Test
  void takesAMarkerInsideDollarQuotesForOne() throws MarkerException {
    ScriptParts parts = DbmateFile.divide("-- migrate:up\ndo $$\n-- migrate:down\n$$;\n");

    assertThat(statements(parts.forward())).isEqualTo("do $$");
    assertThat(parts.undo()).isEqualTo("\n\n-- migrate:down\n$$;\n");
  }

  private static String statements(String part) {
    String statements = Lines.statements(part);
    return statements.isEmpty() ? NOTHING : statements;
  }
}
