package dev.lockstep.engine.postgres.lint;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// All rules.
public final class Rules {
  static final Rule MISSING_UNDO =
      Rule.of(
          "missing-undo",
          Hazard.SCRIPT,
          Severity.NOTE,
          null,
          "Other scripts of the set say how they are undone, and this one does not.",
          """
          -- U8__note.sql, V8__note.down.sql, or the part that undoes it
          ALTER TABLE orders DROP COLUMN note;
          """);

  static final Rule ALLOW_UNKNOWN =
      Rule.of(
          "allow-unknown",
          Hazard.SCRIPT,
          Severity.WARNING,
          null,
          "What is allowed is no rule.",
          "-- lockstep: allow drop-column nobody reads it since 7.2");

  static final Rule ALLOW_UNUSED =
      Rule.of(
          "allow-unused",
          Hazard.SCRIPT,
          Severity.WARNING,
          null,
          "What is allowed is not found there.",
          "-- take the line out, or move it to its statement");

  static final Rule ALLOW_REASON =
      Rule.of(
          "allow-without-reason",
          Hazard.SCRIPT,
          Severity.WARNING,
          null,
          "A rule is allowed and nobody says why; it counts all the same as not allowed.",
          "-- lockstep: allow drop-column nobody reads it since 7.2");

  private static final List<RuleGroup> GROUPS =
      List.of(
          new IndexRules(),
          new ConcurrentRules(),
          new ConstraintRules(),
          new NotNullRules(),
          new AddColumnRules(),
          new TypeRules(),
          new RenameRules(),
          new DropRules(),
          new DataRules(),
          new PartitionRules(),
          new MaintenanceRules(),
          new ScriptRules(),
          new SecurityRules(),
          new StyleRules());

  private static final List<Rule> ALL =
      Stream.concat(
              GROUPS.stream().flatMap(group -> group.rules().stream()),
              Stream.of(MISSING_UNDO, ALLOW_UNKNOWN, ALLOW_UNUSED, ALLOW_REASON))
          .toList();

  private Rules() {}

  static List<RuleGroup> groups() {
    return GROUPS;
  }

  /// All rules, those that belong together one after the other.
  public static List<Rule> all() {
    return ALL;
  }

  /// The rule of an id.
  public static Optional<Rule> byId(String id) {
    return ALL.stream().filter(rule -> rule.id().equals(id)).findFirst();
  }
}
