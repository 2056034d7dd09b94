package dev.lockstep.engine.postgres;

import dev.lockstep.engine.postgres.sql.Sql;
import dev.lockstep.engine.postgres.sql.SqlScanner;
import dev.lockstep.engine.postgres.sql.StandardStrings;
import dev.lockstep.engine.postgres.sql.TokenKind;
import dev.lockstep.engine.script.ColumnAddition;
import dev.lockstep.engine.script.ColumnAddition.Nulls;
import dev.lockstep.engine.script.ColumnAdditions;
import dev.lockstep.engine.script.DeclarativeScripts;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Declarative scripts in PostgreSQL's SQL: a `DO` block for each column. It adds the column if it
/// does not exist, does nothing if it exists with the same type, and fails if it exists with
/// another one.
///
/// The declared type is compared as the server prints it, with its modifiers; to make the server
/// print it, the block temporarily creates a composite type.
public final class PostgresDeclarations implements DeclarativeScripts {
  private static final int LONGEST_NAME = 63;

  @Override
  public Reading read(String yaml) {
    ColumnAdditions additions = ColumnAdditions.parse(yaml);
    var errors = new ArrayList<>(additions.errors());
    for (ColumnAddition addition : additions.columns()) {
      problems(addition)
          .forEach(problem -> errors.add(", line %d: %s".formatted(addition.line(), problem)));
    }
    if (!errors.isEmpty()) {
      return new Reading.Refused(errors);
    }
    return new Reading.Sql(
        additions.columns().stream()
            .map(PostgresDeclarations::sql)
            .collect(Collectors.joining("\n\n", "", "\n")));
  }

  private static List<String> problems(ColumnAddition addition) {
    var problems = new ArrayList<String>();
    List<String> table = parts(addition.table());
    if (table.size() > 2) {
      problems.add("table %s is not of the form schema.table".formatted(addition.table()));
    }
    Stream.concat(table.stream(), Stream.of(addition.column()))
        .filter(name -> !isName(name))
        .forEach(
            name ->
                problems.add(
                    "'%s' is not a valid name: use 1 to %d bytes without a zero byte"
                        .formatted(name, LONGEST_NAME)));
    if (!isExpression(addition.type())) {
      problems.add("type is not an SQL type: " + addition.type());
    }
    String value = addition.defaultValue();
    if (value != null && !isExpression(value)) {
      problems.add("default is not an SQL expression; write a string as \"'text'\"");
    }
    return problems;
  }

  private static boolean isName(String name) {
    int bytes = name.getBytes(StandardCharsets.UTF_8).length;
    return bytes > 0 && bytes <= LONGEST_NAME && name.indexOf('\0') < 0;
  }

  /// Whether a text can be inserted into a statement without ending it: balanced parentheses,
  /// closed strings, no semicolon, no comment.
  private static boolean isExpression(String text) {
    var scanner = new SqlScanner(text, StandardStrings.ON);
    scanner.moveTo(0, text.length());
    int open = 0;
    try {
      while (true) {
        TokenKind token = scanner.next();
        switch (token) {
          case END -> {
            return open == 0;
          }
          case OPEN -> open++;
          case CLOSE -> open--;
          case SEMICOLON, BACKSLASH, COMMENT -> {
            return false;
          }
          case SPACE, WORD, QUOTED_NAME, STRING, VALUE, SYMBOL -> {}
        }
        if (open < 0) {
          return false;
        }
      }
    } catch (SqlScanner.Unclosed _) {
      return false;
    }
  }

  private static List<String> parts(String table) {
    return List.of(table.split("\\.", -1));
  }

  private static String sql(ColumnAddition addition) {
    String table =
        parts(addition.table()).stream().map(Sql::identifier).collect(Collectors.joining("."));
    String column = Sql.identifier(addition.column());
    String body =
        """
        DECLARE
          found pg_catalog.text := (
            SELECT pg_catalog.format_type(a.atttypid, a.atttypmod) FROM pg_catalog.pg_attribute a
            WHERE a.attrelid OPERATOR(pg_catalog.=) pg_catalog.to_regclass(%3$s)
              AND a.attname OPERATOR(pg_catalog.=) %4$s AND NOT a.attisdropped);
          declared pg_catalog.text;
        BEGIN
          IF found IS NULL THEN
            ALTER TABLE %1$s ADD COLUMN %2$s %5$s;
        %6$s    RETURN;
          END IF;
          CREATE TYPE "lockstep declared" AS (declared %7$s);
          declared := (
            SELECT pg_catalog.format_type(a.atttypid, a.atttypmod) FROM pg_catalog.pg_attribute a
            WHERE a.attrelid OPERATOR(pg_catalog.=) pg_catalog.to_regclass('"lockstep declared"'));
          DROP TYPE "lockstep declared";
          IF found OPERATOR(pg_catalog.<>) declared THEN
            RAISE EXCEPTION USING ERRCODE = 'datatype_mismatch',
              MESSAGE = pg_catalog.format('column %%s of table %%s is there already with type %%s; the script declares %%s',
                %4$s, %8$s, found, declared),
              HINT = 'Declare the type that is there, or change the column in a script of its own';
          END IF;
        END
        """
            .formatted(
                table,
                column,
                Sql.literal(table),
                Sql.literal(addition.column()),
                definition(addition),
                comment(table, column, addition.comment()),
                addition.type(),
                Sql.literal(addition.table()));
    String quote = quote(body);
    return "DO %s\n%s%s;".formatted(quote, body, quote);
  }

  private static String definition(ColumnAddition addition) {
    var definition = new StringBuilder(addition.type());
    if (addition.defaultValue() != null) {
      definition.append(" DEFAULT ").append(addition.defaultValue());
    }
    if (addition.nulls() == Nulls.REFUSED) {
      definition.append(" NOT NULL");
    }
    return definition.toString();
  }

  private static String comment(String table, String column, @Nullable String comment) {
    return comment == null
        ? ""
        : "    COMMENT ON COLUMN %s.%s IS %s;\n".formatted(table, column, Sql.constant(comment));
  }

  /// A dollar quote that does not occur in the body.
  private static String quote(String body) {
    String quote = "$lockstep$";
    for (int i = 1; body.contains(quote); i++) {
      quote = "$lockstep%d$".formatted(i);
    }
    return quote;
  }
}
