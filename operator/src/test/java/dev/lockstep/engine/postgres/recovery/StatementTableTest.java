package dev.lockstep.engine.postgres.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.postgres.command.CommandReader;
import dev.lockstep.engine.postgres.sql.SqlLexer;
import dev.lockstep.engine.postgres.sql.SqlStatement;
import dev.lockstep.engine.postgres.sql.StandardStrings;
import dev.lockstep.engine.postgres.statement.ExecutionMode;
import dev.lockstep.engine.postgres.statement.NotRollbackable;
import dev.lockstep.engine.postgres.statement.StatementLock;
import dev.lockstep.engine.postgres.statement.TableLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The properties of each statement side by side: its kind, how it runs, its lock, its effect
/// outside a transaction, whether a rollback reverses it, and its parsed command.
final class StatementTableTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          SELECT * FROM t                           | ORDINARY            | IN_TRANSACTION | ACCESS_SHARE           | UnknownEffect     | yes | Query
          SELECT setval('s', 1)                     | ORDINARY            | IN_TRANSACTION | -                      | UnknownEffect     | no  | Query
          SELECT set_config('search_path', 'a', false) | ORDINARY         | BARE           | -                      | UnknownEffect     | yes | SetSearchPath
          (SELECT 1 FROM t)                         | ORDINARY            | IN_TRANSACTION | -                      | UnknownEffect     | yes | Other
          INSERT INTO t VALUES (1)                  | ORDINARY            | IN_TRANSACTION | ROW_EXCLUSIVE          | UnknownEffect     | yes | Write
          INSERT INTO t SELECT * FROM u             | ORDINARY            | IN_TRANSACTION | ROW_EXCLUSIVE          | UnknownEffect     | yes | InsertSelect
          UPDATE t SET a = 1                        | ORDINARY            | IN_TRANSACTION | ROW_EXCLUSIVE          | UnknownEffect     | yes | Change
          WITH x AS (SELECT 1) UPDATE t SET a = 1   | ORDINARY            | IN_TRANSACTION | ROW_EXCLUSIVE          | UnknownEffect     | yes | Change
          MERGE INTO t USING u ON a = b WHEN MATCHED THEN DELETE | ORDINARY | IN_TRANSACTION | ROW_EXCLUSIVE        | UnknownEffect     | yes | Write
          COPY t FROM stdin                         | COPY_FROM_STDIN     | IN_TRANSACTION | ROW_EXCLUSIVE          | UnknownEffect     | yes | Copy
          COPY t (a) FROM PROGRAM 'cat'             | ORDINARY            | IN_TRANSACTION | ROW_EXCLUSIVE          | UnknownEffect     | no  | Copy
          COPY (SELECT a FROM t) TO E'/tmp/t'       | ORDINARY            | IN_TRANSACTION | ACCESS_SHARE           | UnknownEffect     | no  | Copy
          DO $$ BEGIN EXECUTE 'SELECT setval(''s'', 1)'; END $$ | PROCEDURE | PROCEDURE    | -                      | UnknownEffect     | no  | Other
          CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT setval(''s'', 1)' | ORDINARY | IN_TRANSACTION | -   | UnknownEffect     | yes | CreateFunction
          -- setval(\\n  SELECT 1                  | ORDINARY            | IN_TRANSACTION | -                      | UnknownEffect     | yes | Query
          CREATE INDEX i ON t (a)                   | ORDINARY            | IN_TRANSACTION | SHARE                  | UnknownEffect     | yes | CreateIndex
          CREATE INDEX CONCURRENTLY i ON t (a)      | OUTSIDE_TRANSACTION | OUTSIDE        | SHARE_UPDATE_EXCLUSIVE | IndexBuild        | yes | CreateIndex
          CREATE INDEX CONCURRENTLY i t             | OUTSIDE_TRANSACTION | OUTSIDE        | -                      | Repeatable        | yes | Other
          DROP INDEX CONCURRENTLY i                 | OUTSIDE_TRANSACTION | OUTSIDE        | SHARE_UPDATE_EXCLUSIVE | IndexDrop         | yes | Drop
          DROP TABLE t                              | ORDINARY            | IN_TRANSACTION | ACCESS_EXCLUSIVE       | UnknownEffect     | yes | Drop
          REINDEX (CONCURRENTLY) TABLE t            | OUTSIDE_TRANSACTION | OUTSIDE        | SHARE_UPDATE_EXCLUSIVE | Reindexing        | yes | Reindex
          REINDEX TABLE t                           | ORDINARY            | IN_TRANSACTION | ACCESS_EXCLUSIVE       | Reindexing        | yes | Reindex
          ALTER TABLE t ADD COLUMN a int            | ORDINARY            | IN_TRANSACTION | ACCESS_EXCLUSIVE       | Repeatable        | yes | AlterTable
          ALTER TABLE t SET (fillfactor = 70)       | ORDINARY            | IN_TRANSACTION | SHARE_UPDATE_EXCLUSIVE | Repeatable        | yes | AlterTable
          ALTER TABLE p DETACH PARTITION q CONCURRENTLY | OUTSIDE_TRANSACTION | OUTSIDE    | SHARE_UPDATE_EXCLUSIVE | PartitionDetach   | yes | AlterTable
          ALTER TABLE p DETACH PARTITION q FINALIZE | ORDINARY            | IN_TRANSACTION | SHARE_UPDATE_EXCLUSIVE | Repeatable        | yes | AlterTable
          ALTER VIEW v SET (security_barrier)       | ORDINARY            | IN_TRANSACTION | ACCESS_EXCLUSIVE       | UnknownEffect     | yes | AlterTable
          ALTER SUBSCRIPTION s ADD PUBLICATION p, q | OUTSIDE_TRANSACTION | OUTSIDE        | -                      | PublicationChange | yes | AlterSubscription
          CREATE DATABASE d TEMPLATE = "T"          | OUTSIDE_TRANSACTION | OUTSIDE        | -                      | ClusterObject     | yes | CreateDatabase
          DROP SUBSCRIPTION s                       | OUTSIDE_TRANSACTION | OUTSIDE        | -                      | ClusterObject     | yes | Drop
          ALTER SYSTEM SET a = 1                    | ALTER_SYSTEM        | OUTSIDE        | -                      | Repeatable        | yes | Other
          VACUUM FULL t                             | OUTSIDE_TRANSACTION | OUTSIDE        | ACCESS_EXCLUSIVE       | Repeatable        | yes | Compact
          VACUUM t                                  | OUTSIDE_TRANSACTION | OUTSIDE        | SHARE_UPDATE_EXCLUSIVE | Repeatable        | yes | Analyze
          DISCARD ALL                               | OUTSIDE_TRANSACTION | BARE           | -                      | Repeatable        | yes | Harmless
          SET client_encoding = 'LATIN1'            | CLIENT_ENCODING     | BARE           | -                      | UnknownEffect     | no  | Harmless
          SET TRANSACTION READ ONLY                 | SET_TRANSACTION     | BARE           | -                      | UnknownEffect     | no  | Harmless
          LOCK TABLE t IN SHARE MODE                | LOCK                | BARE           | SHARE                  | UnknownEffect     | yes | Lock
          BEGIN                                     | BEGIN               | BEGINS         | -                      | UnknownEffect     | yes | Harmless
          COMMENT ON COLUMN t.a IS 'x'              | ORDINARY            | IN_TRANSACTION | SHARE_UPDATE_EXCLUSIVE | UnknownEffect     | yes | Comment
          """)
  void descriptionsOfOneStatementAgree(
      String sql,
      String kind,
      String mode,
      String lock,
      String effect,
      String rollback,
      String command) {
    SqlStatement statement = SqlLexer.cut(sql.replace("\\n", "\n"), StandardStrings.ON).getFirst();

    assertThat(statement.kind().name()).isEqualTo(kind);
    assertThat(ExecutionMode.of(statement).name()).isEqualTo(mode);
    assertThat(StatementLock.of(statement).map(TableLock::name).orElse("-")).isEqualTo(lock);
    assertThat(StatementEffect.of(statement).getClass().getSimpleName()).isEqualTo(effect);
    assertThat(NotRollbackable.reason(statement) == null ? "yes" : "no").isEqualTo(rollback);
    assertThat(CommandReader.read(statement).getClass().getSimpleName()).isEqualTo(command);
  }
}
