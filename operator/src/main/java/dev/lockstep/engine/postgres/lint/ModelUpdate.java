package dev.lockstep.engine.postgres.lint;

import dev.lockstep.engine.postgres.lint.Command.SetSearchPath.Span;
import dev.lockstep.engine.postgres.lint.Relation.Column;
import dev.lockstep.engine.postgres.lint.Relation.Column.Default;
import dev.lockstep.engine.postgres.lint.Relation.Column.Nulls;
import dev.lockstep.engine.postgres.lint.TableConstraint.Kind;
import dev.lockstep.engine.postgres.lint.TableConstraint.State;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/// Does to the model what a statement does to a database.
final class ModelUpdate {
  private final Model model;

  ModelUpdate(Model model) {
    this.model = model;
  }

  void apply(Command command) {
    Name made = command.makes();
    if (made != null) {
      model.note(made);
    }
    switch (command) {
      case Command.CreateTable create -> create(create);
      case Command.AlterTable alter -> alter(alter);
      case Command.CreateIndex create -> create(create);
      case Command.Drop drop -> drop.names().forEach(name -> model.drop(drop.kind(), name));
      case Command.Rename rename -> {
        if (rename.kind() == ObjectKind.INDEX) {
          model.renameIndex(rename.name(), rename.newName());
        }
      }
      case Command.CreateType create ->
          model.put(model.target(create.name()), Model.EnumType.of(create.labels(), model.step()));
      case Command.CreateDomain create -> model.put(create);
      case Command.AddEnumValue add ->
          model.enumType(add.type()).ifPresent(type -> type.labels().add(add.label()));
      case Command.RenameEnumValue rename ->
          model
              .enumType(rename.type())
              .ifPresent(
                  type -> {
                    type.labels().remove(rename.label());
                    type.labels().add(rename.newLabel());
                  });
      case Command.CreateView create -> create(create);
      case Command.SetSearchPath set -> {
        if (set.span() == Span.RESET) {
          model.resetPath();
        } else {
          model.follow(set.schemas());
        }
      }
      case Command.CreatePolicy policy ->
          model.relation(policy.table()).ifPresent(Relation::addPolicy);
      case Command.Reindex _,
          Command.Refresh _,
          Command.Truncate _,
          Command.Change _,
          Command.InsertSelect _,
          Command.CreateFunction _,
          Command.GrantToPublic _,
          Command.Lock _,
          Command.Compact _,
          Command.CreateObject _,
          Command.Harmless _,
          Command.Other _ -> {}
    }
  }

  private void create(Command.CreateTable create) {
    Model.Key key = model.target(create.table());
    if (model.relation(key).isPresent()) {
      return;
    }
    var relation = new Relation(ObjectKind.TABLE, model.step(), create.persistence());
    relation.partitionBy(create.partitionKey());
    create.like().forEach(name -> model.relation(name).ifPresent(relation::copy));
    model.relation(create.partitionOf()).ifPresent(relation::copy);
    create.columns().forEach(column -> add(relation, create.table(), column));
    create.constraints().forEach(constraint -> add(relation, create.table(), constraint));
    model.put(key, relation);
  }

  /// A view that is replaced is as old as before.
  private void create(Command.CreateView create) {
    Model.Key key = model.target(create.name());
    int born = model.relation(key).map(Relation::born).orElse(model.step());
    var view = new Relation(create.kind(), born, Command.Persistence.PERMANENT);
    view.define(create.query());
    model.put(key, view);
  }

  private void create(Command.CreateIndex create) {
    Name name = create.name();
    if (name != null) {
      Model.Key table = model.relationKey(create.table());
      model.put(
          new Model.Key(table.schema(), name.text()),
          new Model.Index(table, create.unique(), create.columns(), model.step()));
    }
  }

  private void alter(Command.AlterTable alter) {
    Name table = alter.table();
    for (TableAction.Placed placed : alter.actions()) {
      switch (placed.action()) {
        case TableAction.RenameRelation rename -> model.moveRelation(table, "", rename.newName());
        case TableAction.SetSchema set -> model.moveRelation(table, set.schema(), table.text());
        default ->
            model.relation(table).ifPresent(relation -> alter(relation, table, placed.action()));
      }
    }
  }

  private void alter(Relation relation, Name table, TableAction action) {
    switch (action) {
      case TableAction.AddColumn add -> {
        if (relation.column(add.column().name()).isEmpty()) {
          add(relation, table, add.column());
        }
      }
      case TableAction.DropColumn drop -> {
        relation.columns().remove(drop.column());
        relation.constraints().removeIf(found -> found.columns().contains(drop.column()));
      }
      case TableAction.ChangeType change ->
          relation
              .column(change.column())
              .ifPresent(found -> relation.put(found.with(change.type())));
      case TableAction.SetNotNull set -> nulls(relation, set.column(), Nulls.REFUSED);
      case TableAction.DropNotNull drop -> {
        relation.constraints().removeIf(found -> found.demandsValueIn(drop.column()));
        nulls(relation, drop.column(), Nulls.TAKEN);
      }
      case TableAction.SetDefault set -> defaults(relation, set.column(), Default.SOME);
      case TableAction.DropDefault drop -> defaults(relation, drop.column(), Default.NONE);
      case TableAction.AddConstraint add -> add(relation, table, add.constraint());
      case TableAction.DropConstraint drop -> drop(relation, drop.name());
      case TableAction.ValidateConstraint validate ->
          replace(relation, validate.name(), found -> found.in(State.VALID));
      case TableAction.RenameColumn rename -> rename(relation, rename);
      case TableAction.RenameConstraint rename ->
          replace(relation, rename.name(), found -> found.named(rename.newName()));
      case TableAction.RenameRelation _,
          TableAction.SetSchema _,
          TableAction.SetExpression _,
          TableAction.Attach _,
          TableAction.Detach _,
          TableAction.DisableTrigger _,
          TableAction.Rewrite _,
          TableAction.EnableRowSecurity _,
          TableAction.Other _ -> {}
    }
  }

  private static void drop(Relation relation, String name) {
    relation
        .constraint(name)
        .ifPresent(
            found -> {
              relation.constraints().remove(found);
              if (found.kind() == Kind.NOT_NULL) {
                found.columns().forEach(column -> nulls(relation, column, Nulls.TAKEN));
              }
            });
  }

  private static void nulls(Relation relation, String column, Nulls nulls) {
    relation.column(column).ifPresent(found -> relation.put(found.with(nulls)));
  }

  private static void defaults(Relation relation, String column, Default value) {
    relation.column(column).ifPresent(found -> relation.put(found.with(value)));
  }

  private interface Change {
    TableConstraint of(TableConstraint constraint);
  }

  private static void replace(Relation relation, String name, Change change) {
    Optional<TableConstraint> found = relation.constraint(name);
    if (found.isPresent()) {
      relation.constraints().remove(found.get());
      TableConstraint changed = change.of(found.get());
      relation.constraints().add(changed);
      if (changed.kind() == Kind.NOT_NULL && changed.state() == State.VALID) {
        changed.columns().forEach(column -> nulls(relation, column, Nulls.REFUSED));
      }
    }
  }

  private static void rename(Relation relation, TableAction.RenameColumn rename) {
    relation
        .column(rename.column())
        .ifPresent(
            found -> {
              relation.columns().remove(rename.column());
              relation.put(found.renamed(rename.newName()));
            });
  }

  private void add(Relation relation, Name table, ColumnDefinition column) {
    relation.put(Column.of(column, model.step()));
    column.constraints().forEach(constraint -> add(relation, table, constraint));
  }

  private void add(Relation relation, Name table, TableConstraint constraint) {
    TableConstraint named =
        constraint.name() == null ? constraint.named(madeUp(table, constraint)) : constraint;
    relation.constraints().add(named);
    boolean refuses =
        named.kind() == Kind.PRIMARY_KEY
            || (named.kind() == Kind.NOT_NULL && named.state() == State.VALID);
    if (refuses) {
      new HashSet<>(named.columns()).forEach(column -> nulls(relation, column, Nulls.REFUSED));
    }
    String index = named.index();
    if (index != null && named.kind() == Kind.PRIMARY_KEY) {
      model
          .index(table.sibling(index))
          .ifPresent(
              found -> found.columns().forEach(column -> nulls(relation, column, Nulls.REFUSED)));
    }
  }

  /// The name that the server gives a constraint that has none, where no other has it.
  private static String madeUp(Name table, TableConstraint constraint) {
    String columns =
        constraint.columns().isEmpty() ? "" : "_" + String.join("_", constraint.columns());
    return table.text()
        + switch (constraint.kind()) {
          case PRIMARY_KEY -> "_pkey";
          case UNIQUE -> columns + "_key";
          case FOREIGN_KEY -> columns + "_fkey";
          case NOT_NULL -> columns + "_not_null";
          case EXCLUDE -> columns + "_excl";
          case CHECK -> checkName(constraint);
        };
  }

  /// A CHECK of one column is called after it.
  private static String checkName(TableConstraint constraint) {
    List<String> words =
        constraint.expression().stream()
            .filter(token -> token.isName())
            .map(token -> token.name())
            .limit(1)
            .toList();
    return words.isEmpty() ? "_check" : "_" + words.getFirst() + "_check";
  }
}
