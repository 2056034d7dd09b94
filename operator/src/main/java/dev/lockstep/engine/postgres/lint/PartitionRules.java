package dev.lockstep.engine.postgres.lint;

import dev.lockstep.engine.postgres.TableLock;
import dev.lockstep.engine.postgres.lint.TableAction.Build;
import dev.lockstep.engine.postgres.lint.TableConstraint.Kind;
import dev.lockstep.engine.postgres.lint.TableConstraint.State;
import java.util.List;
import java.util.Optional;

/// Partitions that come and go.
final class PartitionRules implements RuleGroup {
  static final Rule ATTACH =
      Rule.of(
          "attach-partition-scans",
          Hazard.WAIT,
          Severity.ERROR,
          TableLock.ACCESS_EXCLUSIVE,
          "ATTACH PARTITION stops reads and writes of the new partition while every row is looked at,"
              + " unless a validated CHECK says already that all belong there.",
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
          "DETACH PARTITION without CONCURRENTLY waits for every query on the partitioned table, and"
              + " makes later ones wait behind it.",
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
  public void look(Sight sight, Findings findings) {
    switch (sight.command()) {
      case Command.AlterTable alter -> {
        Subject parent = sight.subject(alter.table());
        for (TableAction.Placed placed : alter.actions()) {
          switch (placed.action()) {
            case TableAction.Attach attach -> attach(sight, parent, placed, attach, findings);
            case TableAction.Detach detach -> detach(parent, placed, detach, findings);
            default -> {}
          }
        }
      }
      case Command.CreateTable create -> create(sight, create, findings);
      default -> {}
    }
  }

  private static void attach(
      Sight sight,
      Subject parent,
      TableAction.Placed placed,
      TableAction.Attach attach,
      Findings findings) {
    Subject partition = sight.subject(attach.partition());
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
        "every row of %s is looked at while nobody can read or write it".formatted(child),
        """
        ALTER TABLE %1$s ADD CONSTRAINT %2$s CHECK (...) NOT VALID;
        ALTER TABLE %1$s VALIDATE CONSTRAINT %2$s;
        -- in a later script
        ALTER TABLE %3$s ATTACH PARTITION %1$s %4$s;"""
            .formatted(child, name, parent.sql(), Phrases.sql(attach.bound())));
  }

  private static void detach(
      Subject parent, TableAction.Placed placed, TableAction.Detach detach, Findings findings) {
    if (detach.build() == Build.BLOCKING && !parent.isFresh()) {
      findings.add(
          DETACH,
          parent,
          placed,
          "detaching %s waits for every query on %s, and all later ones wait for it"
              .formatted(detach.partition().sql(), parent.sql()),
          "ALTER TABLE %s DETACH PARTITION %s CONCURRENTLY;"
              .formatted(parent.sql(), detach.partition().sql()));
    }
  }

  private static void create(Sight sight, Command.CreateTable create, Findings findings) {
    Optional<Subject> parent =
        Optional.ofNullable(create.partitionOf())
            .map(sight::subject)
            .filter(subject -> !subject.isFresh());
    if (parent.isPresent()) {
      findings.add(
          CREATE,
          parent.get(),
          "making %s waits for every query on %s, and all later ones wait for it"
              .formatted(create.table().sql(), parent.get().sql()),
          "CREATE TABLE %1$s (LIKE %2$s INCLUDING ALL);\nALTER TABLE %2$s ATTACH PARTITION %1$s ...;"
              .formatted(create.table().sql(), parent.get().sql()));
    }
  }
}
