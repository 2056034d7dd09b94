package dev.lockstep.engine.postgres.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class SqlLexerTest {
  @ParameterizedTest
  @MethodSource
  void cutsWherePsqlCuts(String script, List<String> statements) {
    assertThat(cut(script)).extracting(SqlStatement::sql).isEqualTo(statements);
  }

  static Stream<Arguments> cutsWherePsqlCuts() {
    return Stream.of(
        cuts("", List.of()),
        cuts(" \n\t\f\r\n", List.of()),
        cuts(";;\n;", List.of()),
        cuts("-- only a comment", List.of()),
        cuts("/* a /* nested; */ comment */ ; -- ;\n;", List.of()),
        cuts("select 1", List.of("select 1")),
        cuts("select 1;", List.of("select 1")),
        cuts("\uFEFFselect 1;", List.of("select 1")),
        cuts("select 1;select 2 ; select 3", List.of("select 1", "select 2", "select 3")),
        cuts("select 1\r\n;\r\nselect\r\n2;\r\n", List.of("select 1", "select\r\n2")),
        cuts("select 1; -- after\n-- before\nselect 2", List.of("select 1", "select 2")),
        cuts("/* ; */ select /* ; */ 1 /* ; */;", List.of("select /* ; */ 1")),
        cuts("select 1 -- a;\n + 2;", List.of("select 1 -- a;\n + 2")),
        cuts("select 1 -- a\r + 2;", List.of("select 1 -- a\r + 2")),
        cuts("select 'a;b', 'c''d;';select 2", List.of("select 'a;b', 'c''d;'", "select 2")),
        cuts("select 'a\\';select 2", List.of("select 'a\\'", "select 2")),
        cuts("select E'a\\';b' ;select 2", List.of("select E'a\\';b'", "select 2")),
        cuts("select e'a\\\\';select 2", List.of("select e'a\\\\'", "select 2")),
        cuts("select E'a''b\\'c;';", List.of("select E'a''b\\'c;'")),
        cuts("select U&'d\\0061;' uescape '!';", List.of("select U&'d\\0061;' uescape '!'")),
        cuts("select u&'a\\';select 2", List.of("select u&'a\\'", "select 2")),
        cuts("select B'10;', X'1F', N'a;'", List.of("select B'10;', X'1F', N'a;'")),
        cuts("select 'a;'\n';b';", List.of("select 'a;'\n';b'")),
        cuts("select E'a'\n'b\\';select 2", List.of("select E'a'\n'b\\'", "select 2")),
        cuts("select E'a'\r'b\\';c';", List.of("select E'a'\r'b\\';c'")),
        cuts("select 'a' -- x;\n'b';", List.of("select 'a' -- x;\n'b'")),
        cuts("select \"a;b\"\"c;\";", List.of("select \"a;b\"\"c;\"")),
        cuts("select U&\"a;\\0061\";", List.of("select U&\"a;\\0061\"")),
        cuts("select $$a;'b$c$;$$;", List.of("select $$a;'b$c$;$$")),
        cuts("do $a$ $$;$$ $b$ ; $a$;", List.of("do $a$ $$;$$ $b$ ; $a$")),
        cuts("do $é_1$;$é_1$;", List.of("do $é_1$;$é_1$")),
        cuts("do $a$x$b$a$;select 1", List.of("do $a$x$b$a$", "select 1")),
        cuts("select a$b$ ; select b$b$", List.of("select a$b$", "select b$b$")),
        cuts("select $1;select $2$$;$$", List.of("select $1", "select $2$$;$$")),
        cuts("select $a b; select $1a", List.of("select $a b", "select $1a")),
        cuts("select 1$$;$$;", List.of("select 1$$;$$")),
        cuts("select 1e'a\\';select 2", List.of("select 1e'a\\'", "select 2")),
        cuts("select 1.5e'a\\';", List.of("select 1.5e'a\\'")),
        cuts("select 5-- five;\n;", List.of("select 5")),
        cuts("select 5/*;*/*2;", List.of("select 5/*;*/*2")),
        cuts("select 5 +-- ;\n2;", List.of("select 5 +-- ;\n2")),
        cuts("select 5*/* */2;", List.of("select 5*/* */2")),
        cuts("/*/ ; */ select 1", List.of("select 1")),
        cuts("/***/select 1/****/;", List.of("select 1")),
        cuts("/* -- */ select '/*'; select '*/'", List.of("select '/*'", "select '*/'")),
        cuts("select a ? 'b;', a @> b, c::text", List.of("select a ? 'b;', a @> b, c::text")),
        cuts("select :a, :'b;', :\"c;\"", List.of("select :a, :'b;', :\"c;\"")),
        cuts("select a[1:2], a[:b], x := 1", List.of("select a[1:2], a[:b], x := 1")),
        cuts(
            "create rule r as on insert to t do (a; b);",
            List.of("create rule r as on insert to t do (a; b)")),
        cuts("select (1; select 2); select 3)", List.of("select (1; select 2)", "select 3)")),
        cuts("select 1); select (2", List.of("select 1)", "select (2")),
        cuts("select (1;\nselect 2", List.of("select (1;\nselect 2")),
        cuts("begin; end; select 1", List.of("begin", "end", "select 1")),
        cuts(
            "create procedure p() begin atomic select 1; end; x",
            List.of("create procedure p() begin atomic select 1; end", "x")),
        cuts(
            "CREATE or Replace FUNCTION f() BEGIN ATOMIC a; b; END; x",
            List.of("CREATE or Replace FUNCTION f() BEGIN ATOMIC a; b; END", "x")),
        cuts(
            "create function f() begin atomic select case when a then b end; end; x",
            List.of("create function f() begin atomic select case when a then b end; end", "x")),
        cuts(
            "create function f() begin atomic select (case when a then b end); end; x",
            List.of("create function f() begin atomic select (case when a then b end); end", "x")),
        cuts(
            "create function f() return case when a then b end; x",
            List.of("create function f() return case when a then b end", "x")),
        cuts(
            "create function f() begin atomic select \"end\"; end; x",
            List.of("create function f() begin atomic select \"end\"; end", "x")),
        cuts(
            "create function f() /* begin */ as 'begin' language sql; x",
            List.of("create function f() /* begin */ as 'begin' language sql", "x")),
        cuts(
            "create view v as select 1; begin; end",
            List.of("create view v as select 1", "begin", "end")),
        cuts(
            "create function f(a begin) as $$ $$; x",
            List.of("create function f(a begin) as $$ $$", "x")),
        cuts(
            "create or alter function f() begin; x",
            List.of("create or alter function f() begin", "x")),
        cuts("\\restrict aB1\nselect 1;\n\\unrestrict aB1\n", List.of("select 1")),
        cuts("select\n\\restrict aB1\n1;", List.of("select\n             \n1")),
        cuts("select\u00a01;ſelect 2", List.of("select\u00a01", "ſelect 2")));
  }

  @Test
  void cutsByTheServersStandardStrings() {
    assertThat(SqlLexer.cut("select 'a\\';b'; select 2", StandardStrings.OFF))
        .extracting(SqlStatement::sql)
        .containsExactly("select 'a\\';b'", "select 2");
  }

  @ParameterizedTest
  @MethodSource
  void followsChangesOfStandardStringsFromTheNextLineOn(String before, boolean escapes) {
    String probe = "select 'a\\';b'; --'";
    List<String> statements = cut(before + "\n" + probe).stream().map(SqlStatement::sql).toList();

    assertThat(statements.contains("select 'a\\';b'")).isEqualTo(escapes);
  }

  static Stream<Arguments> followsChangesOfStandardStringsFromTheNextLineOn() {
    return Stream.of(
        arguments("select 1;", false),
        arguments("set standard_conforming_strings = off;", true),
        arguments("SET Standard_Conforming_Strings TO 'OFF';", true),
        arguments("set session standard_conforming_strings = 0;", true),
        arguments("set local standard_conforming_strings to no;", true),
        arguments("set \"standard_conforming_strings\" = f;", true),
        arguments("set standard_conforming_strings = o;", false),
        arguments("set standard_conforming_strings = on;", false),
        arguments("set other_strings = off;", false),
        arguments("/* set standard_conforming_strings = off; */", false),
        arguments("select set_config('standard_conforming_strings', 'off', false);", true),
        arguments("SELECT pg_catalog.set_config('standard_conforming_strings','off',true);", true),
        arguments("set standard_conforming_strings = off;\nreset all;", false),
        arguments(
            "set standard_conforming_strings = off;\nreset standard_conforming_strings;", false),
        arguments("set standard_conforming_strings = off;\ndiscard all;", false),
        arguments(
            "set standard_conforming_strings = off;\nset standard_conforming_strings to default;",
            false),
        arguments("begin;\nset standard_conforming_strings = off;\nrollback;", false),
        arguments("begin;\nset standard_conforming_strings = off;\ncommit;", true),
        arguments("begin;\nset local standard_conforming_strings = off;\ncommit;", false),
        arguments("begin;\nset local standard_conforming_strings = off;", true),
        arguments("begin;\nset standard_conforming_strings = off;\nrollback and chain;", false),
        arguments("begin;\nset standard_conforming_strings = off;\ncommit and no chain;", true),
        arguments(
            "begin;\nsavepoint s;\nset standard_conforming_strings = off;\nrollback to s;", false),
        arguments(
            "begin;\nset standard_conforming_strings = off;\nsavepoint s;\nrollback to savepoint s;",
            true));
  }

  @Test
  void keepsTheOldStringsOnTheLineThatChangesThem() {
    assertThat(cut("set standard_conforming_strings = off; select 'a\\';\nselect 'b\\';';"))
        .extracting(SqlStatement::sql)
        .containsExactly("set standard_conforming_strings = off", "select 'a\\'", "select 'b\\';'");
  }

  @Test
  void knowsLineAndColumnOfTheFirstToken() {
    assertThat(cut("-- head\n\n  /* x\n */ select 1;select 2;\n\tselect 3"))
        .extracting(s -> s.number() + " at " + s.line() + ":" + s.column())
        .containsExactly("1 at 4:5", "2 at 4:14", "3 at 5:2");
  }

  @Test
  void countsColumnsInCharacters() {
    assertThat(cut("select '😀é'; select 2").getLast().column()).isEqualTo(14);
  }

  @Test
  void findsTheLineOfAServersErrorPosition() {
    SqlStatement statement = cut("\n\n  select '😀',\n  é +\n  wrong;").getFirst();

    assertThat(statement.lineAt(0)).isEqualTo(3);
    assertThat(statement.lineAt(1)).isEqualTo(3);
    assertThat(statement.columnAt(1)).isEqualTo(3);
    assertThat(statement.lineAt(12)).isEqualTo(3);
    assertThat(statement.lineAt(15)).isEqualTo(4);
    assertThat(statement.columnAt(15)).isEqualTo(3);
    assertThat(statement.lineAt(21)).isEqualTo(5);
    assertThat(statement.columnAt(21)).isEqualTo(3);
    assertThat(statement.lineAt(Integer.MAX_VALUE)).isEqualTo(5);
  }

  @ParameterizedTest
  @MethodSource
  void takesTheDataOfCopy(String script, List<String> parts) {
    List<String> found =
        cut(script).stream()
            .flatMap(
                statement ->
                    statement.copyData() == null
                        ? Stream.of(statement.sql())
                        : Stream.of(statement.sql(), "> " + statement.copyData().text()))
            .toList();

    assertThat(found).isEqualTo(parts);
  }

  static Stream<Arguments> takesTheDataOfCopy() {
    return Stream.of(
        arguments(
            "copy t from stdin;\n1\t';\n\\.\nx;", List.of("copy t from stdin", "> 1\t';\n", "x")),
        arguments(
            "copy t from stdin;\r\n1\r\n\\.\r\nx;", List.of("copy t from stdin", "> 1\r\n", "x")),
        arguments("copy t from stdin;\n1\n\\.", List.of("copy t from stdin", "> 1\n")),
        arguments("copy t from stdin;\n1\n2", List.of("copy t from stdin", "> 1\n2")),
        arguments("copy t from stdin;\n1\n", List.of("copy t from stdin", "> 1\n")),
        arguments("copy t from stdin;\n\\.\n", List.of("copy t from stdin", "> ")),
        arguments("copy t from stdin;", List.of("copy t from stdin", "> ")),
        arguments("copy t from stdin", List.of("copy t from stdin", "> ")),
        arguments(
            "copy t from stdin;\n\\.x\n \\.\na\\.\n\\.\n",
            List.of("copy t from stdin", "> \\.x\n \\.\na\\.\n")),
        arguments(
            "copy t from stdin; x;\n1\n\\.\ny", List.of("copy t from stdin", "> 1\n", "x", "y")),
        arguments(
            "copy t from stdin; -- x;\n1\n\\.\ny", List.of("copy t from stdin", "> 1\n", "y")),
        arguments(
            "copy t from stdin; copy u from stdin;\n1\n\\.\n2\n\\.\ny",
            List.of("copy t from stdin", "> 1\n", "copy u from stdin", "> 2\n", "y")),
        arguments(
            "COPY \"t\" (a, \"b\")\n FROM\n STDIN /* x */ WITH (format csv) where a > 1;\n1\n\\.\n",
            List.of(
                "COPY \"t\" (a, \"b\")\n FROM\n STDIN /* x */ WITH (format csv) where a > 1",
                "> 1\n")),
        arguments("copy t from '/stdin';\nx;", List.of("copy t from '/stdin'", "x")),
        arguments("copy t from program 'stdin';\nx;", List.of("copy t from program 'stdin'", "x")),
        arguments(
            "copy (select a from stdin) to stdout;\nx",
            List.of("copy (select a from stdin) to stdout", "x")),
        arguments("select copy from stdin;\nx", List.of("select copy from stdin", "x")),
        arguments("(copy t from stdin);\nx", List.of("(copy t from stdin)", "x")));
  }

  @Test
  void knowsTheLineOfCopyData() {
    CopyData first = data(cut("\ncopy t\n from stdin; copy u from stdin;\n1\n2\n\\.\n3\n"), 0);
    CopyData second = data(cut("\ncopy t\n from stdin; copy u from stdin;\n1\n2\n\\.\n3\n"), 1);

    assertThat(first.line()).isEqualTo(4);
    assertThat(second.line()).isEqualTo(7);
  }

  @Test
  void goesOnCountingLinesAfterCopyData() {
    assertThat(cut("copy t from stdin; x;\n1\n2\n\\.\ny;").getLast().line()).isEqualTo(5);
  }

  @ParameterizedTest
  @MethodSource
  void refusesWithTheLineAndAReason(String script, int line, String reason) {
    assertThatThrownBy(() -> cut(script))
        .isInstanceOfSatisfying(
            SqlSyntaxException.class,
            e -> {
              assertThat(e.sentence()).contains(reason);
              assertThat(e.line()).isEqualTo(line);
            });
  }

  static Stream<Arguments> refusesWithTheLineAndAReason() {
    return Stream.of(
        arguments("select 1;\nselect 'a\n;\n", 2, "the string that begins here is not closed"),
        arguments("select 'a\n''", 1, "the string that begins here is not closed"),
        arguments("select E'a\\'", 1, "the string that begins here is not closed"),
        arguments("\n\nselect \"a", 3, "the quoted name that begins here is not closed"),
        arguments("\nselect $$ a $a$ $", 2, "the dollar quoted string that begins here"),
        arguments("select 1;\n/* a /* b */", 2, "the comment that begins here is not closed"),
        arguments("select B'01", 1, "the bit string that begins here is not closed"),
        arguments(
            "select 1;\n\\connect other\n",
            2,
            "psql's \\connect is not supported: the connection settings"),
        arguments("\\c other", 1, "psql's \\c is not supported"),
        arguments("\\i other.sql", 1, "put the statements into a separate script"),
        arguments("\\ir other.sql", 1, "psql's \\ir is not supported"),
        arguments("select 1 \\gexec", 1, "psql's \\gexec is not supported"),
        arguments("select 1\\; select 2;", 1, "several statements in one message"),
        arguments("\n\\copy t from 'x'", 2, "COPY ... FROM stdin"),
        arguments("\\set a 1", 1, "psql's \\set is not supported"),
        arguments("\\echo hello", 1, "psql's \\echo is not SQL"),
        arguments("\\restrictx", 1, "psql's \\restrictx is not SQL"),
        arguments("\\! rm", 1, "psql's \\! is not SQL"),
        arguments("select \\ 1", 1, "a backslash outside a string"),
        arguments("copy t from stdin; select\n1\n\\.\n2;", 1, "continues after its data"));
  }

  @Test
  void givesTheStatementsBeforeAMistake() {
    var lexer = new SqlLexer("select 1; select 2; select 'a", StandardStrings.ON);

    assertThat(lexer.next()).isNotNull();
    assertThat(lexer.next()).isNotNull();
    assertThatThrownBy(lexer::next).isInstanceOf(SqlSyntaxException.class);
  }

  @ParameterizedTest
  @MethodSource
  void cutsLargeTextsInLinearTime(String script, int statements) {
    List<SqlStatement> found = Assertions.assertTimeout(Duration.ofSeconds(20), () -> cut(script));

    assertThat(found).hasSize(statements);
  }

  static Stream<Arguments> cutsLargeTextsInLinearTime() {
    return Stream.of(
        arguments("insert into t values (1, 'x''y', $$a$$); ".repeat(140_000), 140_000),
        arguments("insert into t values (1, 'x', 2.5);\n".repeat(500_000), 500_000),
        arguments("select '" + "x".repeat(6_000_000) + "';", 1),
        arguments("select (" + "'x',".repeat(1_500_000) + "1);", 1),
        arguments("/*".repeat(1_000_000) + "*/".repeat(1_000_000), 0),
        arguments("-- x\n".repeat(1_000_000), 0),
        arguments("select $a $b $c;".repeat(200_000), 200_000),
        arguments("copy t from stdin;\n1\n\\.\n".repeat(200_000), 200_000),
        arguments("copy t from stdin;" + "\n\\.x".repeat(1_000_000), 1));
  }

  private static Arguments cuts(String script, List<String> statements) {
    return arguments(script, statements);
  }

  private static CopyData data(List<SqlStatement> statements, int index) {
    return Optional.ofNullable(statements.get(index).copyData()).orElseThrow();
  }

  private static List<SqlStatement> cut(String script) {
    return SqlLexer.cut(script, StandardStrings.ON);
  }
}
