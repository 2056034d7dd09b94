package dev.lockstep.engine.postgres.sql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.engine.script.Script;
import dev.lockstep.engine.source.ScriptReading;
import dev.lockstep.engine.source.ScriptSet;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/// A program that compares the lexer's statements of whole sets with those of psql: each folder in
/// the given directory has `scripts/` and `statements.jsonl.gz` (a script's name and the statements
/// that psql sent for it). Exit code 1 if anything differs.
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
    Map<String, Script> scripts = scripts(folder.resolve("scripts"));
    int before = files;
    try (var stream =
            new GZIPInputStream(Files.newInputStream(folder.resolve("statements.jsonl.gz")));
        var lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        compare(folder, scripts, JSON.readTree(line));
      }
    }
    if (files - before != scripts.size()) {
      differences.add(
          "%s: %d scripts are read, the truth has %d of them"
              .formatted(folder.getFileName(), scripts.size(), files - before));
    }
  }

  private Map<String, Script> scripts(Path folder) {
    return switch (ScriptSet.read(List.of(folder), Map.of())) {
      case ScriptSet set ->
          set.scripts().stream().collect(Collectors.toMap(Script::fileName, Function.identity()));
      case ScriptReading.Refused refused -> {
        differences.addAll(refused.errors());
        yield Map.of();
      }
    };
  }

  private void compare(Path folder, Map<String, Script> scripts, JsonNode truth) {
    String name = truth.get("file").asText();
    Script script = script(scripts, name);
    if (script == null) {
      differences.add("%s/%s is not in the set".formatted(folder.getFileName(), name));
      return;
    }
    var expected = new ArrayList<String>();
    truth.get("stmts").forEach(statement -> expected.add(bare(statement.asText())));
    expected.removeIf(String::isEmpty);
    List<String> found =
        SqlLexer.cut(script.text(), StandardStrings.ON).stream()
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

  /// The script with a name; in some sets the file names have a number as a prefix.
  private static @Nullable Script script(Map<String, Script> scripts, String name) {
    Script script = scripts.get(name);
    return script != null
        ? script
        : scripts.values().stream()
            .filter(other -> other.fileName().endsWith("_" + name))
            .findFirst()
            .orElse(null);
  }

  /// The statement's tokens, without comments, separated by single spaces.
  private static String bare(String sql) {
    var bare = new StringBuilder();
    var scanner = new SqlScanner(sql, StandardStrings.ON);
    for (TokenKind token = scanner.next(); token != TokenKind.END; token = scanner.next()) {
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
