package dev.lockstep.engine.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ScriptHeaderTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "-- lockstep: no-transaction\nvacuum;",
        "--lockstep:no-transaction\nvacuum;",
        "-- lockstep:   no-transaction  \r\nvacuum;",
        "-- lockstep: no-transaction",
        "\n\n  -- lockstep: no-transaction\nvacuum;",
        "-- by me\n\n-- lockstep: no-transaction\n\nvacuum;",
        "/* licence\n/* nested */ -- */\n-- lockstep: no-transaction\nvacuum;",
        "/* lockstep: no-transaction */vacuum;",
        "/* lockstep: no-transaction */\n\n-- migrate:down\nvacuum;",
        "-- no-transaction\nvacuum;",
        "-- no-transaction: indexes\nvacuum;",
        "-- atlas:txmode none\n\nvacuum;",
        "-- atlas:nolint\n-- atlas:txmode   none\nvacuum;"
      })
  void seesThatNoTransactionIsWanted(String text) throws MarkerException {
    assertThat(ScriptHeader.transactions(text)).isEqualTo(Script.Transactions.NONE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-- a comment",
        "/* never closed\n-- lockstep: no-transaction",
        "vacuum;",
        "-- locksteps: no-transaction\nvacuum;",
        "-- with lockstep: no-transaction\nvacuum;",
        "\n-- no-transaction\nvacuum;",
        "-- head\n-- no-transaction\nvacuum;",
        "select 1;\n-- no-transaction\n",
        "select 1;\n-- atlas:txmode none\n",
        "-- atlas:txmode file\n\nselect 1;",
        "-- atlas:lint ignore\n\nselect 1;",
        "select '-- lockstep: no-transaction';"
      })
  void seesThatNothingIsSaid(String text) throws MarkerException {
    assertThat(ScriptHeader.transactions(text)).isEqualTo(Script.Transactions.AS_STATEMENTS_ALLOW);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          -- lockstep: no-transactions\\na;          | 1.sql, line 1: unknown directive 'no-transactions' after 'lockstep:'
          -- a\\n-- lockstep:\\na;                    | 1.sql, line 2: unknown directive '' after 'lockstep:'
          -- atlas:txmode all\\n\\na;                 | 1.sql, line 1: atlas:txmode is 'all'; expected none or file
          -- atlas:txmode\\n\\na;                     | 1.sql, line 1: atlas:txmode is ''
          -- atlas:delimiter \\\\n\\\\n\\na              | 1.sql, line 1: atlas:delimiter is not supported
          -- x\\n-- atlas:checkpoint\\n\\na;          | 1.sql, line 2: atlas:checkpoint is not supported
          -- atlas:txtar\\n\\n-- checks.sql --\\na;   | 1.sql, line 1: atlas:txtar is not supported
          """)
  void refusesWhatItCannotFollow(String text, String sentence) {
    var refusal =
        catchThrowableOfType(
            MarkerException.class, () -> ScriptHeader.transactions(text.translateEscapes()));

    assertThat(refusal.sentence("1.sql")).startsWith(sentence);
  }

  @Test
  void refusesItsOwnLineBehindTheFirstStatement() {
    var refusal =
        catchThrowableOfType(
            MarkerException.class,
            () -> ScriptHeader.refuseLate("-- lockstep: no-transaction\na;\n-- lockstep: x\n"));

    assertThat(refusal.sentence("1.sql"))
        .startsWith("1.sql, line 3: '-- lockstep:' is only read before the first statement");
  }
}
