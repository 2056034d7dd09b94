package dev.lockstep.engine.postgres.lint.model;

import dev.lockstep.engine.postgres.command.ColumnDefinition;
import dev.lockstep.engine.postgres.command.ObjectKind;
import dev.lockstep.engine.postgres.command.PlainCommand;
import dev.lockstep.engine.postgres.command.SqlCommand;
import dev.lockstep.engine.postgres.command.SqlCommand.SetSearchPath.Span;
import dev.lockstep.engine.postgres.command.TableAction;
import dev.lockstep.engine.postgres.command.TableConstraint;
import dev.lockstep.engine.postgres.command.TableConstraint.Kind;
import dev.lockstep.engine.postgres.command.TableConstraint.State;
import dev.lockstep.engine.postgres.lint.model.Relation.Column;
import dev.lockstep.engine.postgres.lint.model.Relation.Column.Default;
import dev.lockstep.engine.postgres.lint.model.Relation.Column.Nulls;
import dev.lockstep.engine.postgres.sql.Name;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/// Applies the effect of a statement to the model.
public final class ModelUpdate {
  /// The number of columns that are copied from other tables: many copies of a wide table would
  /// exceed the memory.
  private static final int COPIED = 500_000;

  private final SchemaModel model;
  private int copied;

  public ModelUpdate(SchemaModel model) {
    this.model = model;
  }

  public void apply(SqlCommand command) {
    Name made = command.makes();
    if (made != null) {
      model.note(made);
    }
    update(command);
  }

  private void update(SqlCommand command) {
    switch (command) {
      case SqlCommand.CreateTable create -> create(create);
      case SqlCommand.AlterTable alter -> alter(alter);
      case SqlCommand.CreateIndex create -> create(create);
      case SqlCommand.Drop drop -> drop.names().forEach(name -> model.drop(drop.kind(), name));
      case SqlCommand.Rename rename -> {
        if (rename.kind() == ObjectKind.INDEX) {
          model.renameIndex(rename.name(), rename.newName());
        }
      }
      case SqlCommand.CreateType create ->
          model.put(
              model.target(create.name()), SchemaModel.EnumType.of(create.labels(), model.step()));
      case SqlCommand.CreateDomain create -> model.put(create);
      case SqlCommand.AddEnumValue add ->
          model.enumType(add.type()).ifPresent(type -> type.labels().add(add.label()));
      case SqlCommand.RenameEnumValue rename ->
          model
              .enumType(rename.type())
              .ifPresent(
                  type -> {
                    type.labels().remove(rename.label());
                    type.labels().add(rename.newLabel());
                  });
      case SqlCommand.CreateView create -> create(create);
      case SqlCommand.SetSearchPath set -> {
        if (set.span() == Span.RESET) {
          model.resetPath();
        } else {
          model.follow(set.schemas());
        }
      }
      case SqlCommand.CreatePolicy policy ->
          model.relation(policy.table()).ifPresent(Relation::addPolicy);
      case SqlCommand.Reindex _,
          SqlCommand.Refresh _,
          SqlCommand.Truncate _,
          SqlCommand.Change _,
          SqlCommand.InsertSelect _,
          SqlCommand.CreateFunction _,
          SqlCommand.GrantToPublic _,
          SqlCommand.Lock _,
          SqlCommand.Compact _,
          SqlCommand.CreateObject _,
          PlainCommand _ -> {}
    }
  }

  private void create(SqlCommand.CreateTable create) {
    SchemaModel.Key key = model.target(create.table());
    if (model.relation(key).isPresent()) {
      return;
    }
    var relation = new Relation(ObjectKind.TABLE, model.step(), create.persistence());
    relation.partitionBy(create.partitionKey());
    create.like().forEach(name -> model.relation(name).ifPresent(other -> copy(other, relation)));
    model.relation(create.partitionOf()).ifPresent(other -> copy(other, relation));
    create.columns().forEach(column -> add(relation, create.table(), column));
    create.constraints().forEach(constraint -> add(relation, create.table(), constraint));
    model.put(key, relation);
  }

  private void copy(Relation other, Relation relation) {
    copied += other.columns().size();
    if (copied <= COPIED) {
      relation.copy(other);
    }
  }

  /// A view that is replaced keeps the step of its creation.
  private void create(SqlCommand.CreateView create) {
    SchemaModel.Key key = model.target(create.name());
    int born = model.relation(key).map(Relation::born).orElse(model.step());
    var view = new Relation(create.kind(), born, SqlCommand.Persistence.PERMANENT);
    view.define(create.query());
    model.put(key, view);
  }

  private void create(SqlCommand.CreateIndex create) {
    Name name = create.name();
    if (name != null) {
      SchemaModel.Key table = model.relationKey(create.table());
      model.put(
          new SchemaModel.Key(table.schema(), name.text()),
          new SchemaModel.Index(table, create.unique(), create.columns(), model.step()));
    }
  }

  private void alter(SqlCommand.AlterTable alter) {
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
        relation.removeIf(found -> found.columns().contains(drop.column()));
      }
      case TableAction.ChangeType change ->
          relation
              .column(change.column())
              .ifPresent(found -> relation.put(found.with(change.type())));
      case TableAction.SetNotNull set -> nulls(relation, set.column(), Nulls.REFUSED);
      case TableAction.DropNotNull drop -> {
        relation.removeIf(found -> found.demandsValueIn(drop.column()));
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
          TableAction.FinalizeDetach _,
          TableAction.DisableTrigger _,
          TableAction.EnableTrigger _,
          TableAction.SetParameters _,
          TableAction.Rewrite _,
          TableAction.EnableRowSecurity _,
          TableAction.Other _ -> {}
    }
  }

  private static void drop(Relation relation, String name) {
    relation
        .remove(name)
        .ifPresent(
            found -> {
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
    Optional<TableConstraint> found = relation.replace(name, change::of);
    if (found.isPresent()) {
      TableConstraint changed = found.get();
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
    relation.add(named);
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

  /// The name that the server generates for an unnamed constraint, unless it is taken.
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

  /// The generated name of a CHECK on one column contains the column's name.
  private static String checkName(TableConstraint constraint) {
    List<String> words =
        constraint.condition().tokens().stream()
            .filter(token -> token.isName())
            .map(token -> token.name())
            .limit(1)
            .toList();
    return words.isEmpty() ? "_check" : "_" + words.getFirst() + "_check";
  }
}
