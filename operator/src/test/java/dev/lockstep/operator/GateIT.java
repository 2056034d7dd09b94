package dev.lockstep.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.api.v1alpha1.LockstepNames;
import dev.lockstep.testing.Await;
import dev.lockstep.testing.PostgresServers;
import dev.lockstep.testing.TestDatabase;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSchedulingGate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Pods start when the schema that they need is recorded, and not before.
final class GateIT extends OperatorScenario {
  private static final String ORDERS = "CREATE TABLE orders (id bigint PRIMARY KEY);";
  private static final Map<String, String> ONE = Map.of("V1__orders.sql", ORDERS);
  private static final Map<String, String> TWO =
      Map.of("V1__orders.sql", ORDERS, "V2__x.sql", "CREATE TABLE x ();");

  @Test
  void podsThatComeBeforeEverythingElseStartWhenTheirVersionIsRecorded() {
    deployment("web", "orders >=1");
    awaitEvent("WaitingForSchema", "there is no SchemaMigration of this name");
    migration();
    scripts(ONE);
    secret();

    awaitReady("1");

    awaitStarted("web", 1);
    assertThat(events("ReplicaSet", "WaitingForSchema")).isNotEmpty();
  }

  /// Where the API server serves MutatingAdmissionPolicy; elsewhere users write the gate.
  @Test
  void labelAndRequirementAreEnoughWhereTheGateIsInjected() {
    secret();
    scripts(ONE);
    migration();
    awaitReady("1");
    boolean injected = cluster.mutatingAdmissionVersion().isPresent();

    deployment("web", "orders >=2", injected ? "[]" : "[{name: lockstep.dev/schema}]");
    awaitEvent("WaitingForSchema", "its database records version 1");
    assertThat(gates("web")).containsExactly(LockstepNames.SCHEMA_GATE);
    scripts(TWO);

    awaitStarted("web", 1);
  }

  @Test
  void staysGatedBelowTheWindowAndOpensInsideIt() {
    secret();
    scripts(ONE);
    migration();
    awaitReady("1");

    deployment("web", "orders >=2 <3");
    awaitEvent("WaitingForSchema", "its database records version 1");
    assertThat(gates("web")).containsExactly(LockstepNames.SCHEMA_GATE);
    scripts(TWO);

    awaitReady("2");
    awaitStarted("web", 1);
  }

  @Test
  void removesItsOwnGateAndNoOther() {
    secret();
    scripts(ONE);
    migration();
    awaitReady("1");

    pod("held", "orders >=1", LockstepNames.SCHEMA_GATE, "example.com/other");

    Await.until(
        "only the other gate is left",
        PATIENCE,
        () -> gates("held").equals(List.of("example.com/other")));
  }

  @Test
  void malformedRequirementKeepsThePodGatedAndShowsThePlace() {
    secret();
    scripts(ONE);
    migration();
    awaitReady("1");

    malformed("wrong");
    awaitEvent("SchemaRequirementInvalid", "^");
    pod("right", "orders >=1", LockstepNames.SCHEMA_GATE);

    Await.until("the right one is open", PATIENCE, () -> gates("right").isEmpty());
    assertThat(gates("wrong")).containsExactly(LockstepNames.SCHEMA_GATE);
  }

  @Test
  void worksWhenTheOperatorWasDown() {
    secret();
    scripts(ONE);
    migration();
    awaitReady("1");
    operator().kill();

    deployment("web", "orders >=1");
    Await.until("the pod is there", PATIENCE, () -> pods("web").size() == 1);
    assertThat(gates("web")).containsExactly(LockstepNames.SCHEMA_GATE);
    operator();

    awaitStarted("web", 1);
  }

  @Test
  void doesNotOpenOnAVersionReadFromAnotherDatabase(PostgresServers servers) {
    secret();
    scripts(ONE);
    migration();
    awaitReady("1");
    TestDatabase other = servers.newest().createDatabase();
    operator().kill();

    cluster
        .kubectl()
        .run(
            "patch",
            "smig",
            NAME,
            "-n",
            namespace,
            "--type=merge",
            "-p",
            "{\"spec\":{\"suspend\":true,\"database\":{\"secretRef\":{\"name\":\"other-db\"}}}}")
        .orThrow();
    pod("early", "orders >=1", LockstepNames.SCHEMA_GATE);
    operator();
    awaitEvent("WaitingForSchema", "not read yet");
    assertThat(gates("early")).containsExactly(LockstepNames.SCHEMA_GATE);
    secret("other-db", other);
    cluster
        .kubectl()
        .run(
            "patch",
            "smig",
            NAME,
            "-n",
            namespace,
            "--type=merge",
            "-p",
            "{\"spec\":{\"suspend\":false}}")
        .orThrow();

    awaitReady("1");
    Await.until("the pod is open", PATIENCE, () -> gates("early").isEmpty());
  }

  @Test
  void doesNotOpenWhileARunWouldLeaveTheWindow() throws Exception {
    secret();
    scripts(ONE);
    migration();
    awaitReady("1");
    try (var hold = database.connect();
        var statement = hold.createStatement()) {
      statement.execute("SELECT pg_advisory_lock(4711)");
      scripts(
          Map.of(
              "V1__orders.sql",
              ORDERS,
              "V2__x.sql",
              "SELECT 'held by the test', pg_advisory_xact_lock(4711);"));
      awaitStatement("held by the test");

      pod("old", "orders >=1 <2", LockstepNames.SCHEMA_GATE);
      awaitEvent("WaitingForSchema", "under way");
      assertThat(gates("old")).containsExactly(LockstepNames.SCHEMA_GATE);
      statement.execute("SELECT pg_advisory_unlock(4711)");
    }

    awaitReady("2");
    awaitEvent("WaitingForSchema", "its database records version 2");
    assertThat(gates("old")).containsExactly(LockstepNames.SCHEMA_GATE);
  }

  @Test
  void oldPodsKeepRunningWhileNewOnesWaitAndTheContractWaitsForTheOldOnes() {
    secret();
    scripts(ONE);
    migration();
    awaitReady("1");
    deployment("web", "orders >=1 <3");
    awaitStarted("web", 1);
    String old = pods("web").getFirst().getMetadata().getName();

    scripts(
        Map.of(
            "V1__orders.sql", ORDERS,
            "V2__x.sql", "CREATE TABLE x ();",
            "V3__contract.sql", "DROP TABLE x;"));
    awaitReason("WaitingForWorkloads");
    assertThat(message()).contains("Deployment/web").contains("3");
    assertThat(status().version()).isEqualTo("2");
    assertThat(running(old)).isTrue();

    deployment("web", "orders >=2");

    awaitReady("3");
    Await.until(
        "the old pod is gone and the new one runs",
        PATIENCE,
        () -> pods("web").size() == 1 && started("web") == 1 && !running(old));
  }

  @Test
  void bareNameWaitsForReadiness() {
    pod("web", "orders", LockstepNames.SCHEMA_GATE);
    secret();
    scripts(ONE);
    migration();

    awaitReady("1");

    Await.until("the pod is open", PATIENCE, () -> gates("web").isEmpty());
  }

  private void deployment(String name, String requires) {
    deployment(name, requires, "[{name: lockstep.dev/schema}]");
  }

  private void deployment(String name, String requires, String gates) {
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

  /// The API server refuses it to users; a controller may make it of an older template.
  private void malformed(String name) {
    ConfigMap owner = client.configMaps().inNamespace(namespace).withName(SCRIPTS).get();
    Pod pod =
        new PodBuilder()
            .withNewMetadata()
            .withName(name)
            .withNamespace(namespace)
            .addToLabels("app", name)
            .addToLabels(LockstepNames.GATED_LABEL, LockstepNames.GATED)
            .addToAnnotations(LockstepNames.REQUIRES_ANNOTATION, "orders >>1")
            .endMetadata()
            .withNewSpec()
            .addNewSchedulingGate(LockstepNames.SCHEMA_GATE)
            .addNewContainer()
            .withName(name)
            .withImage("registry.test/web")
            .endContainer()
            .endSpec()
            .build();
    pod.addOwnerReference(owner).setController(true);
    client.resource(pod).create();
  }

  private void pod(String name, String requires, String... gates) {
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

  private List<Pod> pods(String app) {
    return client.pods().inNamespace(namespace).withLabel("app", app).list().getItems();
  }

  private List<String> gates(String app) {
    return pods(app).stream()
        .flatMap(pod -> pod.getSpec().getSchedulingGates().stream())
        .map(PodSchedulingGate::getName)
        .toList();
  }

  private void awaitStarted(String app, int count) {
    Await.until(count + " pods of " + app + " run", PATIENCE, () -> started(app) == count);
  }

  private long started(String app) {
    return pods(app).stream().filter(pod -> "Running".equals(pod.getStatus().getPhase())).count();
  }

  private boolean running(String name) {
    Pod pod = client.pods().inNamespace(namespace).withName(name).get();
    return pod != null && "Running".equals(pod.getStatus().getPhase());
  }

  private void awaitEvent(String reason, String text) {
    Await.until(
        "an Event %s with '%s'".formatted(reason, text),
        PATIENCE,
        () -> events("Pod", reason).stream().anyMatch(event -> event.getMessage().contains(text)));
  }

  private List<Event> events(String kind, String reason) {
    return client.v1().events().inNamespace(namespace).list().getItems().stream()
        .filter(event -> event.getInvolvedObject().getKind().equals(kind))
        .filter(event -> reason.equals(event.getReason()))
        .toList();
  }
}
