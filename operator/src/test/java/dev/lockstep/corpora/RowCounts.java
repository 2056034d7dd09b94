package dev.lockstep.corpora;

import dev.lockstep.testing.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// How many rows each table of a database has, Lockstep's own left out.
record RowCounts(Map<String, Long> rows) {
  private static final String TABLES =
      """
      SELECT format('%I.%I', nspname, relname) || E'\\t' ||
        (xpath('/row/n/text()', query_to_xml(
          format('SELECT count(*) AS n FROM %I.%I', nspname, relname), true, true, '')))[1]
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE relkind IN ('r', 'p') AND nspname NOT IN ('pg_catalog', 'information_schema')
        AND nspname NOT LIKE 'pg\\_%' AND relname NOT IN ('migration_history', 'migration_attempts', 'migration_catalog')
      """;

  RowCounts {
    rows = new TreeMap<>(rows);
  }

  static RowCounts of(TestDatabase database) {
    var rows = new TreeMap<String, Long>();
    for (String line : database.column(TABLES)) {
      String[] fields = String.valueOf(line).split("\t", -1);
      rows.put(fields[0], Long.valueOf(fields[1]));
    }
    return new RowCounts(rows);
  }

  List<String> differences(RowCounts expected) {
    var tables = new TreeSet<>(rows.keySet());
    tables.addAll(expected.rows.keySet());
    var differences = new ArrayList<String>();
    for (String table : tables) {
      Long found = rows.get(table);
      Long wanted = expected.rows.get(table);
      if (found == null || !found.equals(wanted)) {
        differences.add("rows of %s: %s, expected %s".formatted(table, found, wanted));
      }
    }
    return differences;
  }
}
