package dev.lockstep.engine.postgres.lint;

import dev.lockstep.engine.postgres.CatalogFacts;
import dev.lockstep.engine.postgres.lint.ColumnDefinition.Origin;
import dev.lockstep.engine.postgres.lint.Command.CreateIndex.Unique;
import dev.lockstep.engine.postgres.lint.Command.Persistence;
import dev.lockstep.engine.postgres.lint.Relation.Column;
import java.util.List;

/// The model of a schema as a database has it.
final class CatalogModel {
  private final Model model;

  private CatalogModel(Model model) {
    this.model = model;
  }

  static Model of(CatalogFacts facts, String home) {
    var made = new CatalogModel(new Model(home));
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
      var words = Words.of(key);
      words.take();
      List<String> columns = words.identifiers();
      relation.partitionBy(columns.isEmpty() ? List.of("") : columns);
    }
    String query = table.query();
    if (query != null) {
      relation.define(Words.of(query).rest());
    }
    if (table.hasPolicies()) {
      relation.addPolicy();
    }
    model.put(new Model.Key(table.schema(), table.name()), relation);
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
        .relation(new Model.Key(column.schema(), column.table()))
        .ifPresent(
            relation ->
                relation.put(
                    new Column(
                        column.name(),
                        SqlType.of(Words.of(column.type()).rest()),
                        column.notNull() ? Column.Nulls.REFUSED : Column.Nulls.TAKEN,
                        column.hasDefault() ? Column.Default.SOME : Column.Default.NONE,
                        origin,
                        Relation.BEFORE_ALL)));
  }

  private void add(CatalogFacts.Constraint constraint) {
    TableConstraint read = ColumnReader.constraint(Words.of(constraint.definition()));
    if (read != null) {
      model
          .relation(new Model.Key(constraint.schema(), constraint.table()))
          .ifPresent(relation -> relation.constraints().add(read.named(constraint.name())));
    }
  }

  private void add(CatalogFacts.Index index) {
    model.put(
        new Model.Key(index.schema(), index.name()),
        new Model.Index(
            new Model.Key(index.tableSchema(), index.table()),
            index.unique() && !index.ofConstraint() ? Unique.UNIQUE : Unique.PLAIN,
            index.columns(),
            Relation.BEFORE_ALL));
  }

  private void add(CatalogFacts.EnumType type) {
    model.put(
        new Model.Key(type.schema(), type.name()),
        Model.EnumType.of(type.labels(), Relation.BEFORE_ALL));
  }

  private void add(CatalogFacts.Domain domain) {
    model.put(
        new Command.CreateDomain(
            new Name(domain.schema(), domain.name(), 0),
            SqlType.of(Words.of(domain.base()).rest()),
            domain.checked()));
  }
}
