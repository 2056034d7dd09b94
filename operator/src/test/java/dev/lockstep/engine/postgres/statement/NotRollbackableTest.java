package dev.lockstep.engine.postgres.statement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.postgres.sql.SqlLexer;
import dev.lockstep.engine.postgres.sql.SqlStatement;
import dev.lockstep.engine.postgres.sql.StandardStrings;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NotRollbackableTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT pg_catalog.setval('public.a_id_seq', 12, true)",
        "select SETVAL ('a', 1)",
        "SELECT pg_create_logical_replication_slot('s', 'pgoutput')",
        "SELECT dblink_exec('x', 'DELETE FROM t')",
        "SELECT pg_terminate_backend(1)",
        "COPY t TO '/tmp/t.csv'",
        "COPY (SELECT 1) TO PROGRAM 'cat'",
        "COPY t FROM PROGRAM 'cat'",
        "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE",
        "SET client_encoding = 'LATIN1'"
      })
  void whatARollbackDoesNotTakeBackIsNotTried(String sql) {
    assertThat(NotRollbackable.reason(statement(sql))).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT nextval('a')",
        "UPDATE setval SET a = 1",
        "COPY t FROM '/tmp/t.csv'",
        "ALTER SEQUENCE a RESTART WITH 5",
        "SELECT pg_notify('a', 'b')",
        "DROP TABLE t",
        "CREATE FUNCTION f() RETURNS bigint LANGUAGE sql AS 'SELECT setval(''a'', 1)'",
        "CREATE TABLE dblinks (id int)"
      })
  void theRestIs(String sql) {
    assertThat(NotRollbackable.reason(statement(sql))).isNull();
  }

  private static SqlStatement statement(String sql) {
    return SqlLexer.cut(sql, StandardStrings.ON).getFirst();
  }
}
