package dev.lockstep.engine.postgres.lint.rule;

import dev.lockstep.engine.lint.Rule;
import java.util.List;

/// Rules that examine the same statements. A group has no state.
public interface RuleGroup {
  /// The rules, in the order of the list.
  List<Rule> rules();

  /// Checks a statement.
  void look(RuleContext context, FindingCollector findings);
}
