package dev.lockstep.runner.lint;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lockstep.engine.lint.HeldLock;
import dev.lockstep.engine.lint.Rule;
import dev.lockstep.runner.output.Answer;
import dev.lockstep.runner.output.Page;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The list of rules.
///
/// @param oldest the oldest major version that the rules know
record LintRules(List<Rule> rules, int oldest) implements Answer {
  /// A rule for JSON.
  ///
  /// @param since the first major version to which the rule applies
  /// @param byDefault whether the rule is enabled by default
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Line(
      String rule,
      String severity,
      String hazard,
      String summary,
      @Nullable String lock,
      @Nullable String blocks,
      String safe,
      int since,
      boolean byDefault) {
    static Line of(Rule rule, int oldest) {
      return new Line(
          rule.id(),
          rule.severity().label(),
          rule.hazard().title(),
          rule.summary(),
          Optional.ofNullable(rule.lock()).map(HeldLock::title).orElse(null),
          rule.blocks(),
          rule.safe(),
          Math.max(rule.since(), oldest),
          rule.use() == Rule.Use.ALWAYS);
    }
  }

  @Override
  public Page text() {
    var page = new Page();
    rules.forEach(
        rule ->
            page.line(
                    "%s (%s%s)"
                        .formatted(
                            rule.id(),
                            rule.severity().label(),
                            rule.use() == Rule.Use.ALWAYS ? "" : ", when enabled"))
                .line("  " + rule.summary()));
    return page;
  }

  @Override
  public Object json() {
    return rules.stream().map(rule -> Line.of(rule, oldest)).toList();
  }
}
