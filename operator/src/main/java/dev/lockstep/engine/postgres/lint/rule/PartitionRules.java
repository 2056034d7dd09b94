package dev.lockstep.engine.postgres.lint.rule;

import dev.lockstep.engine.lint.Hazard;
import dev.lockstep.engine.lint.Rule;
import dev.lockstep.engine.lint.Severity;
import dev.lockstep.engine.postgres.command.SqlCommand;
import dev.lockstep.engine.postgres.command.TableAction;
import dev.lockstep.engine.postgres.command.TableAction.Build;
import dev.lockstep.engine.postgres.command.TableConstraint.Kind;
import dev.lockstep.engine.postgres.command.TableConstraint.State;
import dev.lockstep.engine.postgres.lint.model.Relation;
import dev.lockstep.engine.postgres.sql.Name;
import dev.lockstep.engine.postgres.statement.TableLock;
import java.util.List;
import java.util.Optional;

/// Rules for partitions that are attached and detached.
final class PartitionRules implements RuleGroup {
  static final Rule ATTACH =
      Rule.of(
          "attach-partition-scans",
          Hazard.WAIT,
          Severity.ERROR,
          TableLock.ACCESS_EXCLUSIVE,
          "ATTACH PARTITION blocks reads and writes of the new partition while every row is checked, unless a validated CHECK constraint already proves the partition bounds.",
          """
          ALTER TABLE orders_2026 ADD CONSTRAINT orders_2026_bound
            CHECK (year IS NOT NULL AND year >= 2026 AND year < 2027) NOT VALID;
          ALTER TABLE orders_2026 VALIDATE CONSTRAINT orders_2026_bound;
          -- in a later script
          ALTER TABLE orders ATTACH PARTITION orders_2026 FOR VALUES FROM (2026) TO (2027);
          ALTER TABLE orders_2026 DROP CONSTRAINT orders_2026_bound;
          """);

  static final Rule DETACH =
      Rule.of(
          "detach-partition-not-concurrent",
          Hazard.WAIT,
          Severity.WARNING,
          TableLock.ACCESS_EXCLUSIVE,
          "DETACH PARTITION without CONCURRENTLY waits for every query on the partitioned table, and later queries wait behind it.",
          "ALTER TABLE orders DETACH PARTITION orders_2019 CONCURRENTLY;");

  static final Rule CREATE =
      Rule.of(
          "partition-of-locks-parent",
          Hazard.WAIT,
          Severity.NOTE,
          TableLock.ACCESS_EXCLUSIVE,
          "CREATE TABLE ... PARTITION OF waits for every query on the partitioned table; ATTACH"
              + " PARTITION does not.",
          """
          CREATE TABLE orders_2027 (LIKE orders INCLUDING ALL);
          ALTER TABLE orders ATTACH PARTITION orders_2027 FOR VALUES FROM (2027) TO (2028);
          """);

  @Override
  public List<Rule> rules() {
    return List.of(ATTACH, DETACH, CREATE);
  }

  @Override
  public void look(RuleContext context, FindingCollector findings) {
    switch (context.command()) {
      case SqlCommand.AlterTable alter -> {
        AffectedTable parent = context.subject(alter.table());
        for (TableAction.Placed placed : alter.actions()) {
          switch (placed.action()) {
            case TableAction.Attach attach -> attach(context, parent, placed, attach, findings);
            case TableAction.Detach detach -> detach(parent, placed, detach, findings);
            default -> {}
          }
        }
      }
      case SqlCommand.CreateTable create -> create(context, create, findings);
      default -> {}
    }
  }

  private static void attach(
      RuleContext context,
      AffectedTable parent,
      TableAction.Placed placed,
      TableAction.Attach attach,
      FindingCollector findings) {
    AffectedTable partition = context.subject(attach.partition());
    List<String> key = parent.relation().map(Relation::partitionKey).orElse(List.of());
    boolean checked =
        partition.relation().stream()
            .flatMap(found -> found.constraints().stream())
            .anyMatch(
                constraint ->
                    key.isEmpty()
                        ? constraint.kind() == Kind.CHECK && constraint.state() == State.VALID
                        : constraint.checksOneOf(key));
    if (partition.isFresh() || checked) {
      return;
    }
    String child = partition.sql();
    String name = Name.quoted(attach.partition().text() + "_bound");
    findings.add(
        ATTACH,
        partition,
        placed,
        "checks every row of %s; blocks reads and writes meanwhile".formatted(child),
        """
        ALTER TABLE %1$s ADD CONSTRAINT %2$s CHECK (...) NOT VALID;
        ALTER TABLE %1$s VALIDATE CONSTRAINT %2$s;
        -- in a later script
        ALTER TABLE %3$s ATTACH PARTITION %1$s %4$s;"""
            .formatted(child, name, parent.sql(), Phrases.sql(attach.bound())));
  }

  private static void detach(
      AffectedTable parent,
      TableAction.Placed placed,
      TableAction.Detach detach,
      FindingCollector findings) {
    if (detach.build() == Build.BLOCKING && !parent.isFresh()) {
      findings.add(
          DETACH,
          parent,
          placed,
          "detaching %s waits for every query on %s, and later queries wait behind it"
              .formatted(detach.partition().sql(), parent.sql()),
          "ALTER TABLE %s DETACH PARTITION %s CONCURRENTLY;"
              .formatted(parent.sql(), detach.partition().sql()));
    }
  }

  private static void create(
      RuleContext context, SqlCommand.CreateTable create, FindingCollector findings) {
    Optional<AffectedTable> parent =
        Optional.ofNullable(create.partitionOf())
            .map(context::subject)
            .filter(subject -> !subject.isFresh());
    if (parent.isPresent()) {
      findings.add(
          CREATE,
          parent.get(),
          "creating %s waits for every query on %s, and later queries wait behind it"
              .formatted(create.table().sql(), parent.get().sql()),
          "CREATE TABLE %1$s (LIKE %2$s INCLUDING ALL);\nALTER TABLE %2$s ATTACH PARTITION %1$s ...;"
              .formatted(create.table().sql(), parent.get().sql()));
    }
  }
}
