package dev.lockstep.testing;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Scripts of any size that ask a lot of whoever looks at each statement in the light of the
/// others.
public final class Megabytes {
  private static final Map<String, IntFunction<String>> ALL = new LinkedHashMap<>();

  static {
    repeated("statements of nothing", "SELECT 1;");
    repeated("letters", "a;");
    repeated("semicolons", ";");
    repeated("dollars", "DO $$$$;");
    repeated("comments", "-- nothing\n");
    repeated("comments in one line", "/**/");
    repeated("words", "word ");
    repeated("blanks", " ");
    repeated("line ends", "\n");
    repeated("parentheses that open", "(");
    repeated("placeholders", "SELECT '${a#}';\n");
    nested("parentheses", "SELECT ", "(", "1", ")");
    nested("comments in comments", "", "/*", "", "*/");
    repeated("accepted findings", "-- lockstep: allow drop-table it is not used\nDROP TABLE a#;\n");
    repeated("accepted in vain", "-- lockstep: allow drop-table it is not used\n");
    repeated("accepted without statements in one", "/* lockstep: allow drop-table x */");
    repeated("accepted blanks", "-- lockstep: allow drop-table x          x\nSELECT 1;\n");
    one("an accepted line", "-- lockstep: allow drop-table x", " ", "x\nSELECT 1;\n");
    repeated("drops", "DROP TABLE a#;");
    repeated("drops and creations", "DROP TABLE IF EXISTS a#;\nCREATE TABLE b#();\n");
    repeated("drops of schemas", "CREATE TABLE s#.t(); DROP SCHEMA s#;\n");
    repeated("drops of indexes", "CREATE UNIQUE INDEX i# ON t (a#); DROP INDEX i#;\n");
    repeated("tables", "CREATE TABLE a#(id int primary key);\n");
    repeated("temporary tables", "CREATE TEMP TABLE a#(id int);\n");
    repeated("indexes", "CREATE INDEX i# ON t (a);\n");
    repeated("concurrent indexes", "CREATE INDEX CONCURRENTLY IF NOT EXISTS i# ON t (a);\n");
    repeated("concurrent drops", "DROP INDEX CONCURRENTLY i#;\n");
    repeated("renamed tables", "ALTER TABLE t# RENAME TO u#;\n");
    repeated("tables there and back", "CREATE INDEX i# ON t (a); ALTER TABLE t RENAME TO t;\n");
    repeated("security", "ALTER TABLE t# ENABLE ROW LEVEL SECURITY;\n");
    repeated("policies", "CREATE POLICY p ON t#; ALTER TABLE u# ENABLE ROW LEVEL SECURITY;\n");
    repeated("paths", "SET LOCAL search_path = a#; CREATE TABLE t#();\n");
    repeated("paths of sessions", "SET search_path = a#;\n");
    repeated("names in another path", "INSERT INTO a# SELECT 1;\n", "SET search_path = x;");
    repeated("alterations", "ALTER TABLE t ADD a# int;\n");
    repeated("validations", "ALTER TABLE t VALIDATE CONSTRAINT c#;\n");
    repeated("constraints", "ALTER TABLE t ADD CONSTRAINT c# CHECK (a > 0) NOT VALID;\n", "BEGIN;");
    repeated(
        "constraints and validations",
        "ALTER TABLE t ADD CONSTRAINT c# CHECK (a > 0) NOT VALID;\nALTER TABLE t VALIDATE CONSTRAINT c#;\n",
        "CREATE TABLE t(a int);\n");
    repeated("enum values", "ALTER TYPE e ADD VALUE 'v#'; SELECT 'w#', 'u#';\n");
    repeated("views", "CREATE VIEW v# AS SELECT a FROM t; ALTER TABLE t ALTER b TYPE int;\n");
    repeated(
        "zones", "ALTER TABLE t ALTER c TYPE timestamptz;\n", "CREATE TABLE t(c timestamp);\n");
    repeated("tables like others", "CREATE TABLE t# (LIKE a);\n", columns(2000));
    list("columns of a table", "CREATE TABLE t (", "a# int", ")");
    list(
        "columns with conditions", "CREATE TABLE t (", "a# int CHECK (a# > 0) CHECK (a# < 9)", ")");
    one("conditions of a column", "ALTER TABLE t ADD a int", " CHECK (a > 0)", "");
    list("added columns", "ALTER TABLE t ", "ADD a# serial", "");
    list("dropped columns", "ALTER TABLE t ", "DROP a#", "");
    list("dropped constraints", "ALTER TABLE t ", "DROP CONSTRAINT a", "");
    list("dropped defaults", "ALTER TABLE t ", "ALTER a# DROP DEFAULT", "");
    list("added constraints", "ALTER TABLE t ", "ADD CHECK (a# > 0)", "");
    list("not null", "ALTER TABLE t ", "ALTER a SET NOT NULL", "");
    list("not null in a view of other letters", "ALTER TABLE 😀 ", "ALTER a SET NOT NULL", "");
    list("attached partitions", "ALTER TABLE t ", "ATTACH PARTITION p# DEFAULT", "");
    list("detached partitions", "ALTER TABLE t ", "DETACH PARTITION p#", "");
    list("names to drop", "DROP TABLE ", "t#", "");
    list("names to truncate", "TRUNCATE ", "t#", "");
    list("schemas of a path", "SET search_path = ", "s#", ";INSERT INTO t SELECT 1;");
    list("rows", "INSERT INTO t VALUES ", "(#, 'x')", "");
    one("a long name", "CREATE TABLE ", "a", "()");
    one("a long string", "SELECT '", "a", "'");
    one("a long quoted name", "ALTER TABLE \"", "é", "\" ADD a int");
    one("a condition", "DELETE FROM t WHERE a IN (1)", " OR a = 1", "");
    one("a function", "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$", "SELECT 1;", "$$");
    one("a type", "ALTER TABLE t ADD a", " word", "");
    one("dots", "ALTER TABLE a", ".a", " ADD a int");
    one("a default", "ALTER TABLE t ADD a int DEFAULT 1", " + 1", "");
    one("dots of a default", "ALTER TABLE t ADD a int DEFAULT 1", " + a.b.c(1)", "");
    one("casts", "ALTER TABLE t ALTER a TYPE int USING a", "::int", "");
  }

  private Megabytes() {}

  /// What there is much of in each.
  public static Set<String> names() {
    return ALL.keySet();
  }

  /// A text of about so many characters.
  public static String text(String name, int characters) {
    return Objects.requireNonNull(ALL.get(name)).apply(characters);
  }

  private static String columns(int count) {
    return "CREATE TABLE a ("
        + IntStream.range(0, count).mapToObj("c%d int"::formatted).collect(Collectors.joining(","))
        + ");\n";
  }

  private static void repeated(String name, String piece) {
    repeated(name, piece, "");
  }

  private static void repeated(String name, String piece, String first) {
    ALL.put(name, size -> first + pieces(piece, "", size));
  }

  private static void one(String name, String before, String piece, String after) {
    ALL.put(name, size -> before + pieces(piece, "", size) + after + ";\n");
  }

  private static void list(String name, String before, String piece, String after) {
    ALL.put(name, size -> before + pieces(piece, ", ", size) + after + ";\n");
  }

  private static void nested(String name, String before, String open, String inside, String close) {
    ALL.put(
        name,
        size -> {
          int depth = size / (open.length() + close.length());
          return before + open.repeat(depth) + inside + close.repeat(depth) + ";\n";
        });
  }

  private static String pieces(String piece, String separator, int size) {
    var text = new StringBuilder(size + piece.length());
    for (int i = 0; text.length() < size; i++) {
      text.append(i == 0 ? "" : separator).append(piece.replace("#", String.valueOf(i)));
    }
    return text.toString();
  }
}
