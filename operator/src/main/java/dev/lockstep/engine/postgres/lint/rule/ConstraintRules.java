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
import dev.lockstep.engine.postgres.sql.Name;
import dev.lockstep.engine.postgres.statement.TableLock;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.stream.Collectors;

/// Rules for constraints that are added to a table with rows.
final class ConstraintRules implements RuleGroup {
  static final Rule FOREIGN_KEY =
      Rule.of(
          "foreign-key-validates",
          Hazard.WAIT,
          Severity.ERROR,
          TableLock.SHARE_ROW_EXCLUSIVE,
          "Adding a foreign key without NOT VALID blocks writes to both tables while every row is checked.",
          """
          ALTER TABLE orders ADD CONSTRAINT orders_customer_fkey
            FOREIGN KEY (customer) REFERENCES customers (id) NOT VALID;
          -- in a later script
          ALTER TABLE orders VALIDATE CONSTRAINT orders_customer_fkey;
          """);

  static final Rule CHECK =
      Rule.of(
          "check-validates",
          Hazard.WAIT,
          Severity.ERROR,
          TableLock.ACCESS_EXCLUSIVE,
          "Adding a CHECK constraint without NOT VALID blocks reads and writes while every row is checked.",
          """
          ALTER TABLE orders ADD CONSTRAINT orders_total_check CHECK (total >= 0) NOT VALID;
          -- in a later script
          ALTER TABLE orders VALIDATE CONSTRAINT orders_total_check;
          """);

  static final Rule VALIDATE =
      Rule.of(
          "validate-with-add",
          Hazard.WAIT,
          Severity.ERROR,
          TableLock.ACCESS_EXCLUSIVE,
          "VALIDATE CONSTRAINT in the transaction that adds the constraint runs under the lock of ADD CONSTRAINT.",
          """
          -- in a later script than ADD CONSTRAINT ... NOT VALID
          ALTER TABLE orders VALIDATE CONSTRAINT orders_total_check;
          """);

  static final Rule UNIQUE =
      Rule.of(
          "unique-builds-index",
          Hazard.WAIT,
          Severity.ERROR,
          TableLock.ACCESS_EXCLUSIVE,
          "Adding a UNIQUE constraint without USING INDEX blocks reads and writes until its index is built.",
          """
          CREATE UNIQUE INDEX CONCURRENTLY orders_number_key ON orders (number);
          -- in a later script
          ALTER TABLE orders ADD CONSTRAINT orders_number_key UNIQUE USING INDEX orders_number_key;
          """);

  static final Rule PRIMARY_KEY =
      Rule.of(
          "primary-key-builds-index",
          Hazard.WAIT,
          Severity.ERROR,
          TableLock.ACCESS_EXCLUSIVE,
          "Adding a primary key without USING INDEX blocks reads and writes while its index is built and its columns are checked for NULL.",
          """
          CREATE UNIQUE INDEX CONCURRENTLY orders_pkey ON orders (id);
          -- in a later script, the columns being NOT NULL already
          ALTER TABLE orders ADD CONSTRAINT orders_pkey PRIMARY KEY USING INDEX orders_pkey;
          """);

  static final Rule EXCLUDE =
      Rule.of(
          "exclusion-builds-index",
          Hazard.WAIT,
          Severity.ERROR,
          TableLock.ACCESS_EXCLUSIVE,
          "Adding an exclusion constraint blocks reads and writes until its index is built; PostgreSQL has no alternative.",
          "-- add it while the table is small, or create a new table with it and copy the rows");

  @Override
  public List<Rule> rules() {
    return List.of(FOREIGN_KEY, CHECK, VALIDATE, UNIQUE, PRIMARY_KEY, EXCLUDE);
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
    for (TableAction.Placed placed : alter.actions()) {
      switch (placed.action()) {
        case TableAction.AddConstraint add ->
            added(context, table, placed, add.constraint(), findings);
        case TableAction.AddColumn add when table.column(add.column().name()).isEmpty() ->
            add.column().constraints().stream()
                .filter(constraint -> needsWork(add.column(), constraint))
                .forEach(constraint -> added(context, table, placed, constraint, findings));
        case TableAction.ValidateConstraint validate ->
            validated(context, table, placed, validate.name(), findings);
        default -> {}
      }
    }
  }

  /// Whether the server must check rows. It knows that a new column of NULLs references nothing.
  private static boolean needsWork(ColumnDefinition column, TableConstraint constraint) {
    return switch (constraint.kind()) {
      case FOREIGN_KEY -> column.hasValue();
      case CHECK, UNIQUE, PRIMARY_KEY, EXCLUDE -> true;
      case NOT_NULL -> false;
    };
  }

  private static void added(
      RuleContext context,
      AffectedTable table,
      TableAction.Placed placed,
      TableConstraint constraint,
      FindingCollector findings) {
    if (constraint.state() != State.VALID || constraint.index() != null) {
      return;
    }
    switch (constraint.kind()) {
      case FOREIGN_KEY -> foreignKey(context, table, placed, constraint, findings);
      case CHECK ->
          findings.add(
              CHECK,
              table,
              placed,
              "checks every row of %s; blocks reads and writes meanwhile".formatted(table.sql()),
              inTwoSteps(context, table, placed, constraint));
      case UNIQUE -> index(UNIQUE, "UNIQUE", "_key", table, placed, constraint, findings);
      case PRIMARY_KEY ->
          index(PRIMARY_KEY, "PRIMARY KEY", "_pkey", table, placed, constraint, findings);
      case EXCLUDE ->
          findings.add(
              EXCLUDE,
              table,
              placed,
              "building the index of the exclusion constraint blocks reads and writes of %s"
                  .formatted(table.sql()),
              null);
      case NOT_NULL -> {}
    }
  }

  private static void foreignKey(
      RuleContext context,
      AffectedTable table,
      TableAction.Placed placed,
      TableConstraint constraint,
      FindingCollector findings) {
    Name target = constraint.references();
    String other = target == null ? "the other table" : target.sql();
    boolean impossible = table.isPartitioned() && context.version() < 18;
    findings.add(
        FOREIGN_KEY,
        table,
        placed,
        "checks every row of %s against %s; blocks writes to both meanwhile"
            .formatted(table.sql(), other),
        impossible
            ? "-- before PostgreSQL 18, a partitioned table cannot have a NOT VALID foreign key:\n-- add it to each partition first, NOT VALID, and validate it later"
            : inTwoSteps(context, table, placed, constraint));
  }

  /// The action with NOT VALID and with a name, by which it can be validated.
  private static String inTwoSteps(
      RuleContext context,
      AffectedTable table,
      TableAction.Placed placed,
      TableConstraint constraint) {
    String name = Name.quoted(name(table, constraint));
    String named =
        placed.action() instanceof TableAction.AddColumn
            ? "ADD CONSTRAINT %s %s".formatted(name, definition(constraint))
            : named(context, placed, constraint, name);
    return """
        ALTER TABLE %1$s %2$s NOT VALID;
        -- in a later script
        ALTER TABLE %1$s VALIDATE CONSTRAINT %3$s;"""
        .formatted(table.sql(), named, name);
  }

  private static String named(
      RuleContext context, TableAction.Placed placed, TableConstraint constraint, String name) {
    String action = context.sql().substring(placed.offset(), placed.end()).replaceAll("\\s+", " ");
    return constraint.name() != null
        ? action
        : action.replaceFirst(
            "(?i)^ADD ", Matcher.quoteReplacement("ADD CONSTRAINT " + name + " "));
  }

  private static String definition(TableConstraint constraint) {
    Name other = constraint.references();
    return other == null
        ? "CHECK (%s)".formatted(Phrases.sql(constraint.condition().tokens()))
        : "FOREIGN KEY (%s) REFERENCES %s".formatted(columns(constraint.columns()), other.sql());
  }

  private static void index(
      Rule rule,
      String kind,
      String suffix,
      AffectedTable table,
      TableAction.Placed placed,
      TableConstraint constraint,
      FindingCollector findings) {
    String given = constraint.name();
    String columns = String.join("_", constraint.columns());
    boolean key = constraint.kind() == Kind.PRIMARY_KEY || columns.isEmpty();
    String made = table.name().text() + (key ? "" : "_" + columns) + suffix;
    String name = Name.quoted(given == null ? made : given);
    findings.add(
        rule,
        table,
        placed,
        "building the index of %s blocks reads and writes of %s".formatted(name, table.sql()),
        """
        CREATE UNIQUE INDEX CONCURRENTLY %1$s ON %2$s (%3$s);
        -- in a later script
        ALTER TABLE %2$s ADD CONSTRAINT %1$s %4$s USING INDEX %1$s;"""
            .formatted(name, table.sql(), columns(constraint.columns()), kind));
  }

  private static void validated(
      RuleContext context,
      AffectedTable table,
      TableAction.Placed placed,
      String name,
      FindingCollector findings) {
    Optional<TableConstraint> added =
        context.state().addedConstraint(context.spellings(table.name()), name);
    if (added.isPresent()) {
      TableLock lock =
          added.get().kind() == Kind.FOREIGN_KEY
              ? TableLock.SHARE_ROW_EXCLUSIVE
              : TableLock.ACCESS_EXCLUSIVE;
      findings.under(lock);
      findings.add(
          VALIDATE,
          table,
          placed,
          "%s is validated under the lock of ADD CONSTRAINT, which lasts until the end of the transaction"
              .formatted(Name.quoted(name)),
          "-- in a later script\nALTER TABLE %s VALIDATE CONSTRAINT %s;"
              .formatted(table.sql(), Name.quoted(name)));
    }
  }

  private static String name(AffectedTable table, TableConstraint constraint) {
    String name = constraint.name();
    if (name != null) {
      return name;
    }
    String columns =
        constraint.columns().isEmpty() ? "" : "_" + String.join("_", constraint.columns());
    return table.name().text()
        + columns
        + (constraint.kind() == Kind.FOREIGN_KEY ? "_fkey" : "_check");
  }

  private static String columns(List<String> columns) {
    return columns.isEmpty()
        ? "..."
        : columns.stream().map(Name::quoted).collect(Collectors.joining(", "));
  }
}
