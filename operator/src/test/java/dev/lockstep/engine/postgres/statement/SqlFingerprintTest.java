package dev.lockstep.engine.postgres.statement;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SqlFingerprintTest {
  private final SqlFingerprint fingerprint = new SqlFingerprint();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          select 1;                | select 1
          select 1;                | select  1 ;~
          select 1; select 2       | -- head~select 1;~~select /* two */ 2;
          create table a(b int)    | create table a (~  b int~)
          select a+b               | select a + b
          copy t from stdin;~1\t2~\\.~ | copy t from stdin ;~1\t2~\\.~
          select 'a~b'             | select 'a@b'
          select ' a               | select ' a
          """)
  void isTheSameForAnEditOfBlanks(String one, String other) {
    assertThat(fingerprint.of(feeds(one))).isEqualTo(fingerprint.of(feeds(other)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          select 1                 | select 2
          select 'a b'             | select 'a  b'
          select "a b"             | select "a  b"
          select $$ a $$           | select $$a$$
          select 12                | select 1 2
          select ab                | select a b
          select a <= b            | select a < = b
          select 1; select 2       | select 1 select 2
          -- drop table a;         | -- ~drop table a;
          select 1 -- , 2~         | select 1 -- ~, 2~
          copy t from stdin;~1\t2~\\.~ | copy t from stdin;~1 2~\\.~
          select ' a               | select '  a
          """)
  void differsForAnyOtherEdit(String one, String other) {
    assertThat(fingerprint.of(feeds(one))).isNotEqualTo(fingerprint.of(feeds(other)));
  }

  private static String feeds(String text) {
    return text.replace('~', '\n').replace('@', '\r');
  }
}
