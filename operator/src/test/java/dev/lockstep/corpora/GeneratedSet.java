package dev.lockstep.corpora;

import dev.lockstep.testing.ScriptFolder;
import dev.lockstep.testing.TestDatabase;
import java.util.ArrayList;
import java.util.List;

/// A set with a script of each kind that ends in another way when its runner dies. None of them can
/// be applied twice without a trace, and each takes long enough to be hit.
final class GeneratedSet {
  /// How often the scripts that commit by themselves do so.
  private static final int COMMITS = 6;

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
          // Outside of transactions, with work before, between and after.
          """
          CREATE TABLE c%1$d AS SELECT g AS id FROM generate_series(1, 2000) g;
          INSERT INTO trace VALUES (%1$d, 'before');
          CREATE INDEX CONCURRENTLY c%1$d_id ON c%1$d (id);
          INSERT INTO trace VALUES (%1$d, 'between');
          CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS c%1$d_unique ON c%1$d (id);
          VACUUM ANALYZE c%1$d;
          DROP INDEX CONCURRENTLY c%1$d_id;
          INSERT INTO trace VALUES (%1$d, 'after');
          """,
          // Commits by itself; what it has done can be seen.
          """
          CREATE TABLE d%1$d (id int PRIMARY KEY);
          DO $$ BEGIN
            FOR i IN 1..%2$d LOOP
              INSERT INTO d%1$d VALUES (i) ON CONFLICT DO NOTHING;
              COMMIT;
              PERFORM pg_sleep(0.02);
            END LOOP;
          END $$;
          INSERT INTO trace VALUES (%1$d, 'after the DO block');
          """,
          // Transactions of its own, and something between them.
          """
          BEGIN;
          CREATE TABLE e%1$d (id int);
          INSERT INTO trace VALUES (%1$d, 'first');
          COMMIT;
          INSERT INTO trace VALUES (%1$d, 'between');
          SELECT pg_sleep(0.05);
          BEGIN;
          INSERT INTO e%1$d SELECT generate_series(1, 50);
          INSERT INTO trace VALUES (%1$d, 'second');
          COMMIT;
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
      KINDS.forEach(kind -> write(kind.formatted(names.size() + 1, COMMITS)));
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

  /// Where a script goes on whose DO block has an unknown end: after it when its last commit is
  /// there, else with it.
  static int resumeFrom(TestDatabase database, String script, int statement) {
    String number = script.replaceAll("\\D", "");
    String rows = database.value("SELECT count(*) FROM d%s".formatted(number));
    return rows != null && Integer.parseInt(rows) == COMMITS ? statement + 1 : statement;
  }
}
