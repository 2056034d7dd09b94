package dev.lockstep.engine.postgres.lint.rule;

import dev.lockstep.engine.lint.Rules;
import java.util.List;

/// All rules for PostgreSQL, in groups.
public final class RuleGroups {
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

  private static final Rules RULES =
      Rules.of(GROUPS.stream().flatMap(group -> group.rules().stream()));

  private RuleGroups() {}

  public static List<RuleGroup> groups() {
    return GROUPS;
  }

  /// The rules of all groups, and those that every dialect has.
  public static Rules rules() {
    return RULES;
  }
}
