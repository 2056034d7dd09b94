package dev.lockstep.operator.gate;

import dev.lockstep.operator.kube.Events;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Says on pods and their owners what they wait for, once per change. It remembers the last
/// sentence of the newest ten thousand objects; a forgotten or restarted memory says a sentence
/// twice, which harms nobody.
final class Announcements {
  private static final int REMEMBERED = 10_000;

  private final Events events;
  private final Map<String, String> last =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.@Nullable Entry<String, String> eldest) {
          return size() > REMEMBERED;
        }
      };

  Announcements(Events events) {
    this.events = events;
  }

  void about(Pod pod, Events.Level level, String reason, String message) {
    if (isNew(pod.getMetadata().getUid(), message)) {
      events.about(pod, level, reason, message);
    }
    for (OwnerReference owner : pod.getMetadata().getOwnerReferences()) {
      if (Boolean.TRUE.equals(owner.getController()) && isNew(owner.getUid(), message)) {
        events.about(pod.getMetadata().getNamespace(), owner, level, reason, message);
      }
    }
  }

  private synchronized boolean isNew(String uid, String message) {
    return !message.equals(last.put(uid, message));
  }
}
