package dev.lockstep.engine.postgres.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StatementKindTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          begin                                                   | BEGIN
          BEGIN ISOLATION LEVEL SERIALIZABLE                      | BEGIN
          Start Transaction                                       | BEGIN
          /* x */ commit work                                     | COMMIT
          end                                                     | COMMIT
          rollback                                                | ROLLBACK
          abort transaction                                       | ROLLBACK
          rollback to savepoint a                                 | SAVEPOINT
          rollback work to a                                      | SAVEPOINT
          savepoint a                                             | SAVEPOINT
          release savepoint a                                     | SAVEPOINT
          prepare transaction 'x'                                 | PREPARED_TRANSACTION
          commit prepared 'x'                                     | PREPARED_TRANSACTION
          rollback prepared 'x'                                   | PREPARED_TRANSACTION
          prepare transaction as select 1                         | ORDINARY
          prepare p as select 1                                   | ORDINARY
          set transaction isolation level repeatable read         | SET_TRANSACTION
          set local transaction read only                         | SET_TRANSACTION
          set transaction_isolation = 'serializable'              | SET_TRANSACTION
          set session characteristics as transaction read only    | SET_SESSION_CHARACTERISTICS
          set session transaction_read_only = on                  | SET_TRANSACTION
          set search_path = a                                     | ORDINARY
          set local lock_timeout = '1s'                           | ORDINARY
          lock table a in exclusive mode                          | LOCK
          LOCK a                                                  | LOCK
          copy a from stdin                                       | COPY_FROM_STDIN
          copy a (b, c) from stdin with csv                       | COPY_FROM_STDIN
          copy a to stdout                                        | COPY_TO_STDOUT
          copy (select 1) to stdout (format csv)                  | COPY_TO_STDOUT
          copy a from '/tmp/x'                                    | ORDINARY
          copy a to program 'cat'                                 | ORDINARY
          set client_encoding = 'latin1'                          | CLIENT_ENCODING
          set session client_encoding to utf8                     | CLIENT_ENCODING
          set names 'latin1'                                      | CLIENT_ENCODING
          reset client_encoding                                   | CLIENT_ENCODING
          alter database a set timezone = 'UTC'                   | NEXT_SESSION
          alter database "set" reset all                          | NEXT_SESSION
          alter database a set tablespace b                       | OUTSIDE_TRANSACTION
          alter database a rename to b                            | ORDINARY
          alter role a set search_path = b                        | NEXT_SESSION
          alter role all in database d set search_path = b        | NEXT_SESSION
          alter user a in database d reset all                    | NEXT_SESSION
          alter role a with login                                 | ORDINARY
          load 'auto_explain'                                     | NEXT_SESSION
          alter system set work_mem = '1MB'                       | ALTER_SYSTEM
          create index concurrently a on b (c)                    | OUTSIDE_TRANSACTION
          create unique index concurrently if not exists a on b (c) | OUTSIDE_TRANSACTION
          create index "concurrently" on b (c)                    | ORDINARY
          create index a on b (concurrently_x)                    | ORDINARY
          drop index concurrently if exists a                     | OUTSIDE_TRANSACTION
          drop index a                                            | ORDINARY
          reindex table concurrently a                            | OUTSIDE_TRANSACTION
          reindex (verbose, concurrently) table a                 | OUTSIDE_TRANSACTION
          reindex database a                                      | OUTSIDE_TRANSACTION
          reindex table a                                         | ORDINARY
          alter table a detach partition b concurrently           | OUTSIDE_TRANSACTION
          alter table if exists only s.a detach partition s.b concurrently | OUTSIDE_TRANSACTION
          alter table a detach partition b                        | ORDINARY
          refresh materialized view concurrently a                | ORDINARY
          vacuum (full) a                                         | OUTSIDE_TRANSACTION
          cluster                                                 | OUTSIDE_TRANSACTION
          cluster verbose                                         | OUTSIDE_TRANSACTION
          cluster a using b                                       | ORDINARY
          create database a                                       | OUTSIDE_TRANSACTION
          drop tablespace a                                       | OUTSIDE_TRANSACTION
          create subscription a connection 'b' publication c      | OUTSIDE_TRANSACTION
          discard all                                             | OUTSIDE_TRANSACTION
          discard temp                                            | ORDINARY
          call p()                                                | PROCEDURE
          do $$ begin end $$                                      | PROCEDURE
          (select 1)                                              | ORDINARY
          "begin"                                                 | ORDINARY
          values (1)                                              | ORDINARY
          """)
  void isToldFromTheLeadingWords(String sql, StatementKind kind) {
    assertThat(SqlLexer.cut(sql, StandardStrings.ON).getFirst().kind()).isEqualTo(kind);
  }

  @Test
  void hasNoOpinionWithoutWords() {
    assertThat(StatementKind.of(List.of())).isEqualTo(StatementKind.ORDINARY);
  }

  @Test
  void keepsWordsInUpperCaseAndQuotedNamesAsTheyAre() {
    SqlStatement statement =
        SqlLexer.cut("alter /* x */ table \"Foo\".bar add c$1 int -- y", StandardStrings.ON)
            .getFirst();

    assertThat(statement.words())
        .containsExactly("ALTER", "TABLE", "\"Foo\"", "BAR", "ADD", "C$1", "INT");
  }

  @Test
  void keepsNoMoreWordsThanItSays() {
    assertThat(SqlLexer.cut("a ".repeat(100), StandardStrings.ON).getFirst().words())
        .hasSize(SqlStatement.MAX_WORDS);
  }
}
