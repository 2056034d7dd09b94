package dev.lockstep.engine.postgres.lint.model;

import dev.lockstep.engine.postgres.catalog.CatalogFacts;
import dev.lockstep.engine.postgres.command.ColumnDefinition.Origin;
import dev.lockstep.engine.postgres.command.ColumnReader;
import dev.lockstep.engine.postgres.command.ObjectKind;
import dev.lockstep.engine.postgres.command.SqlCommand;
import dev.lockstep.engine.postgres.command.SqlCommand.CreateIndex.Unique;
import dev.lockstep.engine.postgres.command.SqlCommand.Persistence;
import dev.lockstep.engine.postgres.command.SqlType;
import dev.lockstep.engine.postgres.command.TableConstraint;
import dev.lockstep.engine.postgres.lint.model.Relation.Column;
import dev.lockstep.engine.postgres.sql.Name;
import dev.lockstep.engine.postgres.sql.TokenCursor;
import java.util.List;

/// Builds the model of a schema from the catalog of a database.
public final class CatalogModel {
  private final SchemaModel model;

  private CatalogModel(SchemaModel model) {
    this.model = model;
  }

  public static SchemaModel of(CatalogFacts facts, String home) {
    var made = new CatalogModel(new SchemaModel(home));
    facts.tables().forEach(made::add);
    facts.columns().forEach(made::add);
    facts.constraints().forEach(made::add);
    facts.indexes().forEach(made::add);
    facts.enums().forEach(made::add);
    facts.domains().forEach(made::add);
    return made.model;
  }

  private void add(CatalogFacts.Table table) {
    ObjectKind kind =
        switch (table.kind()) {
          case "v" -> ObjectKind.VIEW;
          case "m" -> ObjectKind.MATERIALIZED_VIEW;
          case "f" -> ObjectKind.FOREIGN_TABLE;
          default -> ObjectKind.TABLE;
        };
    var relation = new Relation(kind, Relation.BEFORE_ALL, Persistence.PERMANENT);
    if (kind == ObjectKind.TABLE || kind == ObjectKind.MATERIALIZED_VIEW) {
      relation.measure(new TableSize(table.rows(), table.bytes()));
    }
    String key = table.partitionKey();
    if (key != null) {
      var words = TokenCursor.of(key);
      words.take();
      List<String> columns = words.identifiers();
      relation.partitionBy(columns.isEmpty() ? List.of("") : columns);
    }
    String query = table.query();
    if (query != null) {
      relation.define(TokenCursor.of(query).rest());
    }
    if (table.hasPolicies()) {
      relation.addPolicy();
    }
    model.put(new SchemaModel.Key(table.schema(), table.name()), relation);
  }

  private void add(CatalogFacts.Column column) {
    Origin origin =
        switch (column.generated()) {
          case "i" -> Origin.IDENTITY;
          case "s" -> Origin.STORED;
          case "v" -> Origin.VIRTUAL;
          default -> Origin.WRITTEN;
        };
    model
        .relation(new SchemaModel.Key(column.schema(), column.table()))
        .ifPresent(
            relation ->
                relation.put(
                    new Column(
                        column.name(),
                        SqlType.of(TokenCursor.of(column.type()).rest()),
                        column.notNull() ? Column.Nulls.REFUSED : Column.Nulls.TAKEN,
                        column.hasDefault() ? Column.Default.SOME : Column.Default.NONE,
                        origin,
                        Relation.BEFORE_ALL)));
  }

  private void add(CatalogFacts.Constraint constraint) {
    TableConstraint read = ColumnReader.constraint(TokenCursor.of(constraint.definition()));
    if (read != null) {
      model
          .relation(new SchemaModel.Key(constraint.schema(), constraint.table()))
          .ifPresent(relation -> relation.add(read.named(constraint.name())));
    }
  }

  private void add(CatalogFacts.Index index) {
    model.put(
        new SchemaModel.Key(index.schema(), index.name()),
        new SchemaModel.Index(
            new SchemaModel.Key(index.tableSchema(), index.table()),
            index.unique() && !index.ofConstraint() ? Unique.UNIQUE : Unique.PLAIN,
            index.columns(),
            Relation.BEFORE_ALL));
  }

  private void add(CatalogFacts.EnumType type) {
    model.put(
        new SchemaModel.Key(type.schema(), type.name()),
        SchemaModel.EnumType.of(type.labels(), Relation.BEFORE_ALL));
  }

  private void add(CatalogFacts.Domain domain) {
    model.put(
        new SqlCommand.CreateDomain(
            new Name(domain.schema(), domain.name(), 0),
            SqlType.of(TokenCursor.of(domain.base()).rest()),
            domain.checked()));
  }
}
