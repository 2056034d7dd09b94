package dev.lockstep.operator;

import dev.lockstep.api.v1alpha1.LockstepNames;
import dev.lockstep.schema.RequirementCases;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.HashMap;

/// The objects of a user of one namespace who attacks the operator of the cluster.
public final class HostileObjects {
  /// A total of 900,000 empty files, which take 10 MB in the API server.
  private static final int CONFIG_MAPS = 30;

  private static final int FILES = 30_000;
  private static final int PODS = 30;

  private HostileObjects() {}

  /// Creates a namespace with ConfigMaps of many files, named `many-0` and so on, and with gated
  /// pods, every second of which requires 20,000 schemas.
  public static void make(KubernetesClient client, String namespace) {
    client
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build())
        .create();
    for (int i = 0; i < CONFIG_MAPS; i++) {
      client.resource(configMap(namespace, "many-" + i)).create();
    }
    ConfigMap owner = client.configMaps().inNamespace(namespace).withName("many-0").get();
    for (int i = 0; i < PODS; i++) {
      client.resource(pod(namespace, i, owner)).create();
    }
  }

  private static ConfigMap configMap(String namespace, String name) {
    var files = new HashMap<String, String>();
    for (int i = 0; i < FILES; i++) {
      files.put(Integer.toString(i, Character.MAX_RADIX), "");
    }
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(namespace)
        .endMetadata()
        .withData(files)
        .build();
  }

  /// Creates the pod as a controller does, which is exempt from the policies.
  private static Pod pod(String namespace, int number, HasMetadata owner) {
    Pod pod =
        new PodBuilder()
            .withNewMetadata()
            .withName("pod-" + number)
            .withNamespace(namespace)
            .addToLabels(LockstepNames.GATED_LABEL, LockstepNames.GATED)
            .addToAnnotations(
                LockstepNames.REQUIRES_ANNOTATION,
                number % 2 == 0 ? RequirementCases.entries(20_000) : RequirementCases.entries(50))
            .endMetadata()
            .withNewSpec()
            .addNewSchedulingGate(LockstepNames.SCHEMA_GATE)
            .addNewContainer()
            .withName("app")
            .withImage("registry.test/app")
            .endContainer()
            .endSpec()
            .build();
    pod.addOwnerReference(owner).setController(true);
    return pod;
  }
}
