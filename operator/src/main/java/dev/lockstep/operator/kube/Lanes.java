package dev.lockstep.operator.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/// How many passes of one namespace may be at work at the same time: all namespaces share the
/// workers, and one whose passes take long, or never end to come, must leave some to the others.
public final class Lanes {
  /// Of the workers, which are 50.
  private static final int OF_ONE_NAMESPACE = 12;

  private final int most;
  private final Map<String, Integer> busy = new HashMap<>();

  /// Lanes for every namespace.
  public Lanes() {
    this(OF_ONE_NAMESPACE);
  }

  Lanes(int most) {
    this.most = most;
  }

  /// Takes a lane of a namespace, which [#leave] gives back.
  ///
  /// @return whether there was one
  synchronized boolean enter(String namespace) {
    int count = busy.getOrDefault(namespace, 0);
    if (count >= most) {
      return false;
    }
    busy.put(namespace, count + 1);
    return true;
  }

  /// Passes in a lane of the object's namespace, or asks for a later pass: not all at once.
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

  /// Gives a lane back.
  synchronized void leave(String namespace) {
    busy.computeIfPresent(namespace, (_, count) -> count == 1 ? null : count - 1);
  }
}
