package dev.lockstep.operator.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/// The limit on concurrent passes per namespace. All namespaces share the workers, so a namespace
/// whose passes take long, or keep coming, must leave some workers to the others.
public final class Lanes {
  /// The maximum for one namespace, out of 50 workers.
  private static final int OF_ONE_NAMESPACE = 12;

  private final int most;
  private final Map<String, Integer> busy = new HashMap<>();

  /// Creates lanes with the default limit for each namespace.
  public Lanes() {
    this(OF_ONE_NAMESPACE);
  }

  Lanes(int most) {
    this.most = most;
  }

  /// Takes a lane of a namespace, which [#leave] returns.
  ///
  /// @return whether a lane was free
  synchronized boolean enter(String namespace) {
    int count = busy.getOrDefault(namespace, 0);
    if (count >= most) {
      return false;
    }
    busy.put(namespace, count + 1);
    return true;
  }

  /// Runs a pass in a lane of the object's namespace. If no lane is free, the pass is rescheduled
  /// after a random pause, so that waiting passes do not all return at once.
  public <P extends HasMetadata> UpdateControl<P> through(
      P object, Supplier<UpdateControl<P>> pass) {
    String namespace = object.getMetadata().getNamespace();
    if (!enter(namespace)) {
      long pause = ThreadLocalRandom.current().nextLong(200, 1_000);
      return UpdateControl.<P>noUpdate().rescheduleAfter(Duration.ofMillis(pause));
    }
    try {
      return pass.get();
    } finally {
      leave(namespace);
    }
  }

  /// Returns a lane.
  synchronized void leave(String namespace) {
    busy.computeIfPresent(namespace, (_, count) -> count == 1 ? null : count - 1);
  }
}
