package dev.lockstep.operator.gate;

import dev.lockstep.operator.kube.Events;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes Events about what pods wait for, on the pods and their owners, once per change. It keeps
/// a hash of the last notice for each of the newest ten thousand objects. After a restart or an
/// eviction a notice is written twice, which is harmless.
final class GateEvents {
  static final int REMEMBERED = 10_000;

  private final Events events;
  private final Map<String, Long> last =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.@Nullable Entry<String, Long> eldest) {
          return size() > REMEMBERED;
        }
      };

  GateEvents(Events events) {
    this.events = events;
  }

  /// The content of an Event.
  record Notice(Events.Level level, String reason, String message) {
    /// A hash of the notice. A collision would suppress a notice, but its probability is
    /// negligible.
    private long number() {
      return (((long) reason.hashCode() << 32) | (message.length() & 0xFFFFFFFFL))
          ^ message.hashCode() * 0x9E3779B97F4A7C15L;
    }
  }

  /// Writes an Event about the pod and one about its owner.
  ///
  /// @return whether the notice is new for the pod
  boolean about(Pod pod, Notice notice) {
    boolean isNew = isNew(pod.getMetadata().getUid(), notice);
    if (isNew) {
      events.about(pod, notice.level(), notice.reason(), notice.message());
    }
    for (OwnerReference owner : pod.getMetadata().getOwnerReferences()) {
      if (Boolean.TRUE.equals(owner.getController()) && isNew(owner.getUid(), notice)) {
        events.about(
            pod.getMetadata().getNamespace(),
            owner,
            notice.level(),
            notice.reason(),
            notice.message());
      }
    }
    return isNew;
  }

  /// Returns whether a notice about the pod was written.
  synchronized boolean knows(Pod pod) {
    return last.containsKey(pod.getMetadata().getUid());
  }

  private synchronized boolean isNew(String uid, Notice notice) {
    Long number = notice.number();
    return !number.equals(last.put(uid, number));
  }
}
