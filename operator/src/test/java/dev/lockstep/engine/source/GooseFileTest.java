package dev.lockstep.engine.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lockstep.engine.script.MarkerException;
import dev.lockstep.engine.script.Script;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The parts of goose scripts. In the tables `\n` is a line feed; of each part, only the lines are
/// shown that are neither blank nor comments.
final class GooseFileTest {
  private static final String NOTHING = "(nothing)";
  private static final String ABSENT = "(absent)";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          -- +goose Up\\na;\\n-- +goose Down\\nb;\\n                        | a;        | b;
          -- +goose Up\\na;\\n-- +goose Down\\nb;                           | a;        | b;
          -- +goose Up\\r\\na;\\r\\n-- +goose Down\\r\\nb;\\r\\n            | a;        | b;
          -- +goose Up\\ra;\\r-- +goose Down\\rb;\\r                        | a;        | b;
          -- +goose Up\\na;\\n                                             | a;        | (absent)
          -- +goose Up\\na;\\n-- +goose Down                               | a;        | (nothing)
          -- +goose Up\\na;\\n-- +goose Down\\n-- nothing to undo\\n         | a;        | (nothing)
          -- +goose Up\\n-- +goose Down\\nb;\\n                             | (nothing) | b;
          -- +goose Up                                                   | (nothing) | (absent)
          -- +goose up\\na;\\n-- +goose down\\nb;\\n                        | a;        | b;
          -- +goose UP\\na;\\n-- +goose DOWN\\nb;\\n                        | a;        | b;
          --+goose Up\\na;\\n--+goose Down\\nb;\\n                          | a;        | b;
          --  +goose   Up   \\na;\\n--\\t+goose\\tDown\\t\\nb;\\n            | a;        | b;
          -- +goose Up\\240\\n  a;\\n                                      | a;        | (absent)
          ---- +goose Up\\na;\\n                                           | a;        | (absent)
          -- +goose Up --\\na;\\n                                          | a;        | (absent)
          -- Up +goose\\na;\\n                                             | a;        | (absent)
          \\n\\n  \\t\\n-- +goose Up\\na;\\n                                 | a;        | (absent)
          -- by: me\\n\\n  -- at: noon\\n-- +goose Up\\na;\\n                | a;        | (absent)
          -- +goose Up\\na;b;\\nc;\\n-- +goose Down\\nd;\\n                  | a;b; c;   | d;
          -- +goose Up\\n\\n\\na;\\n\\n\\n-- +goose Down\\n\\n\\nb;\\n         | a;        | b;
          -- +goose Up\\na; -- +goose Down\\nb;\\n                          | a; -- +goose Down b; | (absent)
          -- +goose Up\\na '+goose Down';\\n                               | a '+goose Down'; | (absent)
          -- +goose Up\\n-- down is +goose Down\\na;\\n                     | a;        | (absent)
          -- +goose Up\\n-- goose Down\\na;\\n                             | a;        | (absent)
          -- +goose Up\\n-- + goose Down\\na;\\n                           | a;        | (absent)
          -- +goose Up\\n/* -- +goose Down */ a;\\n                        | /* -- +goose Down */ a; | (absent)
          -- +goose Up\\na\\n-- +goose Down\\nb\\n                          | a         | b
          -- +goose Up\\n-- +goose StatementBegin\\na;\\n-- +goose StatementEnd\\n-- +goose Down\\nb;\\n | a; | b;
          -- +goose Up\\n-- +goose statementbegin\\na;\\n-- +goose STATEMENTEND\\n                     | a; | (absent)
          -- +goose Up\\n-- +goose StatementBegin\\na;b;\\n\\nc;\\n-- +goose StatementEnd\\nd;\\n        | a;b; c; d; | (absent)
          -- +goose Up\\n-- +goose StatementBegin\\na\\n-- +goose StatementEnd\\nb;\\n                  | a ; b; | (absent)
          -- +goose Up\\n-- +goose StatementBegin\\na\\n-- +goose StatementEnd\\n-- +goose Down\\nb;\\n  | a ; | b;
          -- +goose Up\\na;\\n-- +goose Down\\n-- +goose StatementBegin\\nb\\n-- +goose StatementEnd\\n-- +goose StatementBegin\\nc\\n-- +goose StatementEnd\\n | a; | b ; c ;
          -- +goose Up\\n-- +goose StatementBegin\\na;\\n  \\n\\n-- +goose StatementEnd\\nb;\\n            | a; b; | (absent)
          -- +goose Up\\n-- +goose StatementBegin\\na; -- done\\n-- +goose StatementEnd\\nb;\\n          | a; -- done ; b; | (absent)
          -- +goose Up\\n-- +goose StatementBegin\\n-- +goose StatementEnd\\na;\\n                      | ; a; | (absent)
          -- +goose Up\\n-- +goose StatementBegin\\nbegin;\\na;\\ncommit;\\n-- +goose StatementEnd\\n     | begin; a; commit; | (absent)
          -- +goose Up\\n-- +goose ENVSUB OFF\\na ${X};\\n                  | a ${X};   | (absent)
          """)
  void dividesAsGooseDoes(String text, String forward, String undo) throws MarkerException {
    String file = text.translateEscapes();

    ScriptParts parts = GooseFile.divide(file);

    assertThat(statements(parts.forward())).isEqualTo(forward);
    assertThat(parts.undo() == null ? ABSENT : statements(parts.undo())).isEqualTo(undo);
    assertThat(parts.transactions()).isEqualTo(Script.Transactions.AS_STATEMENTS_ALLOW);
    Lines.assertKept(file, parts, "-- +goose StatementEnd");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          -- +goose NO TRANSACTION\\n-- +goose Up\\na;\\n-- +goose Down\\nb;\\n
          -- +goose Up\\n-- +goose NO TRANSACTION\\na;\\n-- +goose Down\\nb;\\n
          -- +goose Up\\na;\\n-- +goose NO TRANSACTION\\nb;\\n
          -- +goose Up\\na;\\n-- +goose Down\\n-- +goose NO TRANSACTION\\nb;\\n
          -- +goose Up\\na;\\n-- +goose Down\\nb;\\n-- +goose NO TRANSACTION
          -- +goose NO TRANSACTION\\n\\n-- +goose Up\\n-- +goose NO TRANSACTION\\na;\\n-- +goose Down\\n-- +goose NO TRANSACTION\\nb;
          -- +goose no transaction\\n-- +goose Up\\na;\\n
          --+goose NO TRANSACTION\\r\\n-- +goose Up\\r\\na;\\r\\n
          -- +goose Up\\n-- +goose StatementBegin\\n-- +goose NO TRANSACTION\\na;\\n-- +goose StatementEnd\\n
          """)
  void takesNoTransactionWhereverItStandsAndForBothParts(String text) throws MarkerException {
    ScriptParts parts = GooseFile.divide(text.translateEscapes());

    assertThat(parts.transactions()).isEqualTo(Script.Transactions.NONE);
    assertThat(parts.undoTransactions()).isEqualTo(Script.Transactions.NONE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a;                                               | 1.sql: no '-- +goose Up' line
          ''                                               | 1.sql: no '-- +goose Up' line
          -- +goose NO TRANSACTION\\na;                     | 1.sql: no '-- +goose Up' line
          a;\\n-- +goose Up\\nb;                             | 1.sql, line 2: only comments that begin with two dashes may precede
          /* licence */\\n\\n-- +goose Up\\na;                | 1.sql, line 3: only comments that begin with two dashes may precede
          -- +goose Down\\na;                               | 1.sql, line 1: '-- +goose Down' precedes '-- +goose Up'
          -- +goose Down\\na;\\n-- +goose Up\\nb;             | 1.sql, line 1: '-- +goose Down' precedes '-- +goose Up'
          -- +goose StatementBegin\\n-- +goose Up\\na;        | 1.sql, line 1: '-- +goose StatementBegin' precedes
          -- +goose StatementEnd\\n-- +goose Up\\na;          | 1.sql, line 1: StatementEnd without StatementBegin
          -- +goose Up\\na;\\n-- +goose Up\\nb;               | 1.sql, line 3: a second '-- +goose Up' (the first is in line 1)
          -- +goose Up\\n-- +goose Down\\n\\n-- +goose Up     | 1.sql, line 4: a second '-- +goose Up' (the first is in line 1)
          -- +goose Up\\n-- +goose Down\\n-- +goose Down     | 1.sql, line 3: a second '-- +goose Down' (the first is in line 2)
          -- +goose Up\\n-- +goose StatementBegin\\na;       | 1.sql, line 2: StatementBegin without StatementEnd
          -- +goose Up\\n-- +goose StatementBegin\\na;\\n-- +goose Down\\nb; | 1.sql, line 2: StatementBegin without StatementEnd
          -- +goose Up\\n-- +goose StatementBegin\\na;\\n-- +goose StatementBegin\\nb; | 1.sql, line 4: StatementBegin, but that of line 2 has no StatementEnd
          -- +goose Up\\na;\\n-- +goose StatementEnd         | 1.sql, line 3: StatementEnd without StatementBegin
          -- +goose Up\\na;\\n-- +goose Down\\n-- +goose StatementBegin\\nb; | 1.sql, line 4: StatementBegin without StatementEnd
          -- +goose Up\\n-- +goose Dwon\\na;                 | 1.sql, line 2: not a goose annotation
          -- +goose Up\\n-- +goose\\na;                      | 1.sql, line 2: not a goose annotation
          -- +goose Up\\n-- +goose +goose Down\\na;          | 1.sql, line 2: not a goose annotation
          -- +goose Up\\n-- +goose NO  TRANSACTION\\na;      | 1.sql, line 2: not a goose annotation
          -- +goose Up\\n-- +goose NOTRANSACTION\\na;        | 1.sql, line 2: not a goose annotation
          -- +goose Up\\n-- +goose Down: drop it\\nb;        | 1.sql, line 2: not a goose annotation
          -- +goose Up\\na;\\n  -- +goose Down\\nb;           | 1.sql, line 3: not a goose annotation
          -- +goose Up\\na;\\n\\t-- +goose Down\\nb;          | 1.sql, line 3: not a goose annotation
          -- +goose Up\\na;\\n-- +GOOSE Down\\nb;             | 1.sql, line 3: not a goose annotation
          -- +goose Up\\na;\\n-- +Goose Down\\nb;             | 1.sql, line 3: not a goose annotation
          \\ -- +goose Up\\na;                               | 1.sql, line 1: not a goose annotation
          -- +goose Up\\n-- +goose ENVSUB ON\\na ${X};       | 1.sql, line 2: goose would replace environment variables
          -- +goose envsub on\\n-- +goose Up\\na ${X};       | 1.sql, line 1: goose would replace environment variables
          -- +goose Up\\r\\na;\\r\\n-- +goose Up\\r\\nb;        | 1.sql, line 3: a second
          -- +goose Up\\n-- lockstep: no-tx\\na;              | 1.sql, line 2: unknown directive 'no-tx' after 'lockstep:'
          """)
  void refusesWithTheLine(String text, String sentence) {
    String file = text.replace("\\ ", " ").translateEscapes();

    var refusal = catchThrowableOfType(MarkerException.class, () -> GooseFile.divide(file));

    assertThat(refusal.sentence("1.sql")).startsWith(sentence);
  }

  /// As in goose; the truncated string is an error when the script is split into statements.
  @Test
  void takesAnAnnotationInsideAStringForOne() throws MarkerException {
    ScriptParts parts =
        GooseFile.divide("-- +goose Up\ninsert into t values ('\n-- +goose Down\n');\n");

    assertThat(statements(parts.forward())).isEqualTo("insert into t values ('");
    assertThat(parts.undo()).isEqualTo("\n\n-- +goose Down\n');\n");
  }

  @Test
  void takesTheHeaderOfEachPart() throws MarkerException {
    ScriptParts parts =
        GooseFile.divide("-- +goose Up\na;\n-- +goose Down\n-- lockstep: no-transaction\nb;\n");

    assertThat(parts.transactions()).isEqualTo(Script.Transactions.AS_STATEMENTS_ALLOW);
    assertThat(parts.undoTransactions()).isEqualTo(Script.Transactions.NONE);
  }

  private static String statements(String part) {
    String statements = Lines.statements(part);
    return statements.isEmpty() ? NOTHING : statements;
  }
}
