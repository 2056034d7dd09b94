package dev.lockstep.engine.postgres.statement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.postgres.ServerErrors;
import dev.lockstep.engine.postgres.run.TransactionRefusal;
import dev.lockstep.engine.postgres.sql.SqlLexer;
import dev.lockstep.engine.postgres.sql.SqlStatement;
import dev.lockstep.engine.postgres.sql.StandardStrings;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Errors that indicate that a statement works outside a transaction.
final class ExecutionModeTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT pg_create_logical_replication_slot('s', 'pgoutput') | 25001 | true",
        "SELECT * FROM pg_catalog.pg_create_logical_replication_slot('s', 'pgoutput') | 25001 | true",
        "SELECT pg_create_logical_replication_slot('s', 'pgoutput') | 42710 | false",
        "SELECT f() | 25001 | true",
        "CALL p() | 25001 | true",
        "DO 'BEGIN PERFORM f(); END' | 25001 | true",
        "CREATE MATERIALIZED VIEW v AS SELECT 1 | 25001 | true",
        "COPY (SELECT f()) TO stdout | 25001 | true",
        "SET TRANSACTION READ ONLY | 25001 | false",
        "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY | 25001 | false",
        "SET \"transaction_isolation\" = 'serializable' | 25001 | false",
        "SELECT set_config('transaction_isolation', 'serializable', true) | 25001 | false",
        "RESET transaction_isolation | 25001 | false",
        "BEGIN | 25001 | false",
        "COMMIT | 25001 | false",
        "SAVEPOINT s | 25001 | false",
        "PREPARE TRANSACTION 'p' | 25001 | false",
        "LOCK TABLE t | 25001 | false",
        "REINDEX TABLE p | 25001 | true",
        "DO 'BEGIN COMMIT; END' | 2D000 | true",
        "SELECT f() | 2D000 | false"
      })
  void theServerRefusesAStatementThatWantsNoTransaction(String sql, String state, boolean wants)
      throws Exception {
    SqlStatement statement = SqlLexer.cut(sql, StandardStrings.ON).getFirst();

    assertThat(TransactionRefusal.wantsNoTransaction(statement, ServerErrors.error(state)))
        .isEqualTo(wants);
  }

  @Test
  void whatNoServerSaidIsNoRefusal() {
    SqlStatement statement = SqlLexer.cut("SELECT f()", StandardStrings.ON).getFirst();

    assertThat(TransactionRefusal.wantsNoTransaction(statement, new SQLException("no", "25001")))
        .isFalse();
  }
}
