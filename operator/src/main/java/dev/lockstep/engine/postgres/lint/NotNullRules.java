package dev.lockstep.engine.postgres.lint;

import dev.lockstep.engine.postgres.TableLock;
import dev.lockstep.engine.postgres.lint.Relation.Column.Default;
import dev.lockstep.engine.postgres.lint.Relation.Column.Nulls;
import dev.lockstep.engine.postgres.lint.TableConstraint.Kind;
import dev.lockstep.engine.postgres.lint.TableConstraint.State;
import java.util.List;

/// Columns that are to hold a value in every row.
final class NotNullRules implements RuleGroup {
  static final Rule SCANS =
      Rule.of(
          "set-not-null-scans",
          Hazard.WAIT,
          Severity.ERROR,
          TableLock.ACCESS_EXCLUSIVE,
          "SET NOT NULL stops reads and writes while every row is looked at, unless a validated"
              + " CHECK says already that there is no NULL.",
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
          "A new column that is NOT NULL and has no default refuses the rows that old pods insert;"
              + " where the table has rows, adding it fails.",
          """
          ALTER TABLE orders ADD COLUMN note text NOT NULL DEFAULT '';
          """);

  static final Rule DROP_DEFAULT =
      Rule.of(
          "drop-default",
          Hazard.COMPATIBILITY,
          Severity.WARNING,
          null,
          "Without its default a NOT NULL column refuses the rows of pods that do not write it.",
          """
          -- when no pod is left that inserts without the column
          ALTER TABLE orders ALTER COLUMN note DROP DEFAULT;
          """);

  @Override
  public List<Rule> rules() {
    return List.of(SCANS, REQUIRED, DROP_DEFAULT);
  }

  @Override
  public void look(Sight sight, Findings findings) {
    if (!(sight.command() instanceof Command.AlterTable alter)) {
      return;
    }
    Subject table = sight.subject(alter.table());
    if (table.isFresh()) {
      return;
    }
    for (TableAction.Placed placed : alter.actions()) {
      switch (placed.action()) {
        case TableAction.SetNotNull set -> notNull(sight, table, placed, set.column(), findings);
        case TableAction.AddConstraint add -> {
          TableConstraint constraint = add.constraint();
          if (constraint.kind() == Kind.NOT_NULL && constraint.state() == State.VALID) {
            constraint.columns().forEach(column -> scan(sight, table, placed, column, findings));
          }
        }
        case TableAction.AddColumn add -> required(table, placed, add.column(), findings);
        case TableAction.DropDefault drop -> dropDefault(alter, table, placed, drop, findings);
        default -> {}
      }
    }
  }

  private static void notNull(
      Sight sight, Subject table, TableAction.Placed placed, String column, Findings findings) {
    scan(sight, table, placed, column, findings);
    boolean unwritten =
        table
            .column(column)
            .filter(found -> sight.isFresh(found) && found.defaultValue() == Default.NONE)
            .isPresent();
    if (unwritten) {
      findings.add(
          REQUIRED,
          table,
          placed,
          "pods that do not know %s.%s yet insert rows without it, which are refused from here on"
              .formatted(table.sql(), Name.quoted(column)),
          "ALTER TABLE %s ALTER COLUMN %s SET DEFAULT ...;"
              .formatted(table.sql(), Name.quoted(column)));
    }
  }

  private static void scan(
      Sight sight, Subject table, TableAction.Placed placed, String column, Findings findings) {
    if (table.relation().filter(found -> found.isProvenNotNull(column)).isPresent()) {
      return;
    }
    findings.add(
        SCANS,
        table,
        placed,
        "every row of %s is searched for a NULL in %s while nobody can read or write it"
            .formatted(table.sql(), Name.quoted(column)),
        sight.version() < 18 ? byCheck(table, column) : byConstraint(table, column));
  }

  private static String byCheck(Subject table, String column) {
    return """
        ALTER TABLE %1$s ADD CONSTRAINT %2$s CHECK (%3$s IS NOT NULL) NOT VALID;
        -- in a later script
        ALTER TABLE %1$s VALIDATE CONSTRAINT %2$s;
        ALTER TABLE %1$s ALTER COLUMN %3$s SET NOT NULL;
        ALTER TABLE %1$s DROP CONSTRAINT %2$s;"""
        .formatted(table.sql(), name(table, column), Name.quoted(column));
  }

  private static String byConstraint(Subject table, String column) {
    return """
        ALTER TABLE %1$s ADD CONSTRAINT %2$s NOT NULL %3$s NOT VALID;
        -- in a later script
        ALTER TABLE %1$s VALIDATE CONSTRAINT %2$s;"""
        .formatted(table.sql(), name(table, column), Name.quoted(column));
  }

  private static String name(Subject table, String column) {
    return Name.quoted(table.name().text() + "_" + column + "_not_null");
  }

  private static void required(
      Subject table, TableAction.Placed placed, ColumnDefinition column, Findings findings) {
    if (column.isNotNull() && !column.hasValue() && table.column(column.name()).isEmpty()) {
      findings.add(
          REQUIRED,
          table,
          placed,
          "%s.%s is NOT NULL without a default: adding it fails where there are rows, and rows that old pods insert are refused"
              .formatted(table.sql(), Name.quoted(column.name())),
          "ALTER TABLE %s ADD COLUMN %s %s NOT NULL DEFAULT ...;"
              .formatted(table.sql(), Name.quoted(column.name()), column.type()));
    }
  }

  private static void dropDefault(
      Command.AlterTable alter,
      Subject table,
      TableAction.Placed placed,
      TableAction.DropDefault drop,
      Findings findings) {
    boolean replaced =
        alter.actions().stream()
            .map(TableAction.Placed::action)
            .anyMatch(
                action ->
                    action instanceof TableAction.SetDefault set
                        && set.column().equals(drop.column()));
    boolean optional =
        table.column(drop.column()).filter(found -> found.nulls() == Nulls.TAKEN).isPresent();
    if (!replaced && !optional) {
      findings.add(
          DROP_DEFAULT,
          table,
          placed,
          "pods that insert rows without %s.%s are refused from here on"
              .formatted(table.sql(), Name.quoted(drop.column())),
          "-- drop it in a later script, when no such pod is left");
    }
  }
}
