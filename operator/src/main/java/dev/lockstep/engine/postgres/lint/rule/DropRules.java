package dev.lockstep.engine.postgres.lint.rule;

import dev.lockstep.engine.lint.Hazard;
import dev.lockstep.engine.lint.Rule;
import dev.lockstep.engine.lint.Severity;
import dev.lockstep.engine.postgres.command.ObjectKind;
import dev.lockstep.engine.postgres.command.SqlCommand;
import dev.lockstep.engine.postgres.command.TableAction;
import dev.lockstep.engine.postgres.command.TableConstraint;
import dev.lockstep.engine.postgres.lint.model.SchemaModel;
import dev.lockstep.engine.postgres.sql.Name;
import dev.lockstep.engine.postgres.statement.TableLock;
import java.util.List;
import java.util.Optional;

/// Rules for objects that are dropped while running releases still use them.
final class DropRules implements RuleGroup {
  static final Rule COLUMN =
      Rule.of(
          "drop-column",
          Hazard.COMPATIBILITY,
          Severity.WARNING,
          TableLock.ACCESS_EXCLUSIVE,
          "Releases that still use the column fail as soon as this commits, and its data is lost.",
          """
          -- once no running release names the column or selects it with *
          ALTER TABLE orders DROP COLUMN note;
          """);

  static final Rule TABLE =
      Rule.of(
          "drop-table",
          Hazard.LOSS,
          Severity.WARNING,
          TableLock.ACCESS_EXCLUSIVE,
          "Releases that still use the table fail as soon as this commits, and its rows are lost.",
          """
          -- once no running release uses the table
          DROP TABLE orders_old;
          """);

  static final Rule OBJECT =
      Rule.of(
          "drop-object",
          Hazard.COMPATIBILITY,
          Severity.WARNING,
          null,
          "Releases that still use the view, function, type, sequence or schema fail as soon as this commits.",
          """
          -- once no running release uses it
          DROP VIEW open_orders;
          """);

  static final Rule CASCADE =
      Rule.of(
          "drop-cascade",
          Hazard.LOSS,
          Severity.WARNING,
          TableLock.ACCESS_EXCLUSIVE,
          "CASCADE also drops all dependent objects, which the script does not name.",
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
          "Without the unique index or constraint, INSERT ... ON CONFLICT of running releases fails, and duplicate rows are possible.",
          "-- once no running release relies on it");

  @Override
  public List<Rule> rules() {
    return List.of(COLUMN, TABLE, OBJECT, CASCADE, UNIQUE);
  }

  @Override
  public void look(RuleContext context, FindingCollector findings) {
    switch (context.command()) {
      case SqlCommand.AlterTable alter -> alter(context, alter, findings);
      case SqlCommand.Drop drop -> drop(context, drop, findings);
      default -> {}
    }
  }

  private static void alter(
      RuleContext context, SqlCommand.AlterTable alter, FindingCollector findings) {
    AffectedTable table = context.subject(alter.table());
    if (table.isFresh()) {
      return;
    }
    for (TableAction.Placed placed : alter.actions()) {
      switch (placed.action()) {
        case TableAction.DropColumn drop -> column(context, table, placed, drop, findings);
        case TableAction.DropConstraint drop -> constraint(context, table, placed, drop, findings);
        default -> {}
      }
    }
  }

  private static void column(
      RuleContext context,
      AffectedTable table,
      TableAction.Placed placed,
      TableAction.DropColumn drop,
      FindingCollector findings) {
    String column = table.sql() + "." + Name.quoted(drop.column());
    if (table.column(drop.column()).filter(context::isFresh).isPresent()) {
      return;
    }
    findings.add(
        COLUMN,
        table,
        placed,
        "releases that still use %s fail as soon as this commits".formatted(column),
        "-- once no running release names it or selects it with *: see lockstep.dev/requires");
    if (drop.cascade()) {
      findings.add(
          CASCADE,
          table,
          placed,
          "also drops all objects that depend on %s".formatted(column),
          null);
    }
  }

  private static void constraint(
      RuleContext context,
      AffectedTable table,
      TableAction.Placed placed,
      TableAction.DropConstraint drop,
      FindingCollector findings) {
    Optional<TableConstraint> known =
        table.relation().flatMap(found -> found.constraint(drop.name()));
    boolean back = known.filter(found -> isBack(context, table, found.columns())).isPresent();
    if (known.filter(TableConstraint::hasIndex).isPresent() && !back) {
      findings.add(
          UNIQUE,
          table,
          placed,
          "INSERT ... ON CONFLICT that relies on %s fails as soon as this commits"
              .formatted(Name.quoted(drop.name())),
          null);
    }
    if (drop.cascade()) {
      findings.add(
          CASCADE,
          table,
          placed,
          "also drops all objects that depend on %s of %s"
              .formatted(Name.quoted(drop.name()), table.sql()),
          null);
    }
  }

  /// Whether the same columns become unique again, or stay unique because of another index.
  private static boolean isBack(RuleContext context, AffectedTable table, List<String> columns) {
    return context.script().makesUnique(context.spellings(table.name()), columns)
        || context.model().uniquesOn(table.name(), columns) > 1;
  }

  private static void drop(RuleContext context, SqlCommand.Drop drop, FindingCollector findings) {
    for (Name name : drop.names()) {
      switch (drop.kind()) {
        case TABLE, MATERIALIZED_VIEW, FOREIGN_TABLE -> table(context, drop, name, findings);
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
            object(context, drop, name, findings);
        case INDEX -> index(context, drop, name, findings);
        case TRIGGER, POLICY, RULE, STATISTICS, TABLESPACE, SUBSCRIPTION -> {}
      }
    }
  }

  private static void table(
      RuleContext context, SqlCommand.Drop drop, Name name, FindingCollector findings) {
    AffectedTable table = context.subject(name);
    boolean guard =
        table.relation().isEmpty()
            && drop.existing() == TableAction.Existing.SKIPPED
            && isMadeAgain(context, name);
    boolean refilled = drop.kind() == ObjectKind.MATERIALIZED_VIEW && isMadeAgain(context, name);
    if (table.isFresh() || guard || refilled) {
      return;
    }
    findings.add(
        TABLE,
        table,
        "releases that still use %s fail as soon as this commits, and its rows are lost"
            .formatted(table.sql()),
        "-- once no running release uses it: see lockstep.dev/requires");
    cascade(drop, table, findings);
  }

  private static void cascade(
      SqlCommand.Drop drop, AffectedTable subject, FindingCollector findings) {
    if (drop.cascade()) {
      findings.add(
          CASCADE,
          subject,
          "also drops all objects that depend on the %s %s"
              .formatted(drop.kind().title(), subject.sql()),
          null);
    }
  }

  private static void object(
      RuleContext context, SqlCommand.Drop drop, Name name, FindingCollector findings) {
    AffectedTable subject = context.subject(name);
    boolean fresh = subject.isFresh() || context.model().isFresh(drop.kind(), name);
    if (fresh) {
      return;
    }
    if (!isMadeAgain(context, name)) {
      findings.add(
          OBJECT,
          subject,
          "releases that still use the %s %s fail as soon as this commits"
              .formatted(drop.kind().title(), name.sql()),
          null);
    }
    cascade(drop, subject, findings);
  }

  private static void index(
      RuleContext context, SqlCommand.Drop drop, Name name, FindingCollector findings) {
    Optional<SchemaModel.Index> unique =
        context
            .model()
            .index(name)
            .filter(index -> index.unique() == SqlCommand.CreateIndex.Unique.UNIQUE)
            .filter(index -> !context.model().isFresh(index.born()));
    if (unique.isPresent()) {
      SchemaModel.Key key = unique.get().table();
      AffectedTable table = context.subject(new Name(key.schema(), key.name(), 0));
      if (!table.isFresh() && !isBack(context, table, unique.get().columns())) {
        findings.add(
            UNIQUE,
            table,
            "INSERT ... ON CONFLICT that relies on %s fails as soon as this commits"
                .formatted(name.sql()),
            null);
      }
    }
    cascade(drop, context.subject(name), findings);
  }

  private static boolean isMadeAgain(RuleContext context, Name name) {
    return context.script().isMadeAfter(context.index(), name.text());
  }
}
