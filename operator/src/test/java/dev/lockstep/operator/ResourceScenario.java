package dev.lockstep.operator;

import dev.lockstep.api.v1alpha1.SchemaMigration;
import dev.lockstep.api.v1alpha1.SchemaMigrationStatus;
import dev.lockstep.kube.KubeCluster;
import dev.lockstep.operator.kube.Conditions;
import dev.lockstep.testing.Await;
import dev.lockstep.testing.TestDatabase;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
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

/// The common part of the operator's tests, wherever it runs: a namespace, a database and a
/// resource named `orders` for each test. At the end, every status that was recorded is checked.
@SuppressWarnings("NullAway.Init")
public abstract class ResourceScenario {
  protected static final String NAME = "orders";
  protected static final String SCRIPTS = "orders-migrations";
  protected static final String SECRET = "orders-db";
  private static final String LONG_AGO = "2001-01-01T00:00:00Z";
  protected static final Duration PATIENCE = Duration.ofMinutes(2);

  protected KubeCluster cluster;
  protected KubernetesClient client;
  protected String namespace;
  protected TestDatabase database;
  protected StatusRecorder recorder;

  /// Must be called before each test.
  protected final void begin(KubeCluster cluster, String namespace, TestDatabase database) {
    this.cluster = cluster;
    this.client = cluster.client();
    this.namespace = namespace;
    this.database = database;
    recorder = new StatusRecorder(client, namespace);
  }

  @AfterEach
  final void checkStatuses() {
    recorder.close();
    recorder.check();
  }

  protected final void scripts(Map<String, String> files) {
    scripts(SCRIPTS, files);
  }

  protected final void scripts(String name, Map<String, String> files) {
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

  protected final void secret() {
    secret(database);
  }

  protected final void secret(TestDatabase target) {
    secret(SECRET, target);
  }

  protected final void secret(String name, TestDatabase target) {
    secret(name, coordinates(target));
  }

  /// Returns the content of a Secret for a database.
  protected Map<String, String> coordinates(TestDatabase target) {
    return Map.of(
        "host", target.host(),
        "port", Integer.toString(target.port()),
        "dbname", target.name(),
        "username", target.user(),
        "password", target.password());
  }

  protected final void secret(String name, Map<String, String> data) {
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

  /// Creates the resource with short delays, to keep tests fast.
  protected final void migration() {
    migration("");
  }

  /// Creates or changes the resource.
  ///
  /// @param more further lines of the spec, indented by two
  protected final void migration(String more) {
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

  protected final void apply(String yaml) {
    cluster.kubectl().runWithInput(yaml, "apply", "-f", "-").orThrow();
  }

  protected final @Nullable SchemaMigration resource() {
    return client.resources(SchemaMigration.class).inNamespace(namespace).withName(NAME).get();
  }

  protected final SchemaMigrationStatus status() {
    SchemaMigration resource = resource();
    return resource == null || resource.getStatus() == null
        ? SchemaMigrationStatus.empty()
        : resource.getStatus();
  }

  protected final Optional<Condition> condition(String type) {
    return Conditions.find(status().conditions(), type);
  }

  protected final String message() {
    return condition(Conditions.READY).map(Condition::getMessage).orElse("");
  }

  protected final String reason() {
    return condition(Conditions.READY).map(Condition::getReason).orElse("");
  }

  /// Waits until the resource is Ready at its current generation and records a version.
  protected final void awaitReady(String version) {
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
  protected final void awaitReason(String reason) {
    await("reason " + reason, _ -> reason().equals(reason));
  }

  protected final void await(String what, Predicate<SchemaMigration> condition) {
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

  /// Returns the Jobs of the namespace, oldest first.
  protected final List<Job> jobs() {
    return client.batch().v1().jobs().inNamespace(namespace).list().getItems().stream()
        .sorted(Comparator.comparing(job -> job.getMetadata().getCreationTimestamp()))
        .toList();
  }

  /// Returns the pods of all Jobs.
  protected final List<Pod> runnerPods() {
    return client
        .pods()
        .inNamespace(namespace)
        .withLabel("app.kubernetes.io/managed-by", "lockstep")
        .list()
        .getItems();
  }

  /// Triggers a verification at once by moving the last reading into the past, because no resource
  /// may request one each second.
  protected final void verifyNow() {
    cluster
        .kubectl()
        .run(
            "patch",
            "smig",
            NAME,
            "-n",
            namespace,
            "--subresource=status",
            "--type=merge",
            "-p",
            "{\"status\":{\"lastVerifiedAt\":\"%s\"}}".formatted(LONG_AGO))
        .orThrow();
  }

  /// Waits until the database has been read since [#verifyNow].
  protected final void awaitVerified() {
    await("a verification", resource -> !LONG_AGO.equals(resource.getStatus().lastVerifiedAt()));
  }

  /// Waits until a runner works on a statement that contains a text.
  protected final void awaitStatement(String text) {
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

  /// Returns whether a container of a pod is running.
  protected static boolean runs(Pod pod) {
    return pod.getStatus().getContainerStatuses().stream()
        .map(ContainerStatus::getState)
        .anyMatch(state -> state.getRunning() != null);
  }

  /// Returns the statuses of all attempts at a script, oldest first.
  protected final List<@Nullable String> attempts(String script) {
    return database.column(
        "SELECT status FROM migration_attempts WHERE migration_name = '%s' ORDER BY created_at"
            .formatted(script));
  }

  /// Returns the applied scripts, in the order of application.
  protected final List<@Nullable String> applied() {
    return database.column(
        "SELECT migration_name FROM migration_history WHERE status = 'success' ORDER BY id");
  }

  /// Returns the sessions of runs that the server still has.
  protected final List<@Nullable String> sessions() {
    return database.column(
        "SELECT application_name FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'lockstep%'");
  }
}
