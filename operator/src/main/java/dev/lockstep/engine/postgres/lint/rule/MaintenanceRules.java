package dev.lockstep.engine.postgres.lint.rule;

import dev.lockstep.engine.lint.Hazard;
import dev.lockstep.engine.lint.Rule;
import dev.lockstep.engine.lint.Severity;
import dev.lockstep.engine.postgres.command.SqlCommand;
import dev.lockstep.engine.postgres.command.TableAction;
import dev.lockstep.engine.postgres.command.TableAction.Build;
import dev.lockstep.engine.postgres.lint.model.Relation;
import dev.lockstep.engine.postgres.sql.Name;
import dev.lockstep.engine.postgres.statement.TableLock;
import java.util.List;

/// Rules for maintenance of whole tables, and for explicit locks.
final class MaintenanceRules implements RuleGroup {
  static final Rule VACUUM_FULL =
      Rule.of(
          "vacuum-full",
          Hazard.WAIT,
          Severity.ERROR,
          TableLock.ACCESS_EXCLUSIVE,
          "VACUUM FULL copies the table and blocks reads and writes meanwhile.",
          "VACUUM orders;");

  static final Rule CLUSTER =
      Rule.of(
          "cluster",
          Hazard.WAIT,
          Severity.ERROR,
          TableLock.ACCESS_EXCLUSIVE,
          "CLUSTER copies the table in the order of an index and blocks reads and writes meanwhile.",
          "-- use a covering index, or the extension pg_repack");

  static final Rule REFRESH =
      Rule.of(
          "refresh-not-concurrent",
          Hazard.WAIT,
          Severity.WARNING,
          TableLock.ACCESS_EXCLUSIVE,
          "REFRESH MATERIALIZED VIEW without CONCURRENTLY blocks reads until its query is finished.",
          """
          -- with a unique index on the view
          REFRESH MATERIALIZED VIEW CONCURRENTLY totals;
          """);

  static final Rule LOCK =
      Rule.of(
          "lock-table",
          Hazard.WAIT,
          Severity.WARNING,
          TableLock.ACCESS_EXCLUSIVE,
          "LOCK TABLE blocks other sessions until the transaction ends.",
          "-- use the weakest sufficient mode, as late in the script as possible");

  static final Rule DISABLE_TRIGGER =
      Rule.of(
          "disable-trigger",
          Hazard.SCRIPT,
          Severity.WARNING,
          TableLock.SHARE_ROW_EXCLUSIVE,
          "While a trigger is disabled, its work is not done, and with ALL foreign keys are not checked. This is not made up for later.",
          """
          -- only for the changes of this session, by a role that may
          SET LOCAL session_replication_role = 'replica';
          """);

  static final Rule ROW_SECURITY =
      Rule.of(
          "row-security-without-policy",
          Hazard.COMPATIBILITY,
          Severity.WARNING,
          null,
          "A table with row level security but no policy shows its rows only to its owner.",
          """
          CREATE POLICY orders_all ON orders USING (true);
          ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
          """);

  @Override
  public List<Rule> rules() {
    return List.of(VACUUM_FULL, CLUSTER, REFRESH, LOCK, DISABLE_TRIGGER, ROW_SECURITY);
  }

  @Override
  public void look(RuleContext context, FindingCollector findings) {
    switch (context.command()) {
      case SqlCommand.Compact compact -> compact(context, compact, findings);
      case SqlCommand.Refresh refresh -> refresh(context, refresh, findings);
      case SqlCommand.Lock lock -> lock(context, lock, findings);
      case SqlCommand.AlterTable alter -> {
        AffectedTable table = context.subject(alter.table());
        for (TableAction.Placed placed : alter.actions()) {
          if (!table.isFresh()) {
            action(context, table, placed, findings);
          }
        }
      }
      default -> {}
    }
  }

  private static void compact(
      RuleContext context, SqlCommand.Compact compact, FindingCollector findings) {
    boolean full = !compact.what().equals("CLUSTER");
    Rule rule = full ? VACUUM_FULL : CLUSTER;
    if (compact.tables().isEmpty()) {
      findings.add(rule, "%s without a table copies every table".formatted(compact.what()), null);
    }
    for (Name name : compact.tables()) {
      AffectedTable table = context.subject(name);
      if (!table.isFresh()) {
        findings.add(
            rule,
            table,
            "%s copies %s; blocks reads and writes meanwhile"
                .formatted(compact.what(), table.sql()),
            full ? "VACUUM %s;".formatted(table.sql()) : null);
      }
    }
  }

  private static void refresh(
      RuleContext context, SqlCommand.Refresh refresh, FindingCollector findings) {
    AffectedTable view = context.subject(refresh.view());
    if (refresh.build() == Build.BLOCKING && !view.isFresh()) {
      findings.add(
          REFRESH,
          view,
          "blocks reads of %s until its query is finished".formatted(view.sql()),
          "-- with a unique index on it\nREFRESH MATERIALIZED VIEW CONCURRENTLY %s;"
              .formatted(view.sql()));
    }
  }

  private static void lock(RuleContext context, SqlCommand.Lock lock, FindingCollector findings) {
    TableLock mode = mode(lock.mode());
    for (Name name : lock.tables()) {
      AffectedTable table = context.subject(name);
      if (mode.compareTo(TableLock.SHARE) >= 0 && !table.isFresh()) {
        findings.under(mode);
        findings.add(
            LOCK,
            table,
            "locks %s in %s mode until the transaction ends".formatted(table.sql(), lock.mode()),
            null);
      }
    }
  }

  private static TableLock mode(String words) {
    for (TableLock lock : TableLock.values()) {
      if (lock.title().equals(words)) {
        return lock;
      }
    }
    return TableLock.ACCESS_EXCLUSIVE;
  }

  private static void action(
      RuleContext context,
      AffectedTable table,
      TableAction.Placed placed,
      FindingCollector findings) {
    switch (placed.action()) {
      case TableAction.DisableTrigger disable ->
          findings.add(
              DISABLE_TRIGGER,
              table,
              placed,
              "%s is not applied to rows of %s that are written meanwhile"
                  .formatted(trigger(disable.which()), table.sql()),
              "SET LOCAL session_replication_role = 'replica';");
      case TableAction.EnableRowSecurity _ -> {
        boolean policy =
            table.relation().filter(Relation::hasPolicies).isPresent()
                || context
                    .script()
                    .hasPolicyAfter(context.index(), context.spellings(table.name()));
        if (!policy) {
          findings.add(
              ROW_SECURITY,
              table,
              placed,
              "only its owner sees rows of %s until it has a policy".formatted(table.sql()),
              "CREATE POLICY ... ON %1$s USING (...);\nALTER TABLE %1$s ENABLE ROW LEVEL SECURITY;"
                  .formatted(table.sql()));
        }
      }
      default -> {}
    }
  }

  private static String trigger(String which) {
    return which.equalsIgnoreCase("all")
        ? "every trigger and foreign key"
        : which.equalsIgnoreCase("user") ? "every trigger" : "the trigger " + which;
  }
}
