package dev.lockstep.engine.postgres.lint.rule;

import dev.lockstep.engine.lint.Hazard;
import dev.lockstep.engine.lint.Rule;
import dev.lockstep.engine.lint.Severity;
import dev.lockstep.engine.postgres.command.ObjectKind;
import dev.lockstep.engine.postgres.command.SqlCommand;
import dev.lockstep.engine.postgres.command.TableAction;
import dev.lockstep.engine.postgres.sql.Name;
import java.util.List;

/// Rules for objects that are renamed while running releases still use the old name.
final class RenameRules implements RuleGroup {
  static final Rule COLUMN =
      Rule.of(
          "rename-column",
          Hazard.COMPATIBILITY,
          Severity.ERROR,
          null,
          "Releases that use the old name of the column fail as soon as this commits.",
          """
          ALTER TABLE orders ADD COLUMN customer_id bigint;
          -- in later scripts: keep both in sync with a trigger, fill it in batches, and
          -- drop the old column once no running release reads it
          """);

  static final Rule TABLE =
      Rule.of(
          "rename-table",
          Hazard.COMPATIBILITY,
          Severity.ERROR,
          null,
          "Releases that use the old name or schema of the table or view fail as soon as this commits.",
          """
          ALTER TABLE orders RENAME TO purchase;
          CREATE VIEW orders AS SELECT * FROM purchase;
          """);

  static final Rule OBJECT =
      Rule.of(
          "rename-object",
          Hazard.COMPATIBILITY,
          Severity.WARNING,
          null,
          "Releases that use the old name of a function, type, sequence or schema fail as soon as this commits.",
          "-- create a new one, and drop the old one once no running release uses it");

  static final Rule ENUM_VALUE =
      Rule.of(
          "rename-enum-value",
          Hazard.COMPATIBILITY,
          Severity.WARNING,
          null,
          "Releases that write the old label fail as soon as this commits, and those that read it find the new one.",
          "ALTER TYPE status ADD VALUE 'cancelled';");

  @Override
  public List<Rule> rules() {
    return List.of(COLUMN, TABLE, OBJECT, ENUM_VALUE);
  }

  @Override
  public void look(RuleContext context, FindingCollector findings) {
    switch (context.command()) {
      case SqlCommand.AlterTable alter -> alter(context, alter, findings);
      case SqlCommand.Rename rename -> object(context, rename, findings);
      case SqlCommand.RenameEnumValue rename -> {
        boolean fresh =
            context
                .model()
                .enumType(rename.type())
                .filter(type -> context.model().isFresh(type.born()))
                .isPresent();
        if (!fresh) {
          findings.add(
              ENUM_VALUE,
              "releases that still write %s as a %s fail as soon as this commits"
                  .formatted(Phrases.literal(rename.label()), rename.type().sql()),
              "ALTER TYPE %s ADD VALUE %s;"
                  .formatted(rename.type().sql(), Phrases.literal(rename.newLabel())));
        }
      }
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
        case TableAction.RenameColumn rename -> column(context, table, placed, rename, findings);
        case TableAction.RenameRelation rename -> {
          if (!context.script().isReplacedAfter(context.index(), alter.table().text())) {
            relation(table, placed, rename.newName(), findings);
          }
        }
        case TableAction.SetSchema set ->
            findings.add(
                TABLE,
                table,
                placed,
                "releases that still use %s in its old schema fail as soon as this commits"
                    .formatted(table.sql()),
                null);
        default -> {}
      }
    }
  }

  private static void relation(
      AffectedTable table, TableAction.Placed placed, String newName, FindingCollector findings) {
    findings.add(
        TABLE,
        table,
        placed,
        "releases that still use %s fail as soon as this commits".formatted(table.sql()),
        "ALTER TABLE %1$s RENAME TO %2$s;\nCREATE VIEW %1$s AS SELECT * FROM %3$s;"
            .formatted(table.sql(), Name.quoted(newName), table.name().sibling(newName).sql()));
  }

  private static void column(
      RuleContext context,
      AffectedTable table,
      TableAction.Placed placed,
      TableAction.RenameColumn rename,
      FindingCollector findings) {
    if (table.column(rename.column()).filter(context::isFresh).isEmpty()) {
      findings.add(
          COLUMN,
          table,
          placed,
          "releases that still use %s.%s fail as soon as this commits"
              .formatted(table.sql(), Name.quoted(rename.column())),
          """
          ALTER TABLE %s ADD COLUMN %s %s;
          -- in later scripts: keep both in sync with a trigger, fill it in batches, drop the old one"""
              .formatted(
                  table.sql(),
                  Name.quoted(rename.newName()),
                  table.column(rename.column()).map(c -> c.type().toString()).orElse("...")));
    }
  }

  private static void object(
      RuleContext context, SqlCommand.Rename rename, FindingCollector findings) {
    boolean named = rename.kind() != ObjectKind.INDEX && rename.kind() != ObjectKind.EXTENSION;
    if (named && !context.model().isFresh(rename.kind(), rename.name())) {
      findings.add(
          OBJECT,
          "releases that still use the %s %s fail as soon as this commits"
              .formatted(rename.kind().title(), rename.name().sql()),
          null);
    }
  }
}
