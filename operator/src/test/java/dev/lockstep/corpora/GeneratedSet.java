package dev.lockstep.corpora;

import dev.lockstep.testing.ScriptFolder;
import java.util.ArrayList;
import java.util.List;

/// A set with a script of each kind that ends in another way when its runner dies. None of them can
/// be applied twice without a trace, and each takes long enough to be hit.
final class GeneratedSet {
  private static final List<String> KINDS =
      List.of(
          // One transaction.
          """
          CREATE TABLE a%1$d (id int PRIMARY KEY, note text);
          INSERT INTO a%1$d SELECT g, 'row ' || g FROM generate_series(1, 200) g;
          SELECT pg_sleep(0.05);
          INSERT INTO trace VALUES (%1$d, 'transactional');
          """,
          // Data of COPY cut the script into several messages.
          """
          CREATE TABLE b%1$d (id int, note text);
          COPY b%1$d FROM stdin;
          1\tone; 'two'
          2\t\\N
          \\.
          SELECT pg_sleep(0.05);
          COPY b%1$d (note) FROM stdin;
          three
          \\.
          INSERT INTO trace VALUES (%1$d, 'copy');
          """,
          // A single pair is one transaction.
          """
          BEGIN;
          CREATE TYPE f%1$d AS ENUM ('old');
          CREATE TABLE f%1$d_values (v f%1$d);
          SELECT pg_sleep(0.05);
          INSERT INTO trace VALUES (%1$d, 'pair');
          COMMIT;
          """);

  private final ScriptFolder folder;
  private final List<String> names = new ArrayList<>();

  GeneratedSet(ScriptFolder folder, int rounds) {
    this.folder = folder;
    write("CREATE TABLE trace (script int, what text);\n");
    for (int round = 0; round < rounds; round++) {
      KINDS.forEach(kind -> write(kind.formatted(names.size() + 1)));
    }
  }

  private void write(String text) {
    int number = names.size() + 1;
    names.add("V%d__script.sql".formatted(number));
    folder.with(names.getLast(), text);
  }

  ScriptFolder folder() {
    return folder;
  }

  List<String> names() {
    return names;
  }
}
