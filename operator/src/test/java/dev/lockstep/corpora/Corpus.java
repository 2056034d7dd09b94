package dev.lockstep.corpora;

import dev.lockstep.testing.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// A script set with its truth, in a folder: `scripts/`, `setup.sql` (what must exist first),
/// `plan.tsv` (number, forward script, how it is to run, undo script), `expected.schema.sql` (of
/// pg_dump) and `expected.rowcounts.tsv` (table, rows).
record Corpus(Path folder) {
  /// All sets below a folder, by name.
  static List<Corpus> in(Path parent) throws IOException {
    try (var folders = Files.list(parent)) {
      return folders
          .filter(folder -> Files.isDirectory(folder.resolve("scripts")))
          .sorted()
          .map(Corpus::new)
          .toList();
    }
  }

  String name() {
    return folder.getFileName().toString();
  }

  Path scripts() {
    return folder.resolve("scripts");
  }

  /// The forward scripts in the order in which they are to be applied. In some sets the files have
  /// got a number in front.
  List<String> plan() {
    List<String> files = files();
    var names = new ArrayList<String>();
    for (String line : read("plan.tsv").lines().toList()) {
      if (!line.startsWith("#") && !line.isBlank()) {
        String name = line.split("\t", -1)[1];
        names.add(
            files.contains(name)
                ? name
                : files.stream()
                    .filter(file -> file.endsWith("_" + name))
                    .findFirst()
                    .orElseThrow());
      }
    }
    return names;
  }

  private List<String> files() {
    try (var files = Files.list(scripts())) {
      return files.map(file -> file.getFileName().toString()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The schema that the set was made for: the one that has to exist first, or else `public`.
  String schema() {
    var created = Pattern.compile("(?i)create schema (\\w+);").matcher(read("setup.sql"));
    return created.find() ? created.group(1) : "public";
  }

  /// Makes what must exist before the first script.
  void setUp(TestDatabase database) {
    String setup = read("setup.sql");
    if (!setup.isBlank()) {
      database.execute(setup);
    }
  }

  /// What a database differs in from the truth, one line each.
  List<String> differences(TestDatabase database) {
    var differences =
        new ArrayList<>(SchemaText.of(database).differences(new SchemaText(expectedSchema())));
    differences.addAll(RowCounts.of(database).differences(expectedRows()));
    return differences;
  }

  private String expectedSchema() {
    return read("expected.schema.sql");
  }

  private RowCounts expectedRows() {
    Map<String, Long> rows = new TreeMap<>();
    for (String line : read("expected.rowcounts.tsv").lines().toList()) {
      String[] fields = line.split("\t", -1);
      rows.put(fields[0], Long.valueOf(fields[1]));
    }
    return new RowCounts(rows);
  }

  private String read(String file) {
    try {
      return Files.readString(folder.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
