package dev.lockstep.operator.migration.decision;

import dev.lockstep.schema.VersionWindow;
import java.time.Instant;
import java.util.List;

/// A live pod that opted in to gating and requires a window of this resource.
///
/// @param owner the workload that the pod belongs to, such as `Deployment/orders`, or the pod
///   itself
/// @param stage the stage of the pod's life
/// @param created the time at which the pod was created
public record Workload(
    String pod, String owner, Stage stage, VersionWindow window, Instant created) {
  private static final int MOST_NAMED = 20;

  public enum Stage {
    GATED,
    LIVE,
    TERMINATING
  }

  /// Lists the workloads that pods belong to, for a message.
  public static String owners(List<Workload> pods) {
    List<String> owners = pods.stream().map(Workload::owner).distinct().sorted().toList();
    String first = String.join(", ", owners.stream().limit(MOST_NAMED).toList());
    return owners.size() <= MOST_NAMED
        ? first
        : "%s and %d more".formatted(first, owners.size() - MOST_NAMED);
  }
}
