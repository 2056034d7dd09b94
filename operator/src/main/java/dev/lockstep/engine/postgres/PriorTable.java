package dev.lockstep.engine.postgres;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A table that the catalog shows, as far as it may be the history of another tool.
///
/// @param schema its schema
/// @param name its name
/// @param columns its columns as `name type`
/// @param readable whether the session may read it
record PriorTable(String schema, String name, Set<String> columns, boolean readable) {
  /// Where Atlas keeps its table when it looks after more than one schema.
  private static final String ATLAS = "atlas_schema_revisions";

  /// The tools whose tables are known. Most are known by their columns, whatever the table is
  /// called; where those say too little, the name must be the tool's.
  enum Layout {
    FLYWAY(
        List.of(
            "installed_rank integer",
            "version character varying",
            "description character varying",
            "type character varying",
            "script character varying",
            "checksum integer",
            "installed_by character varying",
            "success boolean"),
        null),
    LIQUIBASE(
        List.of(
            "id character varying",
            "author character varying",
            "filename character varying",
            "orderexecuted integer",
            "exectype character varying",
            "md5sum character varying"),
        null),
    LIQUIBASE_LOCK(List.of("locked boolean", "lockedby character varying"), null),
    GOOSE(List.of("id integer", "version_id bigint", "is_applied boolean"), null),
    GOLANG_MIGRATE(List.of("version bigint", "dirty boolean"), null),
    ATLAS(
        List.of(
            "version character varying",
            "type bigint",
            "applied bigint",
            "total bigint",
            "partial_hashes jsonb",
            "operator_version character varying"),
        null),
    SQLX(
        List.of(
            "version bigint",
            "description text",
            "success boolean",
            "checksum bytea",
            "execution_time bigint"),
        null),
    DBMATE(List.of("version character varying"), "schema_migrations");

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> columns;

    private final @Nullable String onlyName;

    Layout(List<String> columns, @Nullable String onlyName) {
      this.columns = columns;
      this.onlyName = onlyName;
    }

    private boolean fits(Set<String> found) {
      boolean few = this == DBMATE || this == GOLANG_MIGRATE;
      return found.containsAll(columns) && (!few || found.size() == columns.size());
    }
  }

  /// A row for each table that may be a history, of the schema and of those that tools make for
  /// themselves.
  static String query(String schema) {
    return tables(
        "n.nspname = %s OR n.nspname = %s AND c.relname = %2$s"
            .formatted(Sql.literal(schema), Sql.literal(ATLAS)));
  }

  /// The same; no rows where a history of ours has any but of failures.
  ///
  /// @param history our table, as written in SQL
  static String queryUnlessRecorded(String schema, String history) {
    return "SELECT * FROM (%s) t WHERE NOT EXISTS (SELECT FROM %s WHERE status <> 'failure')"
        .formatted(query(schema), history);
  }

  /// The row for one table, named as in SQL.
  static String queryOf(String table) {
    return tables("c.oid = to_regclass(%s)".formatted(Sql.literal(table)));
  }

  private static String tables(String which) {
    return """
        SELECT n.nspname, c.relname,
          has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT'),
          string_agg(a.attname || ' ' || format_type(a.atttypid, NULL), ',')
        FROM pg_catalog.pg_class c
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        WHERE c.relkind IN ('r', 'p') AND (%s)
        GROUP BY n.oid, n.nspname, c.oid, c.relname
        HAVING bool_or(a.attname IN ('version', 'version_id', 'orderexecuted', 'lockedby'))
        ORDER BY 1, 2"""
        .formatted(which);
  }

  static PriorTable of(List<@Nullable String> row) {
    return new PriorTable(
        String.valueOf(row.get(0)),
        String.valueOf(row.get(1)),
        Set.of(String.valueOf(row.get(3)).split(",", -1)),
        "t".equals(row.get(2)));
  }

  /// Whose table it is, when it was found by looking around.
  Optional<Layout> layout() {
    return layoutWhenNamed()
        .filter(layout -> layout.onlyName == null || name.equals(layout.onlyName));
  }

  /// Whose table it is, when a person says that it is one.
  Optional<Layout> layoutWhenNamed() {
    // An older dbmate and other makers have text for what is a varchar now.
    Set<String> found =
        columns.stream()
            .map(column -> column.equals("version text") ? "version character varying" : column)
            .collect(Collectors.toSet());
    for (Layout layout : Layout.values()) {
      if (layout.fits(found)) {
        return Optional.of(layout);
      }
    }
    return Optional.empty();
  }

  /// The table as SQL names it.
  String sql() {
    return Sql.identifier(schema) + "." + Sql.identifier(name);
  }

  /// The table as people name it.
  String title() {
    return schema + "." + name;
  }
}
