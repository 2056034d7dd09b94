package dev.lockstep.engine.postgres.lint;

import java.util.List;

/// Things that get another name while pods run that know the old one.
final class RenameRules implements RuleGroup {
  static final Rule COLUMN =
      Rule.of(
          "rename-column",
          Hazard.COMPATIBILITY,
          Severity.ERROR,
          null,
          "Pods that know the column by its old name fail from the commit on.",
          """
          ALTER TABLE orders ADD COLUMN customer_id bigint;
          -- in later scripts: keep both equal by a trigger, fill it in batches, and
          -- drop the old column when no pod is left that reads it
          """);

  static final Rule TABLE =
      Rule.of(
          "rename-table",
          Hazard.COMPATIBILITY,
          Severity.ERROR,
          null,
          "Pods that know the table or view by its old name, or in its old schema, fail from the"
              + " commit on.",
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
          "Pods that call a function, or name a type, sequence or schema, by its old name fail from"
              + " the commit on.",
          "-- make a new one, and drop the old one when no pod is left that uses it");

  static final Rule ENUM_VALUE =
      Rule.of(
          "rename-enum-value",
          Hazard.COMPATIBILITY,
          Severity.WARNING,
          null,
          "Pods that write the old label fail from the commit on, and those that read it find a new"
              + " one.",
          "ALTER TYPE status ADD VALUE 'cancelled';");

  @Override
  public List<Rule> rules() {
    return List.of(COLUMN, TABLE, OBJECT, ENUM_VALUE);
  }

  @Override
  public void look(Sight sight, Findings findings) {
    switch (sight.command()) {
      case Command.AlterTable alter -> alter(sight, alter, findings);
      case Command.Rename rename -> object(sight, rename, findings);
      case Command.RenameEnumValue rename -> {
        boolean fresh =
            sight
                .model()
                .enumType(rename.type())
                .filter(type -> sight.model().isFresh(type.born()))
                .isPresent();
        if (!fresh) {
          findings.add(
              ENUM_VALUE,
              "pods that write %s as a %s fail from the commit on"
                  .formatted(Literals.sql(rename.label()), rename.type().sql()),
              "ALTER TYPE %s ADD VALUE %s;"
                  .formatted(rename.type().sql(), Literals.sql(rename.newLabel())));
        }
      }
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
        case TableAction.RenameColumn rename -> column(sight, table, placed, rename, findings);
        case TableAction.RenameRelation rename -> {
          if (!isReplaced(sight, alter.table())) {
            findings.add(
                TABLE,
                table,
                placed,
                "pods that know %s by this name fail from the commit on".formatted(table.sql()),
                "ALTER TABLE %1$s RENAME TO %2$s;\nCREATE VIEW %1$s AS SELECT * FROM %3$s;"
                    .formatted(
                        table.sql(),
                        Name.quoted(rename.newName()),
                        table.name().sibling(rename.newName()).sql()));
          }
        }
        case TableAction.SetSchema set ->
            findings.add(
                TABLE,
                table,
                placed,
                "pods that look for %s in its old schema fail from the commit on"
                    .formatted(table.sql()),
                null);
        default -> {}
      }
    }
  }

  private static void column(
      Sight sight,
      Subject table,
      TableAction.Placed placed,
      TableAction.RenameColumn rename,
      Findings findings) {
    if (table.column(rename.column()).filter(sight::isFresh).isEmpty()) {
      findings.add(
          COLUMN,
          table,
          placed,
          "pods that know %s.%s by this name fail from the commit on"
              .formatted(table.sql(), Name.quoted(rename.column())),
          """
          ALTER TABLE %s ADD COLUMN %s %s;
          -- in later scripts: keep both equal by a trigger, fill it in batches, drop the old one"""
              .formatted(
                  table.sql(),
                  Name.quoted(rename.newName()),
                  table.column(rename.column()).map(c -> c.type().toString()).orElse("...")));
    }
  }

  /// Whether something with the old name takes its place in the same script.
  private static boolean isReplaced(Sight sight, Name old) {
    return sight.after().stream()
        .map(Parsed::command)
        .anyMatch(
            command ->
                switch (command) {
                  case Command.CreateView view -> view.name().text().equals(old.text());
                  case Command.CreateTable table -> table.table().text().equals(old.text());
                  case Command.AlterTable alter ->
                      alter.actions().stream()
                          .anyMatch(
                              placed ->
                                  placed.action() instanceof TableAction.RenameRelation rename
                                      && rename.newName().equals(old.text()));
                  default -> false;
                });
  }

  private static void object(Sight sight, Command.Rename rename, Findings findings) {
    boolean named = rename.kind() != ObjectKind.INDEX && rename.kind() != ObjectKind.EXTENSION;
    if (named && !sight.model().isFresh(rename.kind(), rename.name())) {
      findings.add(
          OBJECT,
          "pods that know the %s %s by this name fail from the commit on"
              .formatted(rename.kind().title(), rename.name().sql()),
          null);
    }
  }
}
