package dev.lockstep.engine.postgres.lint.rule;

import dev.lockstep.engine.lint.Hazard;
import dev.lockstep.engine.lint.Rule;
import dev.lockstep.engine.lint.Severity;
import dev.lockstep.engine.postgres.command.SqlCommand;
import dev.lockstep.engine.postgres.command.TableAction;
import dev.lockstep.engine.postgres.command.TableAction.Build;
import dev.lockstep.engine.postgres.command.TableAction.Existing;
import dev.lockstep.engine.postgres.lint.model.ParsedStatement;
import dev.lockstep.engine.postgres.sql.Name;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Rules for scripts with CONCURRENTLY statements, which run outside a transaction.
final class ConcurrentRules implements RuleGroup {
  static final Rule SEVERAL =
      Rule.of(
          "concurrent-several",
          Hazard.SCRIPT,
          Severity.NOTE,
          null,
          "A script has several CONCURRENTLY statements: if one fails, the earlier ones stay applied.",
          """
          -- V8__customer_index.sql
          CREATE INDEX CONCURRENTLY orders_customer_idx ON orders (customer);
          -- V9__status_index.sql
          CREATE INDEX CONCURRENTLY orders_status_idx ON orders (status);
          """);

  static final Rule MIXED =
      Rule.of(
          "concurrent-mixed",
          Hazard.SCRIPT,
          Severity.WARNING,
          null,
          "A CONCURRENTLY statement makes all other statements of its script run without a transaction.",
          """
          -- V8__customer.sql
          ALTER TABLE orders ADD COLUMN customer bigint;
          -- V9__customer_index.sql
          CREATE INDEX CONCURRENTLY orders_customer_idx ON orders (customer);
          """);

  static final Rule IF_NOT_EXISTS =
      Rule.of(
          "concurrent-if-not-exists",
          Hazard.SCRIPT,
          Severity.WARNING,
          null,
          "CREATE INDEX CONCURRENTLY IF NOT EXISTS accepts the invalid index of a failed build. Lockstep checks for that; other tools do not.",
          """
          DROP INDEX CONCURRENTLY IF EXISTS orders_customer_idx;
          CREATE INDEX CONCURRENTLY orders_customer_idx ON orders (customer);
          """);

  @Override
  public List<Rule> rules() {
    return List.of(SEVERAL, MIXED, IF_NOT_EXISTS);
  }

  @Override
  public void look(RuleContext context, FindingCollector findings) {
    SqlCommand command = context.command();
    if (!isConcurrent(command)) {
      return;
    }
    ifNotExists(context, findings);
    List<SqlCommand> concurrent = context.script().concurrent();
    if (context.script().isConcurrent(0, context.index())) {
      mixed(context, findings);
    } else if (context.script().isConcurrent(1, context.index()) && !isOnePair(concurrent)) {
      findings.add(
          SEVERAL,
          "the script has %d CONCURRENTLY statements: if one fails, the earlier ones stay applied"
              .formatted(concurrent.size()),
          "-- put each into a separate script");
    }
  }

  private static void mixed(RuleContext context, FindingCollector findings) {
    Optional<ParsedStatement> other = context.script().ordinary();
    if (other.isPresent()) {
      findings.add(
          MIXED,
          "the statement in line %d runs without a transaction because of this one"
              .formatted(other.get().statement().line()),
          "-- put the CONCURRENTLY statement into a separate script");
    }
  }

  private static void ifNotExists(RuleContext context, FindingCollector findings) {
    if (!(context.command() instanceof SqlCommand.CreateIndex create)
        || create.existing() == Existing.FAILS) {
      return;
    }
    Name name = create.name();
    if (name != null && !context.script().isIndexDroppedBefore(context.index(), name.text())) {
      findings.add(
          IF_NOT_EXISTS,
          "if an earlier build of %s failed, its invalid index exists and this statement does nothing"
              .formatted(name.sql()),
          "DROP INDEX CONCURRENTLY IF EXISTS %s;\nCREATE INDEX CONCURRENTLY %s ON %s ...;"
              .formatted(name.sql(), name.sql(), create.table().sql()));
    }
  }

  /// Whether the statements drop an index and then build it.
  private static boolean isOnePair(List<SqlCommand> concurrent) {
    return concurrent.size() == 2
        && concurrent.get(0) instanceof SqlCommand.Drop drop
        && concurrent.get(1) instanceof SqlCommand.CreateIndex create
        && names(drop, create.name());
  }

  private static boolean names(SqlCommand.Drop drop, @Nullable Name index) {
    return index != null
        && drop.names().stream().anyMatch(name -> name.text().equals(index.text()));
  }

  static boolean isConcurrent(SqlCommand command) {
    return switch (command) {
      case SqlCommand.CreateIndex create -> create.build() == Build.CONCURRENTLY;
      case SqlCommand.Drop drop -> drop.build() == Build.CONCURRENTLY;
      case SqlCommand.Reindex reindex -> reindex.build() == Build.CONCURRENTLY;
      case SqlCommand.AlterTable alter ->
          alter.actions().stream()
              .anyMatch(
                  placed ->
                      placed.action() instanceof TableAction.FinalizeDetach
                          || (placed.action() instanceof TableAction.Detach detach
                              && detach.build() == Build.CONCURRENTLY));
      default -> false;
    };
  }
}
