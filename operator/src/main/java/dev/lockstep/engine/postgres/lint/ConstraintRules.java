package dev.lockstep.engine.postgres.lint;

import dev.lockstep.engine.postgres.TableLock;
import dev.lockstep.engine.postgres.lint.TableConstraint.Kind;
import dev.lockstep.engine.postgres.lint.TableConstraint.State;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.stream.Collectors;

/// Constraints that are added to a table with rows.
final class ConstraintRules implements RuleGroup {
  static final Rule FOREIGN_KEY =
      Rule.of(
          "foreign-key-validates",
          Hazard.WAIT,
          Severity.ERROR,
          TableLock.SHARE_ROW_EXCLUSIVE,
          "A foreign key without NOT VALID stops writes to both tables while every row is looked up.",
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
          "A CHECK without NOT VALID stops reads and writes while every row is looked at.",
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
          "VALIDATE CONSTRAINT in the transaction that adds the constraint runs under the lock of"
              + " the addition.",
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
          "A UNIQUE constraint without USING INDEX stops reads and writes until its index is built.",
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
          "A primary key without USING INDEX stops reads and writes until its index is built, and"
              + " while its columns are searched for NULL.",
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
          "An exclusion constraint stops reads and writes until its index is built; there is no"
              + " other way to add one.",
          "-- add it while the table is small, or make a new table with it and copy the rows");

  @Override
  public List<Rule> rules() {
    return List.of(FOREIGN_KEY, CHECK, VALIDATE, UNIQUE, PRIMARY_KEY, EXCLUDE);
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
        case TableAction.AddConstraint add ->
            added(sight, table, placed, add.constraint(), findings);
        case TableAction.AddColumn add when table.column(add.column().name()).isEmpty() ->
            add.column().constraints().stream()
                .filter(constraint -> needsWork(add.column(), constraint))
                .forEach(constraint -> added(sight, table, placed, constraint, findings));
        case TableAction.ValidateConstraint validate ->
            validated(sight, table, placed, validate.name(), findings);
        default -> {}
      }
    }
  }

  /// A new column of NULLs refers to nothing, and the server knows.
  private static boolean needsWork(ColumnDefinition column, TableConstraint constraint) {
    return switch (constraint.kind()) {
      case FOREIGN_KEY -> column.hasValue();
      case CHECK, UNIQUE, PRIMARY_KEY, EXCLUDE -> true;
      case NOT_NULL -> false;
    };
  }

  private static void added(
      Sight sight,
      Subject table,
      TableAction.Placed placed,
      TableConstraint constraint,
      Findings findings) {
    if (constraint.state() != State.VALID || constraint.index() != null) {
      return;
    }
    switch (constraint.kind()) {
      case FOREIGN_KEY -> foreignKey(sight, table, placed, constraint, findings);
      case CHECK ->
          findings.add(
              CHECK,
              table,
              placed,
              "every row of %s is checked while nobody can read or write it".formatted(table.sql()),
              inTwoSteps(sight, table, placed, constraint));
      case UNIQUE -> index(UNIQUE, "UNIQUE", "_key", table, placed, constraint, findings);
      case PRIMARY_KEY ->
          index(PRIMARY_KEY, "PRIMARY KEY", "_pkey", table, placed, constraint, findings);
      case EXCLUDE ->
          findings.add(
              EXCLUDE,
              table,
              placed,
              "the index of the exclusion is built while nobody can read or write %s"
                  .formatted(table.sql()),
              null);
      case NOT_NULL -> {}
    }
  }

  private static void foreignKey(
      Sight sight,
      Subject table,
      TableAction.Placed placed,
      TableConstraint constraint,
      Findings findings) {
    Name target = constraint.references();
    String other = target == null ? "the other table" : target.sql();
    boolean impossible = table.isPartitioned() && sight.version() < 18;
    findings.add(
        FOREIGN_KEY,
        table,
        placed,
        "every row of %s is looked up in %s while neither can be written"
            .formatted(table.sql(), other),
        impossible
            ? "-- before PostgreSQL 18 a partitioned table takes no NOT VALID foreign key:\n"
                + "-- add it to each partition first, NOT VALID and validated later"
            : inTwoSteps(sight, table, placed, constraint));
  }

  /// The action itself with the words that it lacks, and a name, by which it can be validated.
  private static String inTwoSteps(
      Sight sight, Subject table, TableAction.Placed placed, TableConstraint constraint) {
    String name = Name.quoted(name(table, constraint));
    String action =
        sight.statement().sql().substring(placed.offset(), placed.end()).replaceAll("\\s+", " ");
    String named =
        placed.action() instanceof TableAction.AddColumn
            ? "ADD CONSTRAINT %s %s".formatted(name, definition(constraint))
            : constraint.name() != null
                ? action
                : action.replaceFirst(
                    "(?i)^ADD ", Matcher.quoteReplacement("ADD CONSTRAINT " + name + " "));
    return """
        ALTER TABLE %1$s %2$s NOT VALID;
        -- in a later script
        ALTER TABLE %1$s VALIDATE CONSTRAINT %3$s;"""
        .formatted(table.sql(), named, name);
  }

  private static String definition(TableConstraint constraint) {
    Name other = constraint.references();
    return other == null
        ? "CHECK (%s)".formatted(Phrases.sql(constraint.expression()))
        : "FOREIGN KEY (%s) REFERENCES %s".formatted(columns(constraint.columns()), other.sql());
  }

  private static void index(
      Rule rule,
      String kind,
      String suffix,
      Subject table,
      TableAction.Placed placed,
      TableConstraint constraint,
      Findings findings) {
    String given = constraint.name();
    String columns = String.join("_", constraint.columns());
    boolean key = constraint.kind() == Kind.PRIMARY_KEY || columns.isEmpty();
    String made = table.name().text() + (key ? "" : "_" + columns) + suffix;
    String name = Name.quoted(given == null ? made : given);
    findings.add(
        rule,
        table,
        placed,
        "the index of %s is built while nobody can read or write %s".formatted(name, table.sql()),
        """
        CREATE UNIQUE INDEX CONCURRENTLY %1$s ON %2$s (%3$s);
        -- in a later script
        ALTER TABLE %2$s ADD CONSTRAINT %1$s %4$s USING INDEX %1$s;"""
            .formatted(name, table.sql(), columns(constraint.columns()), kind));
  }

  private static void validated(
      Sight sight, Subject table, TableAction.Placed placed, String name, Findings findings) {
    Optional<TableConstraint> added =
        sight
            .beforeInTransaction()
            .map(Parsed::command)
            .filter(Command.AlterTable.class::isInstance)
            .map(Command.AlterTable.class::cast)
            .filter(alter -> sight.same(table.name(), alter.table()))
            .flatMap(alter -> alter.actions().stream())
            .map(TableAction.Placed::action)
            .filter(TableAction.AddConstraint.class::isInstance)
            .map(action -> ((TableAction.AddConstraint) action).constraint())
            .filter(constraint -> name.equals(constraint.name()))
            .findFirst();
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
          "%s is validated under the lock of its addition, which ends with the transaction"
              .formatted(Name.quoted(name)),
          "-- in a later script\nALTER TABLE %s VALIDATE CONSTRAINT %s;"
              .formatted(table.sql(), Name.quoted(name)));
    }
  }

  private static String name(Subject table, TableConstraint constraint) {
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
