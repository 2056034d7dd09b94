package dev.lockstep.engine.postgres.lint;

import dev.lockstep.engine.postgres.SqlLexeme;
import dev.lockstep.engine.postgres.TableLock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Columns that get another type, and other ways to make the server write a table anew.
final class TypeRules implements RuleGroup {
  static final Rule REWRITES =
      Rule.of(
          "type-change-rewrites",
          Hazard.WAIT,
          Severity.ERROR,
          TableLock.ACCESS_EXCLUSIVE,
          "A column's new type makes the server write the table and its indexes anew, unless the"
              + " values stay as they are stored.",
          """
          ALTER TABLE orders ADD COLUMN id_new bigint;
          -- in later scripts: keep it equal by a trigger, fill it in batches, then swap the names
          """);

  static final Rule INDEXES =
      Rule.of(
          "type-change-rebuilds-indexes",
          Hazard.WAIT,
          Severity.WARNING,
          TableLock.ACCESS_EXCLUSIVE,
          "A column's new type keeps the rows and builds the indexes on the column anew.",
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
              "-- a new column, filled in batches, in place of the old one")
          .from(17);

  static final Rule TABLE =
      Rule.of(
          "table-rewrite",
          Hazard.WAIT,
          Severity.ERROR,
          TableLock.ACCESS_EXCLUSIVE,
          "SET LOGGED, UNLOGGED, TABLESPACE or ACCESS METHOD copies the whole table.",
          "-- at a time when the table can be missed, or into a new table in batches");

  @Override
  public List<Rule> rules() {
    return List.of(REWRITES, INDEXES, IN_VIEW, EXPRESSION, TABLE);
  }

  @Override
  public void look(Sight sight, Findings findings) {
    if (!(sight.command() instanceof Command.AlterTable alter)) {
      return;
    }
    Subject table = sight.subject(alter.table());
    boolean view = table.relation().filter(found -> !found.kind().isStored()).isPresent();
    for (TableAction.Placed placed : alter.actions()) {
      if (placed.action() instanceof TableAction.ChangeType change) {
        views(sight, table, placed, change, findings);
      }
      if (table.isFresh() || view) {
        continue;
      }
      switch (placed.action()) {
        case TableAction.ChangeType change -> change(sight, table, placed, change, findings);
        case TableAction.SetExpression set -> expression(table, placed, set.column(), findings);
        case TableAction.Rewrite rewrite ->
            findings.add(
                TABLE,
                table,
                placed,
                "%s copies all of %s while nobody can read or write it"
                    .formatted(rewrite.what(), table.sql()),
                null);
        default -> {}
      }
    }
  }

  private static void change(
      Sight sight,
      Subject table,
      TableAction.Placed placed,
      TableAction.ChangeType change,
      Findings findings) {
    Optional<Relation.Column> column = table.column(change.column());
    String name = Name.quoted(change.column());
    TypeChange effect =
        column.map(found -> effect(sight, found.type(), change)).orElse(TypeChange.REWRITE);
    String from = column.map(found -> " from %s".formatted(found.type())).orElse("");
    switch (effect) {
      case NOTHING -> {}
      case INDEXES, ZONE -> {
        boolean indexed = sight.model().isIndexed(table.name(), change.column());
        boolean zone = effect == TypeChange.ZONE && !isUtc(sight);
        if (zone) {
          findings.add(
              REWRITES,
              table,
              placed,
              "%s%s to %s rewrites %s unless the session's time zone is UTC"
                  .formatted(name, from, change.type(), table.sql()),
              "SET LOCAL timezone = 'UTC';\nALTER TABLE %s ALTER COLUMN %s TYPE %s;"
                  .formatted(table.sql(), name, change.type()));
        } else if (indexed) {
          findings.add(
              INDEXES,
              table,
              placed,
              "%s%s to %s builds the indexes on it anew, while nobody can read or write %s"
                  .formatted(name, from, change.type(), table.sql()),
              null);
        }
      }
      case REWRITE ->
          findings.add(
              REWRITES,
              table,
              placed,
              "%s%s to %s writes %s and its indexes anew, while nobody can read or write it"
                  .formatted(name, from, change.type(), table.sql()),
              isToUtc(column, change)
                  ? "SET LOCAL timezone = 'UTC';\nALTER TABLE %s ALTER COLUMN %s TYPE %s;"
                      .formatted(table.sql(), name, change.type())
                  : """
                  ALTER TABLE %s ADD COLUMN %s %s;
                  -- in later scripts: keep it equal by a trigger, fill it in batches, swap the names"""
                      .formatted(
                          table.sql(), Name.quoted(change.column() + "_new"), change.type()));
    }
  }

  /// `USING column AT TIME ZONE 'UTC'` says in an expression, which rewrites, what the session's
  /// time zone would say without.
  private static boolean isToUtc(Optional<Relation.Column> column, TableAction.ChangeType change) {
    return Phrases.sql(change.using()).toLowerCase(Locale.ROOT).endsWith("at time zone 'utc'")
        && column
            .filter(found -> TypeChange.of(found.type(), change.type()) == TypeChange.ZONE)
            .isPresent();
  }

  /// A domain without a condition stores what its base type does.
  private static TypeChange effect(Sight sight, SqlType before, TableAction.ChangeType change) {
    SqlType from = base(sight, before);
    SqlType to = base(sight, change.type());
    boolean plain =
        change.using().isEmpty() || isPlain(change.using(), change.column(), change.type());
    return plain ? TypeChange.of(from, to) : TypeChange.REWRITE;
  }

  private static SqlType base(Sight sight, SqlType type) {
    return sight
        .model()
        .domain(type.name())
        .filter(domain -> !domain.checked())
        .map(Command.CreateDomain::base)
        .orElse(type);
  }

  /// `USING column` or `USING column::type` say nothing that the server would not do by itself.
  private static boolean isPlain(List<SqlLexeme> using, String column, SqlType type) {
    boolean named = using.getFirst().isName() && using.getFirst().name().equals(column);
    if (!named || using.size() == 1) {
      return named;
    }
    return using.get(1).isSymbol("::") && SqlType.of(using.subList(2, using.size())).equals(type);
  }

  private static boolean isUtc(Sight sight) {
    return sight.before().stream()
        .map(parsed -> parsed.statement())
        .filter(statement -> statement.words().contains("SET"))
        .map(statement -> statement.sql().toLowerCase(Locale.ROOT))
        .anyMatch(sql -> sql.contains("time") && sql.contains("zone") && sql.contains("utc"));
  }

  private static void expression(
      Subject table, TableAction.Placed placed, String column, Findings findings) {
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
          "%s is written anew to compute %s".formatted(table.sql(), Name.quoted(column)),
          null);
    }
  }

  private static void views(
      Sight sight,
      Subject table,
      TableAction.Placed placed,
      TableAction.ChangeType change,
      Findings findings) {
    boolean same =
        table.column(change.column()).filter(c -> c.type().equals(change.type())).isPresent();
    for (var entry : sight.model().relations().entrySet()) {
      List<SqlLexeme> query = entry.getValue().query();
      if (!same && names(query, table.name().text()) && uses(query, change.column())) {
        String view = new Name(null, entry.getKey().name(), 0).sql();
        String kind = entry.getValue().kind().sql();
        findings.add(
            IN_VIEW,
            table,
            placed,
            "the view %s uses %s.%s, and so PostgreSQL refuses the change"
                .formatted(view, table.sql(), Name.quoted(change.column())),
            "DROP %s %s;\n-- the change\nCREATE %s %s AS ...;".formatted(kind, view, kind, view));
        return;
      }
    }
  }

  private static boolean names(List<SqlLexeme> query, String name) {
    return query.stream().anyMatch(token -> token.isName() && token.name().equals(name));
  }

  /// `count(*)` uses no column.
  private static boolean uses(List<SqlLexeme> query, String column) {
    for (int i = 0; i < query.size(); i++) {
      boolean all =
          query.get(i).isSymbol("*")
              && i > 0
              && (query.get(i - 1).isSymbol(".")
                  || query.get(i - 1).isSymbol(",")
                  || query.get(i - 1).isWord("select"));
      if (all || (query.get(i).isName() && query.get(i).name().equals(column))) {
        return true;
      }
    }
    return false;
  }
}
