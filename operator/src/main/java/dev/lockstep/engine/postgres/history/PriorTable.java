package dev.lockstep.engine.postgres.history;

import dev.lockstep.engine.postgres.sql.Sql;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A table that may be the history of another tool, as described by the catalog.
///
/// @param schema the table's schema
/// @param name the table's name
/// @param columns the columns as `name type`
/// @param readable whether the session may read the table
/// @param filtered whether row level security, which may call functions of other users, decides
///   which rows the session sees
public record PriorTable(
    String schema, String name, Set<String> columns, boolean readable, boolean filtered) {
  /// The schema and table of Atlas when it manages more than one schema.
  private static final String ATLAS = "atlas_schema_revisions";

  /// The tools whose history can be read. Most are recognized by the columns of the table, whatever
  /// its name; if the columns are not distinctive, the table must have the tool's name.
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
    REFINERY(
        List.of(
            "version integer",
            "name character varying",
            "applied_on character varying",
            "checksum character varying"),
        "refinery_schema_history"),
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

    /// The expression for the script's name.
    private Optional<String> names() {
      return switch (this) {
        case FLYWAY -> Optional.of("script");
        case LIQUIBASE -> Optional.of("filename");
        case LIQUIBASE_LOCK -> Optional.empty();
        case GOOSE -> Optional.of("version_id::pg_catalog.text");
        case GOLANG_MIGRATE -> Optional.of("version::pg_catalog.text");
        case ATLAS -> Optional.of("version || '_' || description");
        case SQLX -> Optional.of("version::pg_catalog.text || '_' || description");
        case REFINERY -> Optional.of("version::pg_catalog.text || '_' || name");
        case DBMATE -> Optional.of("version");
      };
    }

    /// The tool's name.
    String title() {
      return switch (this) {
        case FLYWAY -> "Flyway";
        case LIQUIBASE, LIQUIBASE_LOCK -> "Liquibase";
        case GOOSE -> "goose";
        case GOLANG_MIGRATE -> "golang-migrate";
        case ATLAS -> "Atlas";
        case SQLX -> "sqlx";
        case REFINERY -> "refinery";
        case DBMATE -> "dbmate";
      };
    }

    private boolean fits(Set<String> found) {
      boolean few = this == DBMATE || this == GOLANG_MIGRATE;
      return found.containsAll(columns) && (!few || found.size() == columns.size());
    }
  }

  /// `schema.table` or `table`, each part with or without quotes.
  private static final Pattern REFERENCE =
      Pattern.compile(
          "(?:(?:NAME)(\\.))?NAME"
              .replace("NAME", "(?:\"(?:[^\"]|\"\")+\"|[\\p{L}_][\\p{L}\\p{N}_$]*)"));

  private static final int LONGEST = 300;

  private static final Pattern PLAIN = Pattern.compile("[a-z_][a-z0-9_]*");

  /// The names of the tools' tables, by which they are found in other schemas.
  private static final String NAMES =
      Stream.concat(
              Stream.of(
                  "flyway_schema_history",
                  "schema_version",
                  "databasechangelog",
                  "schema_migrations",
                  "goose_db_version",
                  "_sqlx_migrations",
                  "refinery_schema_history",
                  ATLAS),
              OtherTool.tables())
          .distinct()
          .map(Sql::literal)
          .collect(Collectors.joining(", "));

  /// A query for each table that may be a history: in the schema, whatever its name, and in other
  /// schemas by the default names of tools.
  public static String query(String schema) {
    return tables("n.nspname = %s OR c.relname IN (%s)".formatted(Sql.literal(schema), NAMES));
  }

  /// The query of [#query], but without rows if our history contains any row that is not a failure.
  ///
  /// @param history our table, as written in SQL
  static String queryUnlessRecorded(String schema, String history) {
    return "SELECT * FROM (%s) t WHERE NOT EXISTS (SELECT FROM %s WHERE status <> 'failure')"
        .formatted(query(schema), history);
  }

  /// A query for one table, which is named as in SQL; empty if the text is not a table name, for
  /// which the server would report an error.
  ///
  /// @param schema the schema of an unqualified name
  static Optional<String> queryOf(String schema, String table) {
    Matcher name = REFERENCE.matcher(table);
    if (table.length() > LONGEST || !name.matches()) {
      return Optional.empty();
    }
    String qualified = name.group(1) == null ? Sql.identifier(schema) + "." + table : table;
    return Optional.of(
        tables("c.oid = pg_catalog.to_regclass(%s)".formatted(Sql.literal(qualified))));
  }

  private static String tables(String which) {
    return """
        SELECT n.nspname, c.relname,
          pg_catalog.has_schema_privilege(n.oid, 'USAGE') AND pg_catalog.has_table_privilege(c.oid, 'SELECT'),
          pg_catalog.string_agg(a.attname || ' ' || pg_catalog.format_type(a.atttypid, NULL), ','),
          pg_catalog.bool_or(pg_catalog.row_security_active(c.oid))
        FROM pg_catalog.pg_class c
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        WHERE c.relkind IN ('r', 'p') AND (%s)
        GROUP BY n.oid, n.nspname, c.oid, c.relname
        HAVING c.relname IN (%s) OR pg_catalog.bool_or(a.attname IN ('version', 'version_id', 'orderexecuted', 'lockedby'))
        ORDER BY 1, 2"""
        .formatted(which, NAMES);
  }

  static PriorTable of(List<@Nullable String> row) {
    return new PriorTable(
        String.valueOf(row.get(0)),
        String.valueOf(row.get(1)),
        Set.of(String.valueOf(row.get(3)).split(",", -1)),
        "t".equals(row.get(2)),
        "t".equals(row.get(4)));
  }

  /// Whether the table counts as one of the run's schema: Atlas has its table in a separate schema.
  boolean belongsTo(String own) {
    return schema.equals(own) || (schema.equals(ATLAS) && name.equals(ATLAS));
  }

  /// The expression for the script's name; empty if the table does not belong to a known tool.
  Optional<String> names() {
    return layout()
        .flatMap(Layout::names)
        .or(() -> layout().isPresent() ? Optional.empty() : other().map(OtherTool::names));
  }

  /// The tool that owns this table and whose history cannot be adopted.
  Optional<OtherTool> other() {
    return layout().isPresent() ? Optional.empty() : OtherTool.of(name, columns);
  }

  /// The tool to which the table belongs, if it was found by a search.
  Optional<Layout> layout() {
    return layoutWhenNamed()
        .filter(layout -> layout.onlyName == null || name.equals(layout.onlyName));
  }

  /// The tool to which the table belongs, if the user named it as a history.
  Optional<Layout> layoutWhenNamed() {
    // Older versions of dbmate and other tools use text where current ones use varchar.
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

  /// The table as written in SQL.
  String sql() {
    return Sql.identifier(schema) + "." + Sql.identifier(name);
  }

  /// The table as written in an option: with quotes only if they are needed.
  String reference() {
    return PLAIN.matcher(schema).matches() && PLAIN.matcher(name).matches() ? title() : sql();
  }

  /// The table's name for messages.
  String title() {
    return schema + "." + name;
  }
}
