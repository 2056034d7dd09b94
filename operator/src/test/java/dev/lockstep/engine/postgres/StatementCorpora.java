package dev.lockstep.engine.postgres;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/// A program that compares the lexer with truth taken from psql: for each folder in the directory
/// that is given, `scripts/` and `statements.jsonl.gz` (a script's name and the statements that
/// psql sent for it). Exit code 1 when anything differs.
final class StatementCorpora {
  private static final ObjectMapper JSON = new ObjectMapper();

  private int files;
  private int statements;
  private final List<String> differences = new ArrayList<>();

  private StatementCorpora() {}

  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 1) {
      System.err.println("usage: StatementCorpora DIRECTORY");
      System.exit(2);
    }
    var corpora = new StatementCorpora();
    try (var folders = Files.newDirectoryStream(Path.of(arguments[0]), Files::isDirectory)) {
      for (Path folder : folders) {
        corpora.compare(folder);
      }
    }
    corpora.differences.forEach(System.out::println);
    System.out.printf(
        "%d scripts, %d statements, %d differences%n",
        corpora.files, corpora.statements, corpora.differences.size());
    System.exit(corpora.files > 0 && corpora.differences.isEmpty() ? 0 : 1);
  }

  private void compare(Path folder) throws IOException {
    try (var stream =
            new GZIPInputStream(Files.newInputStream(folder.resolve("statements.jsonl.gz")));
        var lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        compare(folder, JSON.readTree(line));
      }
    }
  }

  private void compare(Path folder, JsonNode truth) throws IOException {
    String name = truth.get("file").asText();
    var expected = new ArrayList<String>();
    truth.get("stmts").forEach(statement -> expected.add(bare(statement.asText())));
    expected.removeIf(String::isEmpty);
    String script = forwardPart(Files.readString(script(folder, name)));
    List<String> found =
        SqlLexer.cut(script, StandardStrings.ON).stream()
            .map(statement -> bare(statement.sql()))
            .toList();
    files++;
    statements += found.size();
    if (found.size() != expected.size()) {
      differences.add(
          "%s/%s: %d statements, psql sent %d"
              .formatted(folder.getFileName(), name, found.size(), expected.size()));
    }
    for (int i = 0; i < Math.min(found.size(), expected.size()); i++) {
      if (!found.get(i).equals(expected.get(i))) {
        differences.add(
            "%s/%s: statement %d differs:%n%s%n--- psql:%n%s"
                .formatted(folder.getFileName(), name, i + 1, found.get(i), expected.get(i)));
        break;
      }
    }
  }

  /// The script of a name; in some sets the files have got a number in front.
  private static Path script(Path folder, String name) throws IOException {
    Path scripts = folder.resolve("scripts");
    if (Files.exists(scripts.resolve(name))) {
      return scripts.resolve(name);
    }
    try (var files = Files.list(scripts)) {
      return files
          .filter(file -> file.getFileName().toString().endsWith("_" + name))
          .findFirst()
          .orElseThrow(() -> new IOException(scripts + " has no " + name));
    }
  }

  /// The part of a goose or dbmate script that goes forward.
  private static String forwardPart(String script) {
    var forward = new StringBuilder();
    boolean undo = false;
    for (String line : script.split("(?<=\n)", -1)) {
      String bare = line.strip();
      if (bare.startsWith("-- +goose Down") || bare.startsWith("-- migrate:down")) {
        undo = true;
      }
      if (bare.startsWith("-- +goose Up") || bare.startsWith("-- migrate:up")) {
        undo = false;
      }
      if (!undo) {
        forward.append(line);
      }
    }
    return forward.toString();
  }

  /// The statement's tokens, without comments, and with any white space as one blank.
  private static String bare(String sql) {
    var bare = new StringBuilder();
    var scanner = new SqlScanner(sql, StandardStrings.ON);
    for (SqlToken token = scanner.next(); token != SqlToken.END; token = scanner.next()) {
      switch (token) {
        case SPACE, COMMENT -> {
          if (!bare.isEmpty() && bare.charAt(bare.length() - 1) != ' ') {
            bare.append(' ');
          }
        }
        case END, WORD, QUOTED_NAME, STRING, VALUE, OPEN, CLOSE, SEMICOLON, BACKSLASH, SYMBOL ->
            bare.append(sql, scanner.start(), scanner.end());
      }
    }
    String trimmed = bare.toString().strip();
    return trimmed.endsWith(";") ? trimmed.substring(0, trimmed.length() - 1).strip() : trimmed;
  }
}
