package dev.lockstep.bench;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// When a watch like the operator's own saw runs end and gates go.
final class ObservedTimes implements ResourceEventHandler<Pod>, AutoCloseable {
  private final Map<String, Long> releasedAt = new HashMap<>();
  private final SharedIndexInformer<Pod> informer;
  private long runEndedAt;

  ObservedTimes(KubernetesClient client, String namespace) {
    informer = client.pods().inNamespace(namespace).inform(this);
  }

  @Override
  public void onAdd(Pod pod) {}

  @Override
  public synchronized void onUpdate(Pod before, Pod pod) {
    String name = pod.getMetadata().getName();
    if (OperatorBench.ended(pod) && !OperatorBench.ended(before)) {
      runEndedAt = System.nanoTime();
    }
    boolean wasGated = !before.getSpec().getSchedulingGates().isEmpty();
    if (wasGated && pod.getSpec().getSchedulingGates().isEmpty()) {
      releasedAt.put(name, System.nanoTime());
    }
  }

  @Override
  public void onDelete(Pod pod, boolean unknownState) {}

  /// How many pods whose names begin so have lost their gate.
  synchronized long released(String prefix) {
    return releasedAt.keySet().stream().filter(name -> name.startsWith(prefix)).count();
  }

  /// How long after the end of the last run these pods lost their gates.
  synchronized List<Duration> delays(String prefix) {
    return releasedAt.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(prefix))
        .map(entry -> Duration.ofNanos(entry.getValue() - runEndedAt))
        .toList();
  }

  @Override
  public void close() {
    informer.close();
  }
}
