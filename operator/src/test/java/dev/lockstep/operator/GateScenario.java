package dev.lockstep.operator;

import dev.lockstep.api.v1alpha1.LockstepNames;
import dev.lockstep.testing.Await;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSchedulingGate;
import java.util.List;
import java.util.Map;

/// The common part of the tests of the gate: waiting workloads, and the Events about them.
abstract class GateScenario extends OperatorScenario {
  static final String ORDERS = "CREATE TABLE orders (id bigint PRIMARY KEY);";
  static final Map<String, String> ONE = Map.of("V1__orders.sql", ORDERS);
  static final Map<String, String> TWO =
      Map.of("V1__orders.sql", ORDERS, "V2__x.sql", "CREATE TABLE x ();");

  final void deployment(String name, String requires) {
    deployment(name, requires, "[{name: lockstep.dev/schema}]");
  }

  final void deployment(String name, String requires, String gates) {
    apply(
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: %1$s, namespace: %2$s}
        spec:
          replicas: 1
          strategy: {rollingUpdate: {maxUnavailable: 0, maxSurge: 1}}
          selector: {matchLabels: {app: %1$s}}
          template:
            metadata:
              labels: {app: %1$s, lockstep.dev/gated: "true"}
              annotations: {lockstep.dev/requires: "%3$s"}
            spec:
              schedulingGates: %4$s
              terminationGracePeriodSeconds: 0
              containers: [{name: web, image: registry.test/web}]
        """
            .formatted(name, namespace, requires, gates));
  }

  /// Creates a pod that the API server refuses to users; a controller may create it from an older
  /// template.
  final void malformed(String name) {
    malformed(name, "orders >>1", List.of(new PodSchedulingGate(LockstepNames.SCHEMA_GATE)));
  }

  /// Creates the pod as a controller does. Without gates in the list, none is injected, because the
  /// pod names its node.
  final void malformed(String name, String requires, List<PodSchedulingGate> gates) {
    ConfigMap owner = client.configMaps().inNamespace(namespace).withName(SCRIPTS).get();
    Pod pod =
        new PodBuilder()
            .withNewMetadata()
            .withName(name)
            .withNamespace(namespace)
            .addToLabels("app", name)
            .addToLabels(LockstepNames.GATED_LABEL, LockstepNames.GATED)
            .addToAnnotations(LockstepNames.REQUIRES_ANNOTATION, requires)
            .endMetadata()
            .withNewSpec()
            .withSchedulingGates(gates)
            .withNodeName(gates.isEmpty() ? "node-1" : null)
            .addNewContainer()
            .withName(name)
            .withImage("registry.test/web")
            .endContainer()
            .endSpec()
            .build();
    pod.addOwnerReference(owner).setController(true);
    client.resource(pod).create();
  }

  final void pod(String name, String requires, String... gates) {
    String list = String.join(", ", List.of(gates).stream().map("{name: %s}"::formatted).toList());
    apply(
        """
        apiVersion: v1
        kind: Pod
        metadata:
          name: %1$s
          namespace: %2$s
          labels: {app: %1$s, lockstep.dev/gated: "true"}
          annotations: {lockstep.dev/requires: "%3$s"}
        spec:
          schedulingGates: [%4$s]
          containers: [{name: web, image: registry.test/web}]
        """
            .formatted(name, namespace, requires, list));
  }

  final List<Pod> pods(String app) {
    return client.pods().inNamespace(namespace).withLabel("app", app).list().getItems();
  }

  final List<String> gates(String app) {
    return pods(app).stream()
        .flatMap(pod -> pod.getSpec().getSchedulingGates().stream())
        .map(PodSchedulingGate::getName)
        .toList();
  }

  final void awaitStarted(String app, int count) {
    Await.until(count + " pods of " + app + " run", PATIENCE, () -> started(app) == count);
  }

  final long started(String app) {
    return pods(app).stream().filter(pod -> "Running".equals(pod.getStatus().getPhase())).count();
  }

  final boolean running(String name) {
    Pod pod = client.pods().inNamespace(namespace).withName(name).get();
    return pod != null && "Running".equals(pod.getStatus().getPhase());
  }

  final void awaitEvent(String reason, String text) {
    Await.until(
        "an Event %s with '%s'".formatted(reason, text),
        PATIENCE,
        () -> events("Pod", reason).stream().anyMatch(event -> event.getMessage().contains(text)));
  }

  final List<Event> events(String kind, String reason) {
    return client.v1().events().inNamespace(namespace).list().getItems().stream()
        .filter(event -> event.getInvolvedObject().getKind().equals(kind))
        .filter(event -> reason.equals(event.getReason()))
        .toList();
  }
}
