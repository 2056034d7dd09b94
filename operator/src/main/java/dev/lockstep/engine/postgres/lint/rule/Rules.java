package dev.lockstep.engine.postgres.lint.rule;

import dev.lockstep.engine.lint.Hazard;
import dev.lockstep.engine.lint.Rule;
import dev.lockstep.engine.lint.Severity;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// All rules.
public final class Rules {
  public static final Rule MISSING_UNDO =
      Rule.of(
          "missing-undo",
          Hazard.SCRIPT,
          Severity.NOTE,
          null,
          "Other scripts of the set have an undo, but this one does not.",
          """
          -- U8__note.sql, V8__note.down.sql, or the undo part
          ALTER TABLE orders DROP COLUMN note;
          """);

  public static final Rule UNUSED_UNDO =
      Rule.of(
          "unused-undo",
          Hazard.SCRIPT,
          Severity.WARNING,
          null,
          "An undo script belongs to a version without an up script, so it is never run.",
          """
          -- 000008_note.up.sql, beside 000008_note.down.sql
          ALTER TABLE orders ADD COLUMN note text;
          """);

  public static final Rule IDLE_MARKER =
      Rule.of(
          "idle-marker",
          Hazard.SCRIPT,
          Severity.WARNING,
          null,
          "dbmate divides a file only at its first markers; a second marker is a comment.",
          """
          -- 20260102_note.sql, a separate file
          -- migrate:up
          ALTER TABLE orders ADD COLUMN note text;
          """);

  public static final Rule ALLOW_UNKNOWN =
      Rule.of(
          "allow-unknown",
          Hazard.SCRIPT,
          Severity.WARNING,
          null,
          "A comment allows a rule that does not exist.",
          "-- lockstep: allow drop-column nobody reads it since 7.2");

  public static final Rule ALLOW_UNUSED =
      Rule.of(
          "allow-unused",
          Hazard.SCRIPT,
          Severity.WARNING,
          null,
          "A comment allows a rule that has no finding there.",
          "-- remove the line, or move it to its statement");

  public static final Rule ALLOW_REASON =
      Rule.of(
          "allow-without-reason",
          Hazard.SCRIPT,
          Severity.WARNING,
          null,
          "A comment allows a rule without a reason, and is therefore ignored.",
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
              Stream.of(
                  MISSING_UNDO,
                  UNUSED_UNDO,
                  IDLE_MARKER,
                  ALLOW_UNKNOWN,
                  ALLOW_UNUSED,
                  ALLOW_REASON))
          .toList();

  private Rules() {}

  public static List<RuleGroup> groups() {
    return GROUPS;
  }

  /// All rules, sorted by group.
  public static List<Rule> all() {
    return ALL;
  }

  /// The rule with an identifier.
  public static Optional<Rule> byId(String id) {
    return ALL.stream().filter(rule -> rule.id().equals(id)).findFirst();
  }
}
