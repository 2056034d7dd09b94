package dev.lockstep.engine.postgres.lint;

import dev.lockstep.engine.postgres.TableLock;
import java.util.List;
import java.util.Optional;

/// Things that go while pods run that use them.
final class DropRules implements RuleGroup {
  static final Rule COLUMN =
      Rule.of(
          "drop-column",
          Hazard.COMPATIBILITY,
          Severity.WARNING,
          TableLock.ACCESS_EXCLUSIVE,
          "Pods that read or write the column fail from the commit on, and its data is gone.",
          """
          -- when no pod is left that names the column, or selects it by *
          ALTER TABLE orders DROP COLUMN note;
          """);

  static final Rule TABLE =
      Rule.of(
          "drop-table",
          Hazard.LOSS,
          Severity.WARNING,
          TableLock.ACCESS_EXCLUSIVE,
          "Pods that use the table fail from the commit on, and its rows are gone.",
          """
          -- when no pod is left that uses the table
          DROP TABLE orders_old;
          """);

  static final Rule OBJECT =
      Rule.of(
          "drop-object",
          Hazard.COMPATIBILITY,
          Severity.WARNING,
          null,
          "Pods that use the view, function, type, sequence or schema fail from the commit on.",
          """
          -- when no pod is left that uses it
          DROP VIEW open_orders;
          """);

  static final Rule CASCADE =
      Rule.of(
          "drop-cascade",
          Hazard.LOSS,
          Severity.WARNING,
          TableLock.ACCESS_EXCLUSIVE,
          "CASCADE drops what depends on it, too, and the script does not say what that is.",
          """
          DROP VIEW open_orders;
          DROP TABLE orders_old;
          """);

  static final Rule UNIQUE =
      Rule.of(
          "drop-unique",
          Hazard.COMPATIBILITY,
          Severity.WARNING,
          TableLock.ACCESS_EXCLUSIVE,
          "Without the unique index or constraint, INSERT ... ON CONFLICT of pods that run fails, and"
              + " equal rows get in.",
          "-- when no pod is left that relies on it");

  @Override
  public List<Rule> rules() {
    return List.of(COLUMN, TABLE, OBJECT, CASCADE, UNIQUE);
  }

  @Override
  public void look(Sight sight, Findings findings) {
    switch (sight.command()) {
      case Command.AlterTable alter -> alter(sight, alter, findings);
      case Command.Drop drop -> drop(sight, drop, findings);
      default -> {}
    }
  }

  private static void alter(Sight sight, Command.AlterTable alter, Findings findings) {
    Subject table = sight.subject(alter.table());
    if (table.isFresh()) {
      return;
    }
    for (TableAction.Placed placed : alter.actions()) {
      switch (placed.action()) {
        case TableAction.DropColumn drop -> column(sight, table, placed, drop, findings);
        case TableAction.DropConstraint drop -> constraint(sight, table, placed, drop, findings);
        default -> {}
      }
    }
  }

  private static void column(
      Sight sight,
      Subject table,
      TableAction.Placed placed,
      TableAction.DropColumn drop,
      Findings findings) {
    String column = table.sql() + "." + Name.quoted(drop.column());
    if (table.column(drop.column()).filter(sight::isFresh).isPresent()) {
      return;
    }
    findings.add(
        COLUMN,
        table,
        placed,
        "pods that know %s fail from the commit on".formatted(column),
        "-- when no pod is left that names it or selects it by *: see lockstep.dev/requires");
    if (drop.cascade()) {
      findings.add(
          CASCADE, table, placed, "what depends on %s goes with it".formatted(column), null);
    }
  }

  private static void constraint(
      Sight sight,
      Subject table,
      TableAction.Placed placed,
      TableAction.DropConstraint drop,
      Findings findings) {
    Optional<TableConstraint> known =
        table.relation().flatMap(found -> found.constraint(drop.name()));
    boolean back = known.filter(found -> isBack(sight, table, found.columns())).isPresent();
    if (known.filter(TableConstraint::hasIndex).isPresent() && !back) {
      findings.add(
          UNIQUE,
          table,
          placed,
          "INSERT ... ON CONFLICT that relies on %s fails from the commit on"
              .formatted(Name.quoted(drop.name())),
          null);
    }
    if (drop.cascade()) {
      findings.add(
          CASCADE,
          table,
          placed,
          "what depends on %s of %s goes with it".formatted(Name.quoted(drop.name()), table.sql()),
          null);
    }
  }

  /// Whether the same columns are unique again, or are still, by other means.
  private static boolean isBack(Sight sight, Subject table, List<String> columns) {
    boolean index =
        sight.script().stream()
            .map(Parsed::command)
            .anyMatch(
                command ->
                    command instanceof Command.CreateIndex create
                        && create.unique() == Command.CreateIndex.Unique.UNIQUE
                        && sight.same(table.name(), create.table())
                        && create.columns().equals(columns));
    boolean constraint =
        sight.script().stream()
            .map(Parsed::command)
            .filter(Command.AlterTable.class::isInstance)
            .map(Command.AlterTable.class::cast)
            .filter(alter -> sight.same(table.name(), alter.table()))
            .flatMap(alter -> alter.actions().stream())
            .anyMatch(
                placed ->
                    placed.action() instanceof TableAction.AddConstraint add
                        && add.constraint().hasIndex()
                        && (add.constraint().columns().equals(columns)
                            || add.constraint().index() != null));
    boolean another = sight.model().uniquesOn(table.name(), columns) > 1;
    return index || constraint || another;
  }

  private static void drop(Sight sight, Command.Drop drop, Findings findings) {
    for (Name name : drop.names()) {
      switch (drop.kind()) {
        case TABLE, MATERIALIZED_VIEW, FOREIGN_TABLE -> table(sight, drop, name, findings);
        case VIEW,
            SEQUENCE,
            FUNCTION,
            PROCEDURE,
            AGGREGATE,
            TYPE,
            DOMAIN,
            SCHEMA,
            EXTENSION,
            DATABASE ->
            object(sight, drop, name, findings);
        case INDEX -> index(sight, drop, name, findings);
        case TRIGGER, POLICY -> {}
      }
    }
  }

  private static void table(Sight sight, Command.Drop drop, Name name, Findings findings) {
    Subject table = sight.subject(name);
    boolean guard =
        table.relation().isEmpty()
            && drop.existing() == TableAction.Existing.SKIPPED
            && isMadeAgain(sight, name);
    boolean refilled = drop.kind() == ObjectKind.MATERIALIZED_VIEW && isMadeAgain(sight, name);
    if (table.isFresh() || guard || refilled) {
      return;
    }
    findings.add(
        TABLE,
        table,
        "pods that use %s fail from the commit on, and its rows are gone".formatted(table.sql()),
        "-- when no pod is left that uses it: see lockstep.dev/requires");
    cascade(drop, table, findings);
  }

  private static void cascade(Command.Drop drop, Subject subject, Findings findings) {
    if (drop.cascade()) {
      findings.add(
          CASCADE,
          subject,
          "what depends on the %s %s goes with it".formatted(drop.kind().title(), subject.sql()),
          null);
    }
  }

  private static void object(Sight sight, Command.Drop drop, Name name, Findings findings) {
    Subject subject = sight.subject(name);
    boolean fresh = subject.isFresh() || sight.model().isFresh(drop.kind(), name);
    if (fresh) {
      return;
    }
    if (!isMadeAgain(sight, name)) {
      findings.add(
          OBJECT,
          subject,
          "pods that use the %s %s fail from the commit on"
              .formatted(drop.kind().title(), name.sql()),
          null);
    }
    cascade(drop, subject, findings);
  }

  private static void index(Sight sight, Command.Drop drop, Name name, Findings findings) {
    Optional<Model.Index> unique =
        sight
            .model()
            .index(name)
            .filter(index -> index.unique() == Command.CreateIndex.Unique.UNIQUE)
            .filter(index -> !sight.model().isFresh(index.born()));
    if (unique.isPresent()) {
      Model.Key key = unique.get().table();
      Subject table = sight.subject(new Name(key.schema(), key.name(), 0));
      if (!table.isFresh() && !isBack(sight, table, unique.get().columns())) {
        findings.add(
            UNIQUE,
            table,
            "INSERT ... ON CONFLICT that relies on %s fails from the commit on"
                .formatted(name.sql()),
            null);
      }
    }
    cascade(drop, sight.subject(name), findings);
  }

  private static boolean isMadeAgain(Sight sight, Name name) {
    return sight.after().stream()
        .map(parsed -> parsed.command().makes())
        .anyMatch(made -> made != null && made.text().equals(name.text()));
  }
}
