package dev.lockstep.engine.postgres.lint.rule;

import dev.lockstep.engine.lint.Rule;
import java.util.List;

/// Rules that look at the same statements. It keeps nothing between them.
public interface RuleGroup {
  /// The rules, in the order in which they are listed.
  List<Rule> rules();

  /// Looks at a statement.
  void look(RuleContext context, FindingCollector findings);
}
