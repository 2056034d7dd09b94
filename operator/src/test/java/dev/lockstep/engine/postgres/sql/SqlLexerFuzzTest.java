package dev.lockstep.engine.postgres.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Scripts that are composed of parts with known boundaries. `-Dlockstep.fuzz=PT10M` sets a longer
/// duration, `-Dlockstep.fuzz.seed=N` repeats a run.
final class SqlLexerFuzzTest {
  private static final List<String> PARTS =
      List.of(
          "a",
          "select",
          "\"x;y\"",
          "\"a\"\"b;\"",
          "'a;b'",
          "'it''s;'",
          "E'a\\';b'",
          "e'\\\\'",
          "U&'a;'",
          "U&\"a;\"",
          "B'01'",
          "X'1f'",
          "N'a;'",
          "$$a;'$$",
          "$t$ ; $$ ; $u$ $t$",
          "(a;b)",
          "((;);)",
          "1",
          "1.5e-7",
          "$1",
          "::",
          ":=",
          ":v",
          ":'v'",
          "?",
          "@>",
          "=",
          "+",
          "é",
          "a$b$c",
          "'a'\n'b;'",
          "[1:2]",
          ",",
          ".",
          "<>",
          "->>",
          "#>",
          "||",
          "~*",
          "^",
          "%",
          "_x",
          "0x1F",
          "case",
          "end",
          "begin",
          "\"begin\"");

  private static final List<String> WHITESPACE =
      List.of(
          " ",
          "\n",
          "\r\n",
          "\t",
          " -- c; ' \" $$ /*\n",
          "/* ; */",
          "/* ' /* $$ */ \" */",
          "\f",
          " --\n",
          "\n\n");

  private static final List<String> WHOLE =
      List.of(
          "create function f() begin atomic select 1; select case when a then b end; end",
          "create or replace procedure p(a int) begin atomic; end",
          "CREATE FUNCTION f() RETURNS int AS $$ begin; end; $$ LANGUAGE plpgsql",
          "do $do$ begin null; end $do$",
          "create rule r as on insert to t do also (insert into u values (';'); select 1;)");

  private final long seed = Long.getLong("lockstep.fuzz.seed", System.nanoTime());
  private final Random random = new Random(seed);

  @Test
  void findsTheBordersThatWerePut() {
    Instant end = Instant.now().plus(Duration.parse(System.getProperty("lockstep.fuzz", "PT2S")));
    System.out.println("seed of the lexer's fuzz test: " + seed);
    while (Instant.now().isBefore(end)) {
      var script = new StringBuilder();
      List<String> expected = put(script);

      List<SqlStatement> found = SqlLexer.cut(script.toString(), StandardStrings.ON);

      assertThat(found)
          .as("seed %d, script:%n%s", seed, script)
          .extracting(SqlStatement::sql)
          .isEqualTo(expected);
      assertThat(found)
          .as("seed %d, script:%n%s", seed, script)
          .allSatisfy(
              statement ->
                  assertThat(script.substring(statement.offset())).startsWith(statement.sql()));
    }
  }

  private List<String> put(StringBuilder script) {
    var expected = new ArrayList<String>();
    for (int i = random.nextInt(12); i > 0; i--) {
      script.append(blanks(0));
      switch (random.nextInt(8)) {
        case 0 -> script.append(';');
        case 1 -> {
          script.append("\ncopy t from stdin;\n';\n\\.\n");
          expected.add("copy t from stdin");
        }
        case 2 -> expected.add(add(script, one(WHOLE)));
        default -> expected.add(add(script, statement()));
      }
    }
    script.append(blanks(0));
    return expected;
  }

  private String add(StringBuilder script, String statement) {
    script.append(statement).append(blanks(0)).append(';');
    return statement;
  }

  private String statement() {
    var statement = new StringBuilder("x");
    for (int i = random.nextInt(10); i > 0; i--) {
      statement.append(blanks(1)).append(one(PARTS));
    }
    return statement.toString();
  }

  private String blanks(int least) {
    var blanks = new StringBuilder();
    for (int i = least + random.nextInt(3); i > 0; i--) {
      blanks.append(one(WHITESPACE));
    }
    return blanks.toString();
  }

  private String one(List<String> from) {
    return from.get(random.nextInt(from.size()));
  }
}
