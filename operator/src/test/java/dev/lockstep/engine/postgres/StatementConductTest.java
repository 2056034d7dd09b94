package dev.lockstep.engine.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which refusals mean that a statement works outside of a transaction.
final class StatementConductTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT pg_create_logical_replication_slot('s', 'pgoutput') | 25001 | true",
        "SELECT * FROM pg_catalog.pg_create_logical_replication_slot('s', 'pgoutput') | 25001 | true",
        "SELECT pg_create_logical_replication_slot('s', 'pgoutput') | 42710 | false",
        "SELECT f() | 25001 | false",
        "SET TRANSACTION READ ONLY | 25001 | false",
        "REINDEX TABLE p | 25001 | true",
        "DO 'BEGIN COMMIT; END' | 2D000 | true",
        "SELECT f() | 2D000 | false"
      })
  void theServerRefusesAStatementThatWantsNoTransaction(String sql, String state, boolean wants)
      throws Exception {
    SqlStatement statement = SqlLexer.cut(sql, StandardStrings.ON).getFirst();

    assertThat(StatementConduct.wantsNoTransaction(statement, new SQLException("no", state)))
        .isEqualTo(wants);
  }
}
