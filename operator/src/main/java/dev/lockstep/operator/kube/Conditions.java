package dev.lockstep.operator.kube;

import dev.lockstep.api.v1alpha1.status.ConditionReason;
import dev.lockstep.schema.Printable;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/// The conditions of a resource, with the types of kstatus, and the one rule to merge them:
/// `lastTransitionTime` changes only with the status of a condition, and each condition states the
/// generation that it was computed for.
public final class Conditions {
  /// The database is in step with the scripts.
  public static final String READY = "Ready";

  /// The operator is working, or waits for a condition that resolves by itself.
  public static final String RECONCILING = "Reconciling";

  /// Manual intervention is needed.
  public static final String STALLED = "Stalled";

  private Conditions() {}

  /// A condition to be set.
  public record Wanted(String type, String status, ConditionReason reason, String message) {}

  /// Merges conditions into those of a status.
  ///
  /// @param previous the conditions in the status
  /// @param wanted all conditions to be set; others are removed
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

  /// Returns the condition of a type.
  public static Optional<Condition> find(List<Condition> conditions, String type) {
    return conditions.stream().filter(condition -> type.equals(condition.getType())).findFirst();
  }

  /// The API conventions allow 32,768 characters; users read far fewer.
  private static String shorten(String message) {
    int limit = 2_000;
    return message.length() <= limit ? message : message.substring(0, limit - 1) + "…";
  }
}
