package dev.lockstep.engine.postgres.recovery;

import dev.lockstep.engine.postgres.sql.Sql;
import dev.lockstep.engine.postgres.sql.SqlName;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgConnection;

/// `CREATE INDEX CONCURRENTLY`: if it fails, it leaves an invalid index.
///
/// The statement's index is the one that did not exist on the table before. An index that existed,
/// valid or not, is not the statement's, whatever its name.
///
/// @param table the index's table
/// @param shape the condition on `i` and `c` that the index meets
/// @param name the index's name, if the statement contains one
record IndexBuild(SqlName table, String shape, @Nullable SqlName name) implements StatementEffect {

  /// A statement that names the index.
  static IndexBuild named(SqlName table, SqlName name) {
    return new IndexBuild(table, "c.relname OPERATOR(pg_catalog.=) " + name.literal(), name);
  }

  /// A statement that lets the server choose the index's name: the index is identified by the form
  /// of the name and by its columns.
  ///
  /// @param columns the columns; null for an expression
  static IndexBuild unnamed(SqlName table, List<@Nullable String> columns) {
    String shape =
        """
        c.relname OPERATOR(pg_catalog.~) '_idx[0-9]*$' AND i.indnkeyatts OPERATOR(pg_catalog.=) %d
        AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint k WHERE k.conindid OPERATOR(pg_catalog.=) i.indexrelid)
        AND NOT EXISTS (SELECT FROM pg_catalog.unnest(%s) WITH ORDINALITY AS w(attname, n)
          LEFT JOIN pg_catalog.pg_attribute a
            ON a.attrelid OPERATOR(pg_catalog.=) i.indrelid
              AND a.attnum OPERATOR(pg_catalog.=) i.indkey[w.n OPERATOR(pg_catalog.-) 1]
          WHERE w.attname IS NOT NULL AND (a.attname OPERATOR(pg_catalog.=) w.attname) IS NOT TRUE)"""
            .formatted(columns.size(), array(columns));
    return new IndexBuild(table, shape, null);
  }

  private static String array(List<@Nullable String> names) {
    return "ARRAY["
        + String.join(", ", names.stream().map(Sql::literal).toList())
        + "]::pg_catalog.name[]";
  }

  @Override
  public String snapshotQuery() {
    return """
    SELECT pg_catalog.json_build_object('table', t.id::pg_catalog.int8, 'indexes',
      coalesce((SELECT pg_catalog.json_agg(i.indexrelid::pg_catalog.int8)
        FROM pg_catalog.pg_index i WHERE i.indrelid OPERATOR(pg_catalog.=) t.id), '[]'))::pg_catalog.text
    FROM (SELECT %s::pg_catalog.oid) AS t(id)"""
        .formatted(table.lookup());
  }

  @Override
  public Recovery judge(PgConnection connection, @Nullable String snapshot) throws SQLException {
    String onTable =
        "i.indrelid OPERATOR(pg_catalog.=) (%s::pg_catalog.json OPERATOR(pg_catalog.->>) 'table')::pg_catalog.int8::pg_catalog.oid"
            .formatted(Sql.literal(snapshot));
    List<IndexState> made =
        IndexState.read(
            connection, "%s AND NOT %s AND %s".formatted(onTable, wasThere(snapshot), shape));
    List<IndexState> invalid = made.stream().filter(index -> !index.valid()).toList();
    Recovery without = IndexState.without(invalid);
    if (invalid.size() < made.size() && without instanceof Recovery.NotDone(List<String> drops)) {
      return drops.isEmpty() ? new Recovery.Done() : new Recovery.DoneAfter(drops);
    }
    return without;
  }

  @Override
  public @Nullable Remark defect(PgConnection connection, @Nullable String snapshot)
      throws SQLException {
    List<IndexState> invalid = invalidOfThatName(connection, "true");
    if (invalid.isEmpty()) {
      return null;
    }
    IndexState index = invalid.getFirst();
    return index.builder() == null
        ? new Remark(
            "index %s already existed and is invalid; IF NOT EXISTS skipped it"
                .formatted(index.name()),
            wayOut(index))
        : new Remark(
            "index %s already existed; process %s is still building it"
                .formatted(index.name(), index.builder()),
            "Run again when it has finished");
  }

  @Override
  public @Nullable Remark obstacle(PgConnection connection, @Nullable String snapshot)
      throws SQLException {
    List<IndexState> invalid = invalidOfThatName(connection, wasThere(snapshot));
    return invalid.isEmpty()
        ? null
        : new Remark(
            "index %s already existed and is invalid".formatted(invalid.getFirst().name()),
            wayOut(invalid.getFirst()));
  }

  private List<IndexState> invalidOfThatName(PgConnection connection, String condition)
      throws SQLException {
    if (name == null) {
      return List.of();
    }
    String sameName =
        """
        NOT i.indisvalid AND %s AND %s
        AND n.oid OPERATOR(pg_catalog.=) (
          SELECT t.relnamespace FROM pg_catalog.pg_class t WHERE t.oid OPERATOR(pg_catalog.=) %s)"""
            .formatted(shape, condition, table.lookup());
    return IndexState.read(connection, sameName);
  }

  private static String wasThere(@Nullable String snapshot) {
    return """
    i.indexrelid::pg_catalog.int8 OPERATOR(pg_catalog.=) ANY (SELECT o::pg_catalog.int8
      FROM pg_catalog.json_array_elements_text(%s::pg_catalog.json OPERATOR(pg_catalog.->) 'indexes') AS o)"""
        .formatted(Sql.literal(snapshot));
  }

  private static String wayOut(IndexState index) {
    return "It was not created by this script: run %s, then run again".formatted(index.drop());
  }
}
