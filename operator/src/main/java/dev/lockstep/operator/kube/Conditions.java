package dev.lockstep.operator.kube;

import dev.lockstep.api.v1alpha1.status.ConditionReason;
import dev.lockstep.schema.Printable;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/// The conditions of a resource and their one merge rule: `lastTransitionTime` moves only when the
/// status of a condition does, and every condition says which generation it speaks of. The types
/// are those of kstatus.
public final class Conditions {
  /// The database is in step.
  public static final String READY = "Ready";

  /// The operator works, or waits for something that heals without a person.
  public static final String RECONCILING = "Reconciling";

  /// A person is needed.
  public static final String STALLED = "Stalled";

  private Conditions() {}

  /// What a condition is to say.
  public record Wanted(String type, String status, ConditionReason reason, String message) {}

  /// The conditions as they are to be written.
  ///
  /// @param previous as they stand in the status
  /// @param wanted every condition that is to be there; others disappear
  public static List<Condition> merge(
      List<Condition> previous, List<Wanted> wanted, long generation, Instant now) {
    return wanted.stream().map(one -> merge(previous, one, generation, now)).toList();
  }

  private static Condition merge(
      List<Condition> previous, Wanted wanted, long generation, Instant now) {
    String transition =
        find(previous, wanted.type())
            .filter(old -> wanted.status().equals(old.getStatus()))
            .map(Condition::getLastTransitionTime)
            .orElseGet(() -> now.truncatedTo(ChronoUnit.SECONDS).toString());
    return new ConditionBuilder()
        .withType(wanted.type())
        .withStatus(wanted.status())
        .withReason(wanted.reason().label())
        .withMessage(shorten(Printable.line(wanted.message())))
        .withObservedGeneration(generation)
        .withLastTransitionTime(transition)
        .build();
  }

  /// A condition of a list.
  public static Optional<Condition> find(List<Condition> conditions, String type) {
    return conditions.stream().filter(condition -> type.equals(condition.getType())).findFirst();
  }

  /// The API conventions allow 32,768 bytes; a person reads far less.
  private static String shorten(String message) {
    int limit = 2_000;
    return message.length() <= limit ? message : message.substring(0, limit - 1) + "…";
  }
}
