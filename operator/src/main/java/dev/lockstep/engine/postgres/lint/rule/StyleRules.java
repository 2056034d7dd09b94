package dev.lockstep.engine.postgres.lint.rule;

import dev.lockstep.engine.lint.Rule;
import dev.lockstep.engine.postgres.command.ColumnDefinition;
import dev.lockstep.engine.postgres.command.SqlCommand;
import dev.lockstep.engine.postgres.command.SqlType;
import dev.lockstep.engine.postgres.command.TableAction;
import dev.lockstep.engine.postgres.command.TableConstraint;
import dev.lockstep.engine.postgres.command.TableConstraint.Kind;
import dev.lockstep.engine.postgres.sql.Name;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Rules for choices that are hard to change later. They block nothing and break nothing, so they
/// are disabled by default.
final class StyleRules implements RuleGroup {
  private static final Set<String> SMALL_KEYS =
      Set.of("integer", "smallint", "serial", "smallserial");

  static final Rule CHAR =
      Rule.style(
          "char-type", "char(n) pads values with spaces and is not faster than text.", "code text");

  static final Rule VARCHAR =
      Rule.style(
          "varchar-limit",
          "A varchar limit is hard to lower; a CHECK constraint on text can be NOT VALID.",
          "name text CHECK (length(name) <= 100)");

  static final Rule JSON =
      Rule.style(
          "json-type",
          "json stores the original text and has no equality operator: SELECT DISTINCT fails.",
          "payload jsonb");

  static final Rule KEY =
      Rule.style(
          "integer-primary-key",
          "A 32-bit key ends at 2,147,483,647, and changing it to bigint later rewrites the table.",
          "id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY");

  static final Rule TIMESTAMP =
      Rule.style(
          "timestamp-without-zone",
          "A timestamp without a time zone is not a point in time.",
          "created timestamptz");

  static final Rule SERIAL =
      Rule.style(
          "serial-type",
          "The sequence of a serial column has its own privileges and owner; that of an identity column does not.",
          "id bigint GENERATED ALWAYS AS IDENTITY");

  static final Rule DROP_NOT_NULL =
      Rule.style(
          "drop-not-null",
          "Releases that expect a value in every row find NULL.",
          "-- once all running releases can read NULL");

  private static final Map<String, Rule> TYPES =
      Map.of("char", CHAR, "json", JSON, "timestamp", TIMESTAMP);

  @Override
  public List<Rule> rules() {
    return List.of(CHAR, VARCHAR, JSON, KEY, TIMESTAMP, SERIAL, DROP_NOT_NULL);
  }

  @Override
  public void look(RuleContext context, FindingCollector findings) {
    switch (context.command()) {
      case SqlCommand.CreateTable create -> {
        create.columns().forEach(column -> column(create.table(), column, findings));
        create.constraints().stream()
            .filter(constraint -> constraint.kind() == Kind.PRIMARY_KEY)
            .forEach(constraint -> key(create, constraint, findings));
      }
      case SqlCommand.AlterTable alter -> {
        AffectedTable table = context.subject(alter.table());
        for (TableAction.Placed placed : alter.actions()) {
          if (placed.action() instanceof TableAction.AddColumn add) {
            column(alter.table(), add.column(), findings);
          } else if (placed.action() instanceof TableAction.DropNotNull drop && !table.isFresh()) {
            findings.add(
                DROP_NOT_NULL,
                table,
                placed,
                "releases that expect a value in %s.%s find NULL"
                    .formatted(table.sql(), Name.quoted(drop.column())),
                null);
          }
        }
      }
      default -> {}
    }
  }

  private static void column(Name table, ColumnDefinition column, FindingCollector findings) {
    String name = table.sql() + "." + Name.quoted(column.name());
    SqlType type = column.type();
    Rule rule = TYPES.get(type.name());
    if (rule != null) {
      findings.add(rule, column.offset(), "%s is a %s".formatted(name, type), rule.safe());
    }
    if (type.name().equals("varchar") && !type.modifiers().isEmpty()) {
      findings.add(VARCHAR, column.offset(), "%s is a %s".formatted(name, type), null);
    }
    if (type.isSerial()) {
      findings.add(SERIAL, column.offset(), "%s is a %s".formatted(name, type), null);
    }
    if (column.constraint(Kind.PRIMARY_KEY).isPresent() && SMALL_KEYS.contains(type.name())) {
      findings.add(KEY, column.offset(), "the key %s is a %s".formatted(name, type), null);
    }
  }

  private static void key(
      SqlCommand.CreateTable create, TableConstraint constraint, FindingCollector findings) {
    if (constraint.columns().size() != 1) {
      return;
    }
    create.columns().stream()
        .filter(column -> column.name().equals(constraint.columns().getFirst()))
        .filter(column -> SMALL_KEYS.contains(column.type().name()))
        .forEach(
            column ->
                findings.add(
                    KEY,
                    column.offset(),
                    "the key %s.%s is a %s"
                        .formatted(create.table().sql(), Name.quoted(column.name()), column.type()),
                    null));
  }
}
