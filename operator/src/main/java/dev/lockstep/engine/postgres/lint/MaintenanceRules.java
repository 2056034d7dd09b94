package dev.lockstep.engine.postgres.lint;

import dev.lockstep.engine.postgres.TableLock;
import dev.lockstep.engine.postgres.lint.TableAction.Build;
import java.util.List;

/// Work on whole tables, and locks taken by hand.
final class MaintenanceRules implements RuleGroup {
  static final Rule VACUUM_FULL =
      Rule.of(
          "vacuum-full",
          Hazard.WAIT,
          Severity.ERROR,
          TableLock.ACCESS_EXCLUSIVE,
          "VACUUM FULL copies the table while nobody can read or write it.",
          "VACUUM orders;");

  static final Rule CLUSTER =
      Rule.of(
          "cluster",
          Hazard.WAIT,
          Severity.ERROR,
          TableLock.ACCESS_EXCLUSIVE,
          "CLUSTER copies the table in the order of an index while nobody can read or write it.",
          "-- an index that covers the query; or the extension pg_repack");

  static final Rule REFRESH =
      Rule.of(
          "refresh-not-concurrent",
          Hazard.WAIT,
          Severity.WARNING,
          TableLock.ACCESS_EXCLUSIVE,
          "REFRESH MATERIALIZED VIEW without CONCURRENTLY stops reads until its query is done.",
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
          "LOCK TABLE makes others wait until the transaction ends.",
          "-- the weakest mode that does, as late in the script as possible");

  static final Rule DISABLE_TRIGGER =
      Rule.of(
          "disable-trigger",
          Hazard.SCRIPT,
          Severity.WARNING,
          TableLock.SHARE_ROW_EXCLUSIVE,
          "While a trigger is disabled nothing does its work, and with ALL foreign keys are not"
              + " checked; nobody catches up on it.",
          """
          -- for this session's changes alone, by a role that may
          SET LOCAL session_replication_role = 'replica';
          """);

  static final Rule ROW_SECURITY =
      Rule.of(
          "row-security-without-policy",
          Hazard.COMPATIBILITY,
          Severity.WARNING,
          null,
          "A table with row level security and without a policy shows no rows to anybody but its"
              + " owner.",
          """
          CREATE POLICY orders_all ON orders USING (true);
          ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
          """);

  @Override
  public List<Rule> rules() {
    return List.of(VACUUM_FULL, CLUSTER, REFRESH, LOCK, DISABLE_TRIGGER, ROW_SECURITY);
  }

  @Override
  public void look(Sight sight, Findings findings) {
    switch (sight.command()) {
      case Command.Compact compact -> compact(sight, compact, findings);
      case Command.Refresh refresh -> refresh(sight, refresh, findings);
      case Command.Lock lock -> lock(sight, lock, findings);
      case Command.AlterTable alter -> {
        Subject table = sight.subject(alter.table());
        for (TableAction.Placed placed : alter.actions()) {
          if (!table.isFresh()) {
            action(sight, table, placed, findings);
          }
        }
      }
      default -> {}
    }
  }

  private static void compact(Sight sight, Command.Compact compact, Findings findings) {
    boolean full = !compact.what().equals("CLUSTER");
    Rule rule = full ? VACUUM_FULL : CLUSTER;
    if (compact.tables().isEmpty()) {
      findings.add(rule, "%s without a table copies every table".formatted(compact.what()), null);
    }
    for (Name name : compact.tables()) {
      Subject table = sight.subject(name);
      if (!table.isFresh()) {
        findings.add(
            rule,
            table,
            "%s copies %s while nobody can read or write it".formatted(compact.what(), table.sql()),
            full ? "VACUUM %s;".formatted(table.sql()) : null);
      }
    }
  }

  private static void refresh(Sight sight, Command.Refresh refresh, Findings findings) {
    Subject view = sight.subject(refresh.view());
    if (refresh.build() == Build.BLOCKING && !view.isFresh()) {
      findings.add(
          REFRESH,
          view,
          "nobody can read %s until its query is done".formatted(view.sql()),
          "-- with a unique index on it\nREFRESH MATERIALIZED VIEW CONCURRENTLY %s;"
              .formatted(view.sql()));
    }
  }

  private static void lock(Sight sight, Command.Lock lock, Findings findings) {
    TableLock mode = mode(lock.mode());
    for (Name name : lock.tables()) {
      Subject table = sight.subject(name);
      if (mode.compareTo(TableLock.SHARE) >= 0 && !table.isFresh()) {
        findings.under(mode);
        findings.add(
            LOCK,
            table,
            "%s is locked in %s mode until the transaction ends"
                .formatted(table.sql(), lock.mode()),
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
      Sight sight, Subject table, TableAction.Placed placed, Findings findings) {
    switch (placed.action()) {
      case TableAction.DisableTrigger disable ->
          findings.add(
              DISABLE_TRIGGER,
              table,
              placed,
              "what %s would do for %s is not done for rows that are written meanwhile"
                  .formatted(trigger(disable.which()), table.sql()),
              "SET LOCAL session_replication_role = 'replica';");
      case TableAction.EnableRowSecurity _ -> {
        boolean policy =
            table.relation().filter(Relation::hasPolicies).isPresent()
                || sight.after().stream()
                    .anyMatch(
                        parsed ->
                            parsed.command() instanceof Command.CreatePolicy create
                                && sight.same(table.name(), create.table()));
        if (!policy) {
          findings.add(
              ROW_SECURITY,
              table,
              placed,
              "nobody but its owner sees rows of %s until it has a policy".formatted(table.sql()),
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
