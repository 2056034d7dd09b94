package dev.lockstep.engine.postgres.lint;

import java.util.List;

/// Rules that look at the same statements. It keeps nothing between them.
interface RuleGroup {
  /// The rules, in the order in which they are listed.
  List<Rule> rules();

  /// Looks at a statement.
  void look(Sight sight, Findings findings);
}
