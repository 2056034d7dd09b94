package dev.lockstep.engine.postgres.lint.rule;

import dev.lockstep.engine.lint.Hazard;
import dev.lockstep.engine.lint.Rule;
import dev.lockstep.engine.lint.Severity;
import dev.lockstep.engine.postgres.command.ColumnDefinition;
import dev.lockstep.engine.postgres.command.SqlCommand;
import dev.lockstep.engine.postgres.command.TableAction;
import dev.lockstep.engine.postgres.command.TableConstraint;
import dev.lockstep.engine.postgres.command.TableConstraint.Kind;
import dev.lockstep.engine.postgres.command.TableConstraint.State;
import dev.lockstep.engine.postgres.lint.model.Relation.Column.Default;
import dev.lockstep.engine.postgres.lint.model.Relation.Column.Nulls;
import dev.lockstep.engine.postgres.sql.Name;
import dev.lockstep.engine.postgres.statement.TableLock;
import java.util.List;
import java.util.Set;

/// Rules for columns that become NOT NULL.
final class NotNullRules implements RuleGroup {
  static final Rule SCANS =
      Rule.of(
          "set-not-null-scans",
          Hazard.WAIT,
          Severity.ERROR,
          TableLock.ACCESS_EXCLUSIVE,
          "SET NOT NULL blocks reads and writes while every row is checked, unless a validated CHECK constraint already excludes NULL.",
          """
          ALTER TABLE orders ADD CONSTRAINT orders_total_not_null CHECK (total IS NOT NULL) NOT VALID;
          -- in a later script
          ALTER TABLE orders VALIDATE CONSTRAINT orders_total_not_null;
          ALTER TABLE orders ALTER COLUMN total SET NOT NULL;
          ALTER TABLE orders DROP CONSTRAINT orders_total_not_null;
          -- or, from PostgreSQL 18
          ALTER TABLE orders ADD CONSTRAINT orders_total_not_null NOT NULL total NOT VALID;
          -- in a later script
          ALTER TABLE orders VALIDATE CONSTRAINT orders_total_not_null;
          """);

  static final Rule REQUIRED =
      Rule.of(
          "column-required",
          Hazard.COMPATIBILITY,
          Severity.ERROR,
          null,
          "Adding a NOT NULL column without a default makes inserts of running releases fail; if the table has rows, adding it fails.",
          """
          ALTER TABLE orders ADD COLUMN note text NOT NULL DEFAULT '';
          """);

  static final Rule DROP_DEFAULT =
      Rule.of(
          "drop-default",
          Hazard.COMPATIBILITY,
          Severity.WARNING,
          null,
          "Dropping the default of a NOT NULL column makes inserts of releases that do not set it fail.",
          """
          -- once no running release inserts without the column
          ALTER TABLE orders ALTER COLUMN note DROP DEFAULT;
          """);

  @Override
  public List<Rule> rules() {
    return List.of(SCANS, REQUIRED, DROP_DEFAULT);
  }

  @Override
  public void look(RuleContext context, FindingCollector findings) {
    if (!(context.command() instanceof SqlCommand.AlterTable alter)) {
      return;
    }
    AffectedTable table = context.subject(alter.table());
    if (table.isFresh()) {
      return;
    }
    Set<String> defaults = alter.columnsWithNewDefault();
    for (TableAction.Placed placed : alter.actions()) {
      switch (placed.action()) {
        case TableAction.SetNotNull set -> notNull(context, table, placed, set.column(), findings);
        case TableAction.AddConstraint add -> {
          TableConstraint constraint = add.constraint();
          if (constraint.kind() == Kind.NOT_NULL && constraint.state() == State.VALID) {
            constraint.columns().forEach(column -> scan(context, table, placed, column, findings));
          }
        }
        case TableAction.AddColumn add -> required(table, placed, add.column(), findings);
        case TableAction.DropDefault drop -> dropDefault(defaults, table, placed, drop, findings);
        default -> {}
      }
    }
  }

  private static void notNull(
      RuleContext context,
      AffectedTable table,
      TableAction.Placed placed,
      String column,
      FindingCollector findings) {
    scan(context, table, placed, column, findings);
    boolean unwritten =
        table
            .column(column)
            .filter(found -> context.isFresh(found) && found.defaultValue() == Default.NONE)
            .isPresent();
    if (unwritten) {
      findings.add(
          REQUIRED,
          table,
          placed,
          "releases that do not set %s.%s yet fail to insert rows as soon as this commits"
              .formatted(table.sql(), Name.quoted(column)),
          "ALTER TABLE %s ALTER COLUMN %s SET DEFAULT ...;"
              .formatted(table.sql(), Name.quoted(column)));
    }
  }

  private static void scan(
      RuleContext context,
      AffectedTable table,
      TableAction.Placed placed,
      String column,
      FindingCollector findings) {
    if (table.relation().filter(found -> found.isProvenNotNull(column)).isPresent()) {
      return;
    }
    findings.add(
        SCANS,
        table,
        placed,
        "checks every row of %s for NULL in %s; blocks reads and writes meanwhile"
            .formatted(table.sql(), Name.quoted(column)),
        context.version() < 18 ? byCheck(table, column) : byConstraint(table, column));
  }

  private static String byCheck(AffectedTable table, String column) {
    return """
        ALTER TABLE %1$s ADD CONSTRAINT %2$s CHECK (%3$s IS NOT NULL) NOT VALID;
        -- in a later script
        ALTER TABLE %1$s VALIDATE CONSTRAINT %2$s;
        ALTER TABLE %1$s ALTER COLUMN %3$s SET NOT NULL;
        ALTER TABLE %1$s DROP CONSTRAINT %2$s;"""
        .formatted(table.sql(), name(table, column), Name.quoted(column));
  }

  private static String byConstraint(AffectedTable table, String column) {
    return """
        ALTER TABLE %1$s ADD CONSTRAINT %2$s NOT NULL %3$s NOT VALID;
        -- in a later script
        ALTER TABLE %1$s VALIDATE CONSTRAINT %2$s;"""
        .formatted(table.sql(), name(table, column), Name.quoted(column));
  }

  private static String name(AffectedTable table, String column) {
    return Name.quoted(table.name().text() + "_" + column + "_not_null");
  }

  private static void required(
      AffectedTable table,
      TableAction.Placed placed,
      ColumnDefinition column,
      FindingCollector findings) {
    if (column.isNotNull() && !column.hasValue() && table.column(column.name()).isEmpty()) {
      findings.add(
          REQUIRED,
          table,
          placed,
          "%s.%s is NOT NULL without a default: adding it fails if the table has rows, and inserts of running releases fail"
              .formatted(table.sql(), Name.quoted(column.name())),
          "ALTER TABLE %s ADD COLUMN %s %s NOT NULL DEFAULT ...;"
              .formatted(table.sql(), Name.quoted(column.name()), column.type()));
    }
  }

  private static void dropDefault(
      Set<String> replaced,
      AffectedTable table,
      TableAction.Placed placed,
      TableAction.DropDefault drop,
      FindingCollector findings) {
    boolean optional =
        table.column(drop.column()).filter(found -> found.nulls() == Nulls.TAKEN).isPresent();
    if (!replaced.contains(drop.column()) && !optional) {
      findings.add(
          DROP_DEFAULT,
          table,
          placed,
          "releases that insert rows without %s.%s fail as soon as this commits"
              .formatted(table.sql(), Name.quoted(drop.column())),
          "-- drop it in a later script, once no such release is running");
    }
  }
}
