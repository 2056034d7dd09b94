package dev.lockstep.engine.postgres.lint.rule;

import dev.lockstep.engine.lint.Hazard;
import dev.lockstep.engine.lint.Rule;
import dev.lockstep.engine.lint.Severity;
import dev.lockstep.engine.postgres.command.ColumnDefinition;
import dev.lockstep.engine.postgres.command.SqlCommand;
import dev.lockstep.engine.postgres.command.SqlType;
import dev.lockstep.engine.postgres.command.TableAction;
import dev.lockstep.engine.postgres.lint.model.Relation;
import dev.lockstep.engine.postgres.lint.model.SchemaModel;
import dev.lockstep.engine.postgres.sql.Name;
import dev.lockstep.engine.postgres.sql.Token;
import dev.lockstep.engine.postgres.statement.TableLock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Rules for changes of column types, and for other statements that rewrite a table.
final class TypeRules implements RuleGroup {
  static final Rule REWRITES =
      Rule.of(
          "type-change-rewrites",
          Hazard.WAIT,
          Severity.ERROR,
          TableLock.ACCESS_EXCLUSIVE,
          "Changing a column's type rewrites the table and its indexes, unless the stored values stay the same.",
          """
          ALTER TABLE orders ADD COLUMN id_new bigint;
          -- in later scripts: keep it in sync with a trigger, fill it in batches, then swap the names
          """);

  static final Rule INDEXES =
      Rule.of(
          "type-change-rebuilds-indexes",
          Hazard.WAIT,
          Severity.WARNING,
          TableLock.ACCESS_EXCLUSIVE,
          "Changing a column's type keeps the rows but rebuilds the indexes on the column.",
          """
          DROP INDEX CONCURRENTLY orders_created_idx;
          -- in a later script
          SET LOCAL timezone = 'UTC';
          ALTER TABLE orders ALTER COLUMN created TYPE timestamptz;
          -- in a later script
          CREATE INDEX CONCURRENTLY orders_created_idx ON orders (created);
          """);

  static final Rule IN_VIEW =
      Rule.of(
          "type-change-in-view",
          Hazard.SCRIPT,
          Severity.ERROR,
          null,
          "PostgreSQL refuses to change the type of a column that a view uses.",
          """
          DROP VIEW open_orders;
          ALTER TABLE orders ALTER COLUMN id TYPE bigint;
          CREATE VIEW open_orders AS SELECT id FROM orders WHERE open;
          """);

  static final Rule EXPRESSION =
      Rule.of(
              "set-expression-rewrites",
              Hazard.WAIT,
              Severity.ERROR,
              TableLock.ACCESS_EXCLUSIVE,
              "SET EXPRESSION of a stored generated column rewrites the table.",
              "-- use a new column, filled in batches, instead of the old one")
          .from(17);

  static final Rule TABLE =
      Rule.of(
          "table-rewrite",
          Hazard.WAIT,
          Severity.ERROR,
          TableLock.ACCESS_EXCLUSIVE,
          "SET LOGGED, UNLOGGED, TABLESPACE or ACCESS METHOD copies the whole table.",
          "-- in a maintenance window, or into a new table in batches");

  @Override
  public List<Rule> rules() {
    return List.of(REWRITES, INDEXES, IN_VIEW, EXPRESSION, TABLE);
  }

  @Override
  public void look(RuleContext context, FindingCollector findings) {
    if (!(context.command() instanceof SqlCommand.AlterTable alter)) {
      return;
    }
    AffectedTable table = context.subject(alter.table());
    boolean view = table.relation().filter(found -> !found.kind().isStored()).isPresent();
    for (TableAction.Placed placed : alter.actions()) {
      if (placed.action() instanceof TableAction.ChangeType change) {
        views(context, table, placed, change, findings);
      }
      if (table.isFresh() || view) {
        continue;
      }
      switch (placed.action()) {
        case TableAction.ChangeType change -> change(context, table, placed, change, findings);
        case TableAction.SetExpression set -> expression(table, placed, set.column(), findings);
        case TableAction.Rewrite rewrite ->
            findings.add(
                TABLE,
                table,
                placed,
                "%s copies all of %s; blocks reads and writes meanwhile"
                    .formatted(rewrite.what(), table.sql()),
                null);
        default -> {}
      }
    }
  }

  private static void change(
      RuleContext context,
      AffectedTable table,
      TableAction.Placed placed,
      TableAction.ChangeType change,
      FindingCollector findings) {
    var retyping = new Retyping(table, change, table.column(change.column()));
    switch (retyping.effect(context)) {
      case NOTHING -> {}
      case ZONE -> {
        if (!context.script().setsUtcBefore(context.index())) {
          findings.add(REWRITES, table, placed, retyping.rewritesUnlessUtc(), retyping.inUtc());
        } else {
          indexes(context, placed, retyping, findings);
        }
      }
      case INDEXES -> indexes(context, placed, retyping, findings);
      case REWRITE ->
          findings.add(REWRITES, table, placed, retyping.rewrites(), retyping.withoutRewrite());
    }
  }

  private static void indexes(
      RuleContext context,
      TableAction.Placed placed,
      Retyping retyping,
      FindingCollector findings) {
    AffectedTable table = retyping.table();
    if (context.model().isIndexed(table.name(), retyping.change().column())) {
      findings.add(INDEXES, table, placed, retyping.rebuildsIndexes(), null);
    }
  }

  /// The sentences about a change of a column's type.
  ///
  /// @param column the column before the change, if it is known
  private record Retyping(
      AffectedTable table, TableAction.ChangeType change, Optional<Relation.Column> column) {
    TypeChange effect(RuleContext context) {
      return column
          .map(found -> TypeRules.effect(context, found.type(), change))
          .orElse(TypeChange.REWRITE);
    }

    String rewritesUnlessUtc() {
      return "%s rewrites %s unless the session's time zone is UTC".formatted(types(), table.sql());
    }

    String rebuildsIndexes() {
      return "%s rebuilds the indexes on it; blocks reads and writes of %s meanwhile"
          .formatted(types(), table.sql());
    }

    String rewrites() {
      return "%s rewrites %s and its indexes; blocks reads and writes meanwhile"
          .formatted(types(), table.sql());
    }

    private String types() {
      String from = column.map(found -> " from %s".formatted(found.type())).orElse("");
      return "%s%s to %s".formatted(Name.quoted(change.column()), from, change.type());
    }

    String withoutRewrite() {
      return isToUtc()
          ? inUtc()
          : """
            ALTER TABLE %s ADD COLUMN %s %s;
            -- in later scripts: keep it in sync with a trigger, fill it in batches, swap the names"""
              .formatted(table.sql(), Name.quoted(change.column() + "_new"), change.type());
    }

    String inUtc() {
      return "SET LOCAL timezone = 'UTC';\nALTER TABLE %s ALTER COLUMN %s TYPE %s;"
          .formatted(table.sql(), Name.quoted(change.column()), change.type());
    }

    /// `USING column AT TIME ZONE 'UTC'` states in an expression, which forces a rewrite, the
    /// conversion that the server performs without a rewrite in a session whose time zone is UTC.
    private boolean isToUtc() {
      return Phrases.sql(change.using()).toLowerCase(Locale.ROOT).endsWith("at time zone 'utc'")
          && column
              .filter(found -> TypeChange.of(found.type(), change.type()) == TypeChange.ZONE)
              .isPresent();
    }
  }

  /// The work for a change of type. A domain without a constraint has the values of its base type.
  private static TypeChange effect(
      RuleContext context, SqlType before, TableAction.ChangeType change) {
    SqlType from = base(context, before);
    SqlType to = base(context, change.type());
    boolean plain =
        change.using().isEmpty() || isPlain(change.using(), change.column(), change.type());
    return plain ? TypeChange.of(from, to) : TypeChange.REWRITE;
  }

  private static SqlType base(RuleContext context, SqlType type) {
    return context
        .model()
        .domain(type.name())
        .filter(domain -> !domain.checked())
        .map(SqlCommand.CreateDomain::base)
        .orElse(type);
  }

  /// Whether the expression is `USING column` or `USING column::type`, the server's default.
  private static boolean isPlain(List<Token> using, String column, SqlType type) {
    boolean named = using.getFirst().isName() && using.getFirst().name().equals(column);
    if (!named || using.size() == 1) {
      return named;
    }
    return using.get(1).isSymbol("::") && SqlType.of(using.subList(2, using.size())).equals(type);
  }

  private static void expression(
      AffectedTable table, TableAction.Placed placed, String column, FindingCollector findings) {
    boolean virtual =
        table
            .column(column)
            .filter(found -> found.origin() == ColumnDefinition.Origin.VIRTUAL)
            .isPresent();
    if (!virtual) {
      findings.add(
          EXPRESSION,
          table,
          placed,
          "rewrites %s to compute %s".formatted(table.sql(), Name.quoted(column)),
          null);
    }
  }

  private static void views(
      RuleContext context,
      AffectedTable table,
      TableAction.Placed placed,
      TableAction.ChangeType change,
      FindingCollector findings) {
    boolean same =
        table.column(change.column()).filter(c -> c.type().equals(change.type())).isPresent();
    if (same) {
      return;
    }
    for (SchemaModel.Key key : context.model().viewsNaming(table.name().text())) {
      Relation found = context.model().relation(key).orElseThrow();
      if (found.uses(change.column())) {
        String view = new Name(null, key.name(), 0).sql();
        String kind = found.kind().sql();
        findings.add(
            IN_VIEW,
            table,
            placed,
            "the view %s uses %s.%s, so PostgreSQL refuses the change"
                .formatted(view, table.sql(), Name.quoted(change.column())),
            "DROP %s %s;\n-- the change\nCREATE %s %s AS ...;".formatted(kind, view, kind, view));
        return;
      }
    }
  }
}
