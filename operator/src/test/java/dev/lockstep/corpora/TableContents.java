package dev.lockstep.corpora;

import dev.lockstep.testing.TestDatabase;
import java.util.List;

/// What is in each table of a database, whatever the order of the rows; Lockstep's own tables are
/// left out.
///
/// @param tables one line for each table: name, number of rows, digest
record TableContents(List<String> tables) {
  TableContents {
    tables = List.copyOf(tables);
  }

  static TableContents of(TestDatabase database) {
    return new TableContents(
        RowCounts.of(database).rows().keySet().stream()
            .map(table -> table + " " + database.value(digest(table)))
            .toList());
  }

  private static String digest(String table) {
    return """
    SELECT count(*) || ' ' || coalesce(md5(string_agg(t::text, chr(10) ORDER BY t::text)), '')
    FROM %s t"""
        .formatted(table);
  }
}
