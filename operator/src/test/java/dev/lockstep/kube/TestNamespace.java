package dev.lockstep.kube;

import io.fabric8.kubernetes.client.KubernetesClient;

/// A namespace that one test has for itself. It is deleted after the test, without waiting.
///
/// @param client the administrator's; calls without a namespace go to this one
public record TestNamespace(String name, KubernetesClient client) {
  @Override
  public String toString() {
    return name;
  }
}
