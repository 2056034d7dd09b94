package dev.lockstep.runner;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lockstep.engine.postgres.TableLock;
import dev.lockstep.engine.postgres.lint.Rule;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The list of rules.
record LintRules(List<Rule> rules) implements AnswerCommand.Answer {
  /// A rule as JSON has it.
  ///
  /// @param since the first major version that it holds for
  /// @param byDefault whether it is looked for without being asked for
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
    static Line of(Rule rule) {
      return new Line(
          rule.id(),
          rule.severity().label(),
          rule.hazard().title(),
          rule.summary(),
          Optional.ofNullable(rule.lock()).map(TableLock::title).orElse(null),
          rule.blocks(),
          rule.safe(),
          rule.since(),
          rule.use() == Rule.Use.ALWAYS);
    }
  }

  @Override
  public String text() {
    return rules.stream()
        .map(
            rule ->
                "%s (%s%s)\n  %s"
                    .formatted(
                        rule.id(),
                        rule.severity().label(),
                        rule.use() == Rule.Use.ALWAYS ? "" : ", when enabled",
                        rule.summary()))
        .collect(Collectors.joining("\n"));
  }

  @Override
  public Object json() {
    return rules.stream().map(Line::of).toList();
  }
}
