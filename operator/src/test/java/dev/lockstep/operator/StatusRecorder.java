package dev.lockstep.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.api.v1alpha1.SchemaMigration;
import dev.lockstep.api.v1alpha1.SchemaMigrationStatus;
import dev.lockstep.operator.kube.Conditions;
import dev.lockstep.testing.Await;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Records every status in a namespace, and checks the rules for each and for any two in
/// succession.
public final class StatusRecorder implements ResourceEventHandler<SchemaMigration>, AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final List<SchemaMigration> recorded = new ArrayList<>();
  private final SharedIndexInformer<SchemaMigration> informer;

  public StatusRecorder(KubernetesClient client, String namespace) {
    informer = client.resources(SchemaMigration.class).inNamespace(namespace).inform(this);
  }

  @Override
  public synchronized void onAdd(SchemaMigration resource) {
    recorded.add(resource);
  }

  @Override
  public synchronized void onUpdate(SchemaMigration before, SchemaMigration resource) {
    recorded.add(resource);
  }

  @Override
  public void onDelete(SchemaMigration resource, boolean unknownState) {}

  /// Returns the reasons of the Ready condition in the order in which they appeared. The recorder
  /// may receive a status a moment later than other clients, so this method waits.
  ///
  /// @param last the last reason, which must have appeared already
  public List<String> reasonsUpTo(String name, String last) {
    Await.until(
        "the recorder has seen " + last,
        LIMIT,
        () -> {
          List<String> reasons = reasons(name);
          return !reasons.isEmpty() && reasons.getLast().equals(last);
        });
    return reasons(name);
  }

  private synchronized List<String> reasons(String name) {
    var reasons = new ArrayList<String>();
    for (SchemaMigration resource : recorded) {
      if (resource.getMetadata().getName().equals(name) && resource.getStatus() != null) {
        Conditions.find(resource.getStatus().conditions(), Conditions.READY)
            .map(Condition::getReason)
            .filter(reason -> reasons.isEmpty() || !reasons.getLast().equals(reason))
            .ifPresent(reasons::add);
      }
    }
    return reasons;
  }

  /// Returns the number of versions of a resource that were recorded.
  synchronized long writes(String name) {
    return recorded.stream()
        .filter(resource -> resource.getMetadata().getName().equals(name))
        .map(resource -> resource.getMetadata().getResourceVersion())
        .distinct()
        .count();
  }

  /// Fails if a recorded status breaks the rules of kstatus.
  synchronized void check() {
    Map<String, SchemaMigrationStatus> last = new HashMap<>();
    for (SchemaMigration resource : recorded) {
      SchemaMigrationStatus status = resource.getStatus();
      if (status == null) {
        continue;
      }
      check(resource, status);
      SchemaMigrationStatus before = last.put(resource.getMetadata().getUid(), status);
      if (before != null) {
        check(before, status);
      }
    }
  }

  private static void check(SchemaMigration resource, SchemaMigrationStatus status) {
    String what = resource.getMetadata().getName() + ": " + status;
    boolean ready = isTrue(status, Conditions.READY);
    boolean reconciling = isTrue(status, Conditions.RECONCILING);
    boolean stalled = isTrue(status, Conditions.STALLED);
    assertThat(reconciling && stalled).as("Reconciling and Stalled at once: " + what).isFalse();
    assertThat(ready && (reconciling || stalled)).as("Ready and not done: " + what).isFalse();
    assertThat(status.observedGeneration())
        .as("a generation that does not exist yet: " + what)
        .isLessThanOrEqualTo(resource.getMetadata().getGeneration());
    for (Condition condition : status.conditions()) {
      assertThat(condition.getObservedGeneration())
          .as("a condition of another generation: " + what)
          .isEqualTo(status.observedGeneration());
      assertThat(condition.getReason()).as(what).isNotBlank();
      assertThat(condition.getMessage()).as(what).isNotBlank();
    }
    if (ready) {
      assertThat(status.pendingCount()).as("Ready with pending scripts: " + what).isZero();
      assertThat(status.lastRun()).as("Ready without a run: " + what).isNotNull();
    }
  }

  private static void check(SchemaMigrationStatus before, SchemaMigrationStatus after) {
    for (Condition condition : after.conditions()) {
      Optional<Condition> old = Conditions.find(before.conditions(), condition.getType());
      old.ifPresent(
          one -> {
            boolean moved = !one.getLastTransitionTime().equals(condition.getLastTransitionTime());
            boolean changed = !one.getStatus().equals(condition.getStatus());
            assertThat(!moved || changed)
                .as("lastTransitionTime moved without a transition: %s to %s", one, condition)
                .isTrue();
          });
    }
  }

  private static boolean isTrue(SchemaMigrationStatus status, String type) {
    return Conditions.find(status.conditions(), type)
        .filter(condition -> "True".equals(condition.getStatus()))
        .isPresent();
  }

  @Override
  public void close() {
    informer.close();
  }
}
