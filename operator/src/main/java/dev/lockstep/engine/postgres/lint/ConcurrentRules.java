package dev.lockstep.engine.postgres.lint;

import dev.lockstep.engine.postgres.lint.TableAction.Build;
import dev.lockstep.engine.postgres.lint.TableAction.Existing;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What stands around statements that run outside of a transaction because they are CONCURRENTLY.
final class ConcurrentRules implements RuleGroup {
  static final Rule SEVERAL =
      Rule.of(
          "concurrent-several",
          Hazard.SCRIPT,
          Severity.NOTE,
          null,
          "Several CONCURRENTLY statements in one script: when one fails, those before it stay.",
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
          "A CONCURRENTLY statement takes the transaction away from all other statements of its"
              + " script.",
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
          "CREATE INDEX CONCURRENTLY IF NOT EXISTS is content with the invalid index that a failed"
              + " build has left; Lockstep looks behind it, other runners do not.",
          """
          DROP INDEX CONCURRENTLY IF EXISTS orders_customer_idx;
          CREATE INDEX CONCURRENTLY orders_customer_idx ON orders (customer);
          """);

  @Override
  public List<Rule> rules() {
    return List.of(SEVERAL, MIXED, IF_NOT_EXISTS);
  }

  @Override
  public void look(Sight sight, Findings findings) {
    Command command = sight.command();
    if (!isConcurrent(command)) {
      return;
    }
    ifNotExists(sight, findings);
    List<Command> concurrent =
        sight.script().stream().map(Parsed::command).filter(ConcurrentRules::isConcurrent).toList();
    long earlier = sight.before().stream().filter(parsed -> isConcurrent(parsed.command())).count();
    if (earlier == 0) {
      mixed(sight, findings);
    } else if (earlier == 1 && !isOnePair(concurrent)) {
      findings.add(
          SEVERAL,
          "the script has %d CONCURRENTLY statements: when one fails, those before it stay done"
              .formatted(concurrent.size()),
          "-- give each a script of its own");
    }
  }

  private static void mixed(Sight sight, Findings findings) {
    Optional<Parsed> other =
        sight.script().stream()
            .filter(parsed -> !isConcurrent(parsed.command()))
            .filter(parsed -> !parsed.command().isHarmless())
            .filter(parsed -> !parsed.statement().kind().controlsTransaction())
            .findFirst();
    if (other.isPresent()) {
      findings.add(
          MIXED,
          "the statement in line %d shares its script with this one, and so runs without a transaction"
              .formatted(other.get().statement().line()),
          "-- give the CONCURRENTLY statement a script of its own");
    }
  }

  private static void ifNotExists(Sight sight, Findings findings) {
    if (!(sight.command() instanceof Command.CreateIndex create)
        || create.existing() == Existing.FAILS) {
      return;
    }
    Name name = create.name();
    if (name != null && !isDroppedBefore(sight, name)) {
      findings.add(
          IF_NOT_EXISTS,
          "where an earlier build of %s has failed, its invalid index is there and this statement does nothing"
              .formatted(name.sql()),
          "DROP INDEX CONCURRENTLY IF EXISTS %s;\nCREATE INDEX CONCURRENTLY %s ON %s ...;"
              .formatted(name.sql(), name.sql(), create.table().sql()));
    }
  }

  private static boolean isDroppedBefore(Sight sight, Name index) {
    return sight.before().stream()
        .anyMatch(
            parsed ->
                parsed.command() instanceof Command.Drop drop
                    && drop.kind() == ObjectKind.INDEX
                    && drop.names().stream().anyMatch(name -> name.text().equals(index.text())));
  }

  /// A drop of what is then built.
  private static boolean isOnePair(List<Command> concurrent) {
    return concurrent.size() == 2
        && concurrent.get(0) instanceof Command.Drop drop
        && concurrent.get(1) instanceof Command.CreateIndex create
        && names(drop, create.name());
  }

  private static boolean names(Command.Drop drop, @Nullable Name index) {
    return index != null
        && drop.names().stream().anyMatch(name -> name.text().equals(index.text()));
  }

  static boolean isConcurrent(Command command) {
    return switch (command) {
      case Command.CreateIndex create -> create.build() == Build.CONCURRENTLY;
      case Command.Drop drop -> drop.build() == Build.CONCURRENTLY;
      case Command.Reindex reindex -> reindex.build() == Build.CONCURRENTLY;
      case Command.AlterTable alter ->
          alter.actions().stream()
              .anyMatch(
                  placed ->
                      placed.action() instanceof TableAction.Detach detach
                          && detach.build() == Build.CONCURRENTLY);
      default -> false;
    };
  }
}
