package dev.lockstep.engine.postgres.catalog;

import dev.lockstep.engine.postgres.session.Pipeline;
import dev.lockstep.engine.postgres.session.PipelineResult;
import dev.lockstep.engine.postgres.session.Row;
import dev.lockstep.engine.postgres.session.TrustedSearchPath;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgConnection;

/// Facts from the catalog about tables in use: their size, and what is known about their rows. The
/// server's own schemas are left out.
///
/// @param version the server's major version
public record CatalogFacts(
    int version,
    List<Table> tables,
    List<Column> columns,
    List<Constraint> constraints,
    List<Index> indexes,
    List<EnumType> enums,
    List<Domain> domains) {
  /// A table or view.
  ///
  /// @param kind the letter of `pg_class.relkind`
  /// @param rows the number of rows according to the last ANALYZE or VACUUM; -1 if there was none
  /// @param bytes the size of the rows, including partitions
  /// @param partitionKey the partition key, as in `PARTITION BY`
  /// @param query the query of a view
  public record Table(
      String schema,
      String name,
      String kind,
      long rows,
      long bytes,
      @Nullable String partitionKey,
      @Nullable String query,
      boolean hasPolicies) {
    private static Table of(Row row) {
      return new Table(
          row.text(0),
          row.text(1),
          row.text(2),
          row.number(3),
          row.number(4),
          row.maybe(5),
          row.maybe(6),
          row.isTrue(7));
    }
  }

  /// A column.
  ///
  /// @param generated the letter of `pg_attribute.attgenerated`, or `i` for an identity
  public record Column(
      String schema,
      String table,
      String name,
      String type,
      boolean notNull,
      boolean hasDefault,
      String generated) {
    private static Column of(Row row) {
      return new Column(
          row.text(0),
          row.text(1),
          row.text(2),
          row.text(3),
          row.isTrue(4),
          row.isTrue(5),
          row.text(6));
    }
  }

  /// A constraint of a table.
  ///
  /// @param definition the definition, as in `ADD CONSTRAINT`
  public record Constraint(String schema, String table, String name, String definition) {
    private static Constraint of(Row row) {
      return new Constraint(row.text(0), row.text(1), row.text(2), row.text(3));
    }
  }

  /// An index.
  ///
  /// @param columns the columns, without expressions
  /// @param ofConstraint whether the index belongs to a constraint
  public record Index(
      String schema,
      String name,
      String tableSchema,
      String table,
      boolean unique,
      List<String> columns,
      boolean ofConstraint) {
    public Index {
      columns = List.copyOf(columns);
    }

    private static Index of(Row row) {
      return new Index(
          row.text(0),
          row.text(1),
          row.text(2),
          row.text(3),
          row.isTrue(4),
          row.list(5),
          row.isTrue(6));
    }
  }

  /// An enum.
  public record EnumType(String schema, String name, List<String> labels) {
    public EnumType {
      labels = List.copyOf(labels);
    }

    private static EnumType of(Row row) {
      return new EnumType(row.text(0), row.text(1), row.list(2));
    }
  }

  /// A domain.
  ///
  /// @param checked whether the domain has a constraint
  public record Domain(String schema, String name, String base, boolean checked) {
    private static Domain of(Row row) {
      return new Domain(row.text(0), row.text(1), row.text(2), row.isTrue(3));
    }
  }

  public CatalogFacts {
    tables = List.copyOf(tables);
    columns = List.copyOf(columns);
    constraints = List.copyOf(constraints);
    indexes = List.copyOf(indexes);
    enums = List.copyOf(enums);
    domains = List.copyOf(domains);
  }

  /// Reads the facts in one round trip, over a connection without an open transaction.
  public static CatalogFacts read(PgConnection connection) throws SQLException {
    PipelineResult replies =
        Pipeline.query(
                connection,
                List.of(
                    "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
                    "SELECT " + TrustedSearchPath.LOCAL,
                    FactsQueries.tables(),
                    FactsQueries.columns(),
                    FactsQueries.constraints(),
                    FactsQueries.indexes(),
                    FactsQueries.enums(),
                    FactsQueries.domains(),
                    "ROLLBACK"))
            .orThrow();
    return new CatalogFacts(
        connection.getServerMajorVersion(),
        replies.at(2).each(Table::of),
        replies.at(3).each(Column::of),
        replies.at(4).each(Constraint::of),
        replies.at(5).each(Index::of),
        replies.at(6).each(EnumType::of),
        replies.at(7).each(Domain::of));
  }
}
