package dev.lockstep.operator;

import dev.lockstep.api.v1alpha1.SchemaMigration;
import dev.lockstep.api.v1alpha1.SchemaMigrationStatus;
import dev.lockstep.kube.KubeCluster;
import dev.lockstep.kube.KubernetesTest;
import dev.lockstep.kube.ProcessNode;
import dev.lockstep.kube.TestNamespace;
import dev.lockstep.operator.kube.Conditions;
import dev.lockstep.testing.Await;
import dev.lockstep.testing.PostgresExtension;
import dev.lockstep.testing.TestDatabase;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/// A test of the whole: a real control plane, a node that is a process table, a real PostgreSQL,
/// the operator as a process with the rights of the chart; a namespace, a database and a resource
/// called `orders` of the test's own. Every status that was seen is checked at the end.
@KubernetesTest
@ExtendWith({PostgresExtension.class, SharedOperator.class})
@SuppressWarnings("NullAway.Init")
abstract class OperatorScenario {
  static final String NAME = "orders";
  static final String SCRIPTS = "orders-migrations";
  static final String SECRET = "orders-db";
  static final Duration PATIENCE = Duration.ofSeconds(60);

  KubeCluster cluster;
  KubernetesClient client;
  String namespace;
  ProcessNode node;
  TestDatabase database;
  SharedOperator.Access access;
  StatusRecorder recorder;

  @BeforeEach
  final void set(
      KubeCluster cluster,
      TestNamespace namespace,
      ProcessNode node,
      TestDatabase database,
      SharedOperator.Access access) {
    this.cluster = cluster;
    this.client = cluster.client();
    this.namespace = namespace.name();
    this.node = node;
    this.database = database;
    this.access = access;
    access.account(cluster);
    recorder = new StatusRecorder(client, this.namespace);
    if (startsOperator()) {
      operator();
    }
  }

  @AfterEach
  final void checkStatuses() {
    recorder.close();
    recorder.check();
  }

  /// Whether the shared operator runs from the beginning of each test.
  boolean startsOperator() {
    return true;
  }

  final OperatorProcess operator() {
    return access.running(cluster);
  }

  final void scripts(Map<String, String> files) {
    scripts(SCRIPTS, files);
  }

  final void scripts(String name, Map<String, String> files) {
    var configMap =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withName(name)
            .withNamespace(namespace)
            .endMetadata()
            .withData(files)
            .build();
    client.resource(configMap).createOr(existing -> existing.update());
  }

  final void secret() {
    secret(database);
  }

  final void secret(TestDatabase target) {
    secret(SECRET, target);
  }

  final void secret(String name, TestDatabase target) {
    secret(
        name,
        Map.of(
            "host", target.host(),
            "port", Integer.toString(target.port()),
            "dbname", target.name(),
            "username", target.user(),
            "password", target.password()));
  }

  final void secret(String name, Map<String, String> data) {
    var secret =
        new SecretBuilder()
            .withNewMetadata()
            .withName(name)
            .withNamespace(namespace)
            .endMetadata()
            .withStringData(data)
            .build();
    client.resource(secret).createOr(existing -> existing.update());
  }

  /// Creates the resource, with short waits so that tests are.
  final void migration() {
    migration("");
  }

  /// Creates or changes the resource.
  ///
  /// @param more further lines of the spec, indented by two
  final void migration(String more) {
    String yaml =
        """
        apiVersion: lockstep.dev/v1alpha1
        kind: SchemaMigration
        metadata:
          name: %s
          namespace: %s
        spec:
          database: {secretRef: {name: %s}}
          scripts: {configMaps: [{name: %s}]}
          retry: {backoff: {initial: 1s, max: 2s}}
        """
            .formatted(NAME, namespace, SECRET, SCRIPTS);
    apply(yaml + more.indent(2));
  }

  final void apply(String yaml) {
    cluster.kubectl().runWithInput(yaml, "apply", "-f", "-").orThrow();
  }

  final @Nullable SchemaMigration resource() {
    return client.resources(SchemaMigration.class).inNamespace(namespace).withName(NAME).get();
  }

  final SchemaMigrationStatus status() {
    SchemaMigration resource = resource();
    return resource == null || resource.getStatus() == null
        ? SchemaMigrationStatus.empty()
        : resource.getStatus();
  }

  final Optional<Condition> condition(String type) {
    return Conditions.find(status().conditions(), type);
  }

  final String message() {
    return condition(Conditions.READY).map(Condition::getMessage).orElse("");
  }

  final String reason() {
    return condition(Conditions.READY).map(Condition::getReason).orElse("");
  }

  /// Waits until the resource is Ready at its current generation with a version.
  final void awaitReady(String version) {
    await(
        "Ready at version " + version,
        resource ->
            resource.getStatus().observedGeneration().equals(resource.getMetadata().getGeneration())
                && Conditions.find(resource.getStatus().conditions(), Conditions.READY)
                    .filter(condition -> condition.getStatus().equals("True"))
                    .isPresent()
                && version.equals(resource.getStatus().version()));
  }

  /// Waits until the Ready condition has a reason.
  final void awaitReason(String reason) {
    await("reason " + reason, _ -> reason().equals(reason));
  }

  final void await(String what, Predicate<SchemaMigration> condition) {
    try {
      Await.until(
          what,
          PATIENCE,
          () -> {
            SchemaMigration resource = resource();
            return resource != null && resource.getStatus() != null && condition.test(resource);
          });
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + "; it is " + status(), e);
    }
  }

  /// The Jobs of the namespace, oldest first.
  final List<Job> jobs() {
    return client.batch().v1().jobs().inNamespace(namespace).list().getItems().stream()
        .sorted(Comparator.comparing(job -> job.getMetadata().getCreationTimestamp()))
        .toList();
  }

  /// The pods of a Job, or of all where none is named.
  final List<Pod> runnerPods() {
    return client
        .pods()
        .inNamespace(namespace)
        .withLabel("app.kubernetes.io/managed-by", "lockstep")
        .list()
        .getItems();
  }

  /// Waits until a runner works on a statement that contains a text.
  final void awaitStatement(String text) {
    Await.until(
        "a statement with " + text,
        PATIENCE,
        () ->
            !database
                .column(
                    "SELECT pid::text FROM pg_stat_activity WHERE state = 'active' AND pid <> pg_backend_pid() AND query LIKE '%"
                        + text
                        + "%'")
                .isEmpty());
  }
}
