package dev.lockstep.engine.postgres;

import dev.lockstep.engine.postgres.RecordingServer.Message;
import dev.lockstep.engine.postgres.sql.CopyData;
import dev.lockstep.engine.postgres.sql.SqlLexer;
import dev.lockstep.engine.postgres.sql.SqlScanner;
import dev.lockstep.engine.postgres.sql.SqlStatement;
import dev.lockstep.engine.postgres.sql.SqlSyntaxException;
import dev.lockstep.engine.postgres.sql.StandardStrings;
import dev.lockstep.engine.postgres.sql.TokenKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/// A program that generates scripts from fragments that are hard to split, and compares the lexer
/// with the psql of this machine: `PsqlComparison SECONDS [SEED]`. Exit code 1 if anything differs.
final class PsqlComparison {
  private static final int BATCH = 50;

  /// Marks the end of a script's statements, and resets the setting that it may have changed.
  private static final String MARKER = "set standard_conforming_strings = on";

  /// The lexer's result for a script.
  private record Cut(String script, List<SqlStatement> found, String error) {}

  private static final List<String> FRAGMENTS =
      List.of(
          "'",
          "'",
          "'",
          "''",
          "\"",
          "\"\"",
          "$$",
          "$$",
          "$a$",
          "$a$",
          "$b",
          "$1",
          "$",
          "/*",
          "*/",
          "/*",
          "*/",
          "--",
          "-- x",
          "\n",
          "\n",
          "\n",
          "\r\n",
          "\r",
          " ",
          " ",
          "\t",
          ";",
          ";",
          ";",
          ";",
          ";",
          "(",
          ")",
          "(",
          ")",
          "[",
          "]",
          "a",
          "b1",
          "_c",
          "é",
          "E'",
          "e'",
          "E'",
          "N'",
          "B'",
          "X'",
          "U&'",
          "U&\"",
          "u&",
          "1",
          "1.5",
          "1e",
          "2.e'",
          ".5",
          "::",
          ":",
          ":=",
          ":a",
          ":'a'",
          ":\"b\"",
          ":'",
          "?",
          "@>",
          "+",
          "-",
          "*",
          "/",
          "=",
          "<",
          "+-",
          "\\'",
          "\\\\",
          "\\",
          "begin",
          "end",
          "case",
          "BEGIN",
          "END",
          "create function",
          "create or replace function",
          "create procedure",
          "CREATE",
          "OR",
          "REPLACE",
          "FUNCTION",
          "atomic",
          "select 1;",
          "select",
          "\nset standard_conforming_strings = off;\n",
          "set standard_conforming_strings=off;",
          "\nset standard_conforming_strings to on;\n",
          "\ncopy t from stdin;\n1\t2\n\\.\n",
          "copy t from stdin;select 2;\n';\n\\.\n",
          "\ncopy t from stdin;\na\n\\.\r\n",
          "\ncopy t from stdin; -- x\n\\.x\n \\.\n\\.\n",
          "'a'\n'b'",
          "E'a'\n'\\'",
          "'a'\r'b'",
          "E'a'\r'\\''",
          "B'1''0'",
          "\f",
          "`",
          "\n\\restrict k1\n\\unrestrict k1\n",
          "{",
          "}",
          "~",
          "#",
          "^",
          "&",
          "|",
          "%",
          "!",
          ".",
          ",",
          "..",
          "1_000",
          "0x1F",
          "\u00a0",
          "$é$",
          "$é$",
          "$a b$",
          "a$b$",
          "x'1'",
          "''''",
          "\"a\"\"b\"");

  private final Random random;
  private final Path folder;
  private final RecordingServer server;
  private int compared;
  private int skipped;

  private PsqlComparison(long seed, Path folder, RecordingServer server) {
    this.random = new Random(seed);
    this.folder = folder;
    this.server = server;
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    var time = Duration.ofSeconds(Long.parseLong(arguments[0]));
    long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : System.nanoTime();
    System.out.println("seed " + seed);
    Path folder = Files.createTempDirectory("borders");
    try (var server = new RecordingServer()) {
      System.exit(new PsqlComparison(seed, folder, server).runFor(time) ? 0 : 1);
    }
  }

  private boolean runFor(Duration time) throws IOException, InterruptedException {
    Instant end = Instant.now().plus(time);
    while (Instant.now().isBefore(end)) {
      var cuts = new ArrayList<Cut>();
      while (cuts.size() < BATCH) {
        madeUp().ifPresentOrElse(cuts::add, () -> skipped++);
      }
      List<List<Message>> sent = sentByPsql(cuts);
      for (int i = 0; i < cuts.size(); i++) {
        if (i == sent.size()) {
          System.out.println("psql went away at\n" + visible(cuts.get(i).toString()));
          return false;
        }
        String difference = difference(cuts.get(i), sent.get(i));
        if (!difference.isEmpty()) {
          System.out.println(difference + "\n" + visible(cuts.get(i).toString()));
          System.out.println("--- sent:\n" + visible(sent.get(i).toString()));
          return false;
        }
        compared++;
      }
    }
    System.out.printf("%d scripts cut alike, %d left out%n", compared, skipped);
    return true;
  }

  private Optional<Cut> madeUp() {
    var text = new StringBuilder();
    for (int i = random.nextInt(1, 25); i > 0; i--) {
      text.append(FRAGMENTS.get(random.nextInt(FRAGMENTS.size())));
      text.append(random.nextInt(3) == 0 ? " " : "");
    }
    var found = new ArrayList<SqlStatement>();
    var lexer = new SqlLexer(text.toString(), StandardStrings.ON);
    try {
      for (SqlStatement next = lexer.next(); next != null; next = lexer.next()) {
        found.add(next);
      }
    } catch (SqlSyntaxException e) {
      return e.sentence().contains("not closed")
          ? Optional.of(new Cut(text.toString(), found, e.sentence()))
          : Optional.empty();
    }
    return Optional.of(new Cut(text.toString(), found, ""));
  }

  private List<List<Message>> sentByPsql(List<Cut> cuts) throws IOException, InterruptedException {
    Path marker = Files.writeString(folder.resolve("marker"), MARKER + ";");
    var command = new ArrayList<>(List.of("psql", "-X", "-q", "-v", "ON_ERROR_STOP=1"));
    for (int i = 0; i < cuts.size(); i++) {
      Path script = Files.writeString(folder.resolve(i + ".sql"), cuts.get(i).script());
      command.addAll(List.of("-f", script.toString(), "-f", marker.toString()));
    }
    var builder = new ProcessBuilder(command);
    builder
        .environment()
        .putAll(
            Map.of(
                "PGHOST", "127.0.0.1",
                "PGPORT", Integer.toString(server.port()),
                "PGUSER", "lockstep",
                "PGSSLMODE", "disable",
                "PGGSSENCMODE", "disable",
                "PGCLIENTENCODING", "UTF8"));
    builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.start().waitFor();
    List<List<Message>> sent = new ArrayList<>();
    var current = new ArrayList<Message>();
    for (Message message : server.takeMessages()) {
      if (message.sql().startsWith(MARKER)) {
        sent.add(List.copyOf(current));
        current.clear();
      } else {
        current.add(message);
      }
    }
    return sent;
  }

  private static String difference(Cut cut, List<Message> sent) {
    int next = 0;
    for (SqlStatement statement : cut.found()) {
      while (next < sent.size() && isBlank(sent.get(next).sql())) {
        next++;
      }
      if (next == sent.size()) {
        return "psql sent less";
      }
      Message message = sent.get(next++);
      String sql = joined(statement.sql());
      String whole = joined(message.sql());
      if (!isWithinBlanks(sql, whole)) {
        return "statement " + statement.number() + " differs";
      }
      CopyData data = statement.copyData();
      String copied = data == null ? "" : data.text();
      String expected = message.copied().replaceAll("(?m)^\\\\\\.\r?\n?\\z", "");
      if (!copied.equals(expected)) {
        return "the data of statement " + statement.number() + " differs";
      }
    }
    long rest =
        sent.subList(next, sent.size()).stream().filter(message -> !isBlank(message.sql())).count();
    return rest > (cut.error().isEmpty() ? 0 : 1) ? "psql sent more" : "";
  }

  /// Removes empty lines, because psql omits those and lines with its own commands.
  private static String joined(String sql) {
    return sql.replaceAll(" *\n[ \n]*", "\n");
  }

  private static boolean isWithinBlanks(String sql, String whole) {
    for (int at = whole.indexOf(sql); at >= 0; at = whole.indexOf(sql, at + 1)) {
      if (isBlank(whole.substring(0, at)) && isBlank(whole.substring(at + sql.length()))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isBlank(String sql) {
    var scanner = new SqlScanner(sql, StandardStrings.ON);
    try {
      for (TokenKind token = scanner.next(); token != TokenKind.END; token = scanner.next()) {
        if (token != TokenKind.SPACE
            && token != TokenKind.COMMENT
            && token != TokenKind.SEMICOLON) {
          return false;
        }
      }
      return true;
    } catch (SqlScanner.Unclosed e) {
      return false;
    }
  }

  private static String visible(String text) {
    return text.replace("\r", "\\r");
  }
}
