package dev.lockstep.operator.kube;

import dev.lockstep.api.v1alpha1.SchemaMigration;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.javaoperatorsdk.operator.api.config.Cloner;

/// Copies objects of caches. The framework's default cloner serializes an object to JSON and parses
/// the result, so a spec that could not be read would become an empty one that is valid. Spec and
/// status are immutable, so the copies share them.
public final class ResourceCloner implements Cloner {
  private final KubernetesSerialization serialization;

  public ResourceCloner(KubernetesSerialization serialization) {
    this.serialization = serialization;
  }

  @Override
  @SuppressWarnings("unchecked")
  public <R extends HasMetadata> R clone(R original) {
    return original instanceof SchemaMigration migration
        ? (R) copy(migration)
        : serialization.clone(original);
  }

  private SchemaMigration copy(SchemaMigration original) {
    var copy = new SchemaMigration();
    ObjectMeta metadata = serialization.clone(original.getMetadata());
    copy.setMetadata(metadata);
    copy.setSpec(original.getSpec());
    copy.setStatus(original.getStatus());
    return copy;
  }
}
