package dev.lockstep.engine.postgres.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.postgres.recovery.StatementEffect.Repeatable;
import dev.lockstep.engine.postgres.sql.SqlLexer;
import dev.lockstep.engine.postgres.sql.SqlName;
import dev.lockstep.engine.postgres.sql.StandardStrings;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EffectParserTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          create index concurrently i on t (a)                           | i        | t
          CREATE UNIQUE INDEX CONCURRENTLY I ON ONLY S.T USING gin (a)   | i        | s.t
          create index concurrently if not exists "I ""x" on db.s.t (a)  | I "x     | db.s.t
          create index concurrently if on only(t) (a)                    | if       | t
          create index concurrently /* on */ i -- x\\n on t * (a)        | i        | t
          create index concurrently Ünï on "T"(a)                        | Ünï      | T
          create index concurrently u&"\\0441\\+00043B!\\\\" on t (a)    | сл!\\    | t
          create index concurrently U&"d!0061!+01F600!!" uescape '!' on t (a) | da😀! | t
          create index concurrently U&"\\D83D\\DE00" on t (a)            | 😀       | t
          create index concurrently a$1 on t (a)                         | a$1      | t
          """)
  void readsNamesAsTheServerDoes(String sql, String index, String table) {
    StatementEffect effect = read(sql.replace("\\n", "\n"));

    assertThat(effect).isEqualTo(IndexBuild.named(name(table.split("\\.", -1)), name(index)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          create index concurrently on t (a)                                    | a
          create index concurrently on t using btree ("B", a desc nulls last)   | B,a
          create index concurrently on t (lower(a), (a + b), s.f(a), c)         | -,-,-,c
          create index concurrently on t (a collate "C" text_ops (x = 1), b)    | a,b
          create index concurrently on t (a) include (b) where c in (1, 2)      | a
          """)
  void readsTheColumnsOfAnUnnamedIndex(String sql, String columns) {
    List<String> names =
        Arrays.stream(columns.split(",", -1)).map(name -> name.equals("-") ? null : name).toList();

    assertThat(read(sql)).isEqualTo(IndexBuild.unnamed(name("t"), names));
  }

  @Test
  void readsTheOtherStatements() {
    assertThat(read("drop index concurrently if exists s.i cascade"))
        .isEqualTo(new IndexDrop(name("s", "i")));
    assertThat(read("drop index concurrently if")).isEqualTo(new IndexDrop(name("if")));
    assertThat(read("alter table if exists only s.p detach partition c concurrently"))
        .isEqualTo(new PartitionDetach(name("s", "p"), name("c")));
    assertThat(read("alter table if * detach partition c concurrently"))
        .isEqualTo(new PartitionDetach(name("if"), name("c")));
    assertThat(read("reindex (tablespace \"(\", concurrently) table s.t"))
        .isEqualTo(Reindexing.table(name("s", "t")));
    assertThat(read("reindex index concurrently I")).isEqualTo(Reindexing.index(name("i")));
    assertThat(read("reindex schema s")).isEqualTo(Reindexing.schema(name("s")));
    assertThat(read("reindex database concurrently")).isEqualTo(Reindexing.database());
    assertThat(read("drop database if exists \"D\" (force)"))
        .isEqualTo(
            new ClusterObject(ClusterObject.Type.DATABASE, name("D"), ClusterObject.Verb.DROP));
  }

  /// The server reports a syntax error for each.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "create index concurrently",
        "create index concurrently i t (a)",
        "create index concurrently if not exists on t (a)",
        "drop index concurrently",
        "drop database",
        "reindex table concurrently",
        "reindex (concurrently",
        "alter table t detach partition concurrently",
        "alter subscription s add publication",
      })
  void whatCannotBeReadDoesNothing(String sql) {
    assertThat(read(sql)).isEqualTo(new Repeatable());
  }

  private static StatementEffect read(String sql) {
    return StatementEffect.of(SqlLexer.cut(sql, StandardStrings.ON).getFirst());
  }

  private static SqlName name(String... parts) {
    return new SqlName(List.of(parts));
  }
}
