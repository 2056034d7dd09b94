package dev.lockstep.testing;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectRulesReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectRulesReviewBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.CustomResourceDefinitionContext;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.ServerRequest;
import io.fabric8.mockwebserver.ServerResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/// An API server that takes what it is given, over TLS, for an operator that only has to see all
/// that an ordinary day brings: a resource, its Job and the end of it, and a pod at the gate.
final class TrainingCluster implements AutoCloseable {
  static final String NAMESPACE = "training";

  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final String NAME = "orders";
  private static final CustomResourceDefinitionContext MIGRATIONS =
      new CustomResourceDefinitionContext.Builder()
          .withGroup("lockstep.dev")
          .withVersion("v1alpha1")
          .withKind("SchemaMigration")
          .withPlural("schemamigrations")
          .withScope("Namespaced")
          .withStatusSubresource(true)
          .build();

  private static final Logger REQUESTS = Logger.getLogger(MockWebServer.class.getName());

  private final MockWebServer web = new MockWebServer();
  private final KubernetesMockServer server;
  private final KubernetesClient client;

  private TrainingCluster() {
    REQUESTS.setLevel(Level.WARNING);
    Map<ServerRequest, Queue<ServerResponse>> answers = new HashMap<>();
    server =
        new KubernetesMockServer(new Context(), web, answers, new LenientDispatcher(answers), true);
    server.expectCustomResource(MIGRATIONS);
    server
        .expect()
        .post()
        .withPath("/apis/authorization.k8s.io/v1/selfsubjectrulesreviews")
        .andReturn(201, mayLead())
        .always();
    server.init();
    client = server.createClient();
  }

  /// Starts one that holds a resource which has never run.
  static TrainingCluster start() {
    var cluster = new TrainingCluster();
    cluster.apply();
    return cluster;
  }

  /// What an operator asks before it stands for election.
  private static SelfSubjectRulesReview mayLead() {
    return new SelfSubjectRulesReviewBuilder()
        .withNewStatus()
        .withIncomplete(false)
        .addNewResourceRule()
        .withApiGroups("coordination.k8s.io")
        .withResources("leases")
        .withVerbs("*")
        .endResourceRule()
        .endStatus()
        .build();
  }

  int port() {
    return server.getPort();
  }

  /// Who signed the server's certificate.
  Path authority() {
    return Path.of(web.getSelfSignedCertificate().certificatePath());
  }

  private void apply() {
    client
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withName("orders-migrations")
                .withNamespace(NAMESPACE)
                .endMetadata()
                .addToData("V1__create_orders.sql", "CREATE TABLE orders ();\n")
                .build())
        .create();
    var resource =
        Serialization.unmarshal(
            """
            apiVersion: lockstep.dev/v1alpha1
            kind: SchemaMigration
            metadata: {name: orders, namespace: training, uid: 0, generation: 1}
            spec:
              database:
                secretRef: {name: orders-db}
              scripts:
                configMaps: [{name: orders-migrations}]
            """,
            GenericKubernetesResource.class);
    client
        .genericKubernetesResources(MIGRATIONS)
        .inNamespace(NAMESPACE)
        .resource(resource)
        .create();
    client
        .resource(
            new PodBuilder()
                .withNewMetadata()
                .withName("orders")
                .withNamespace(NAMESPACE)
                .addToLabels("lockstep.dev/gated", "true")
                .addToAnnotations("lockstep.dev/requires", "orders >=1")
                .endMetadata()
                .withNewSpec()
                .addNewSchedulingGate("lockstep.dev/schema")
                .addNewContainer()
                .withName("orders")
                .withImage("orders")
                .endContainer()
                .endSpec()
                .build())
        .create();
  }

  /// Lets the run of the resource end well, and waits until the pod may start.
  void play(Process operator) {
    await(operator, "starts a Job", () -> jobs().stream().anyMatch(TrainingCluster::started));
    end(jobs().getFirst());
    await(operator, "opens the gate", this::open);
  }

  private static void await(Process operator, String what, BooleanSupplier condition) {
    Await.until(
        "the operator " + what,
        LIMIT,
        () -> {
          if (!operator.isAlive()) {
            throw new IllegalStateException("the operator ended with " + operator.exitValue());
          }
          return condition.getAsBoolean();
        });
  }

  private static boolean started(Job job) {
    return !Boolean.TRUE.equals(job.getSpec().getSuspend());
  }

  private static String report(Job job) {
    String option = "--expect-digest=";
    String digest =
        job.getSpec().getTemplate().getSpec().getContainers().getFirst().getArgs().stream()
            .filter(argument -> argument.startsWith(option))
            .findFirst()
            .orElseThrow()
            .substring(option.length());
    return """
    {"exitCode":0,"version":"1","databaseRead":true,"desiredVersion":"1","appliedCount":1,\
    "pendingCount":0,"pending":[],"appliedNow":1,"scriptsDigest":"%s","history":[\
    {"name":"V1__create_orders.sql","version":"1","status":"success","at":"%2$s"}],\
    "startedAt":"%2$s","finishedAt":"%2$s"}\
    """
        .formatted(digest, Instant.now());
  }

  private List<Job> jobs() {
    return client.batch().v1().jobs().inNamespace(NAMESPACE).list().getItems();
  }

  private boolean open() {
    return client
        .pods()
        .inNamespace(NAMESPACE)
        .withName(NAME)
        .get()
        .getSpec()
        .getSchedulingGates()
        .isEmpty();
  }

  private void end(Job job) {
    var labels = new HashMap<>(job.getMetadata().getLabels());
    labels.putAll(
        Map.of(
            "batch.kubernetes.io/job-name", job.getMetadata().getName(),
            "batch.kubernetes.io/controller-uid", job.getMetadata().getUid()));
    client
        .resource(
            new PodBuilder()
                .withNewMetadata()
                .withName(job.getMetadata().getName())
                .withNamespace(NAMESPACE)
                .withLabels(labels)
                .addNewOwnerReference()
                .withApiVersion("batch/v1")
                .withKind("Job")
                .withName(job.getMetadata().getName())
                .withUid(job.getMetadata().getUid())
                .withController(true)
                .endOwnerReference()
                .endMetadata()
                .withSpec(job.getSpec().getTemplate().getSpec())
                .withNewStatus()
                .withPhase("Succeeded")
                .addNewContainerStatus()
                .withName("lockstep")
                .withNewState()
                .withNewTerminated()
                .withExitCode(0)
                .withFinishedAt(Instant.now().toString())
                .withMessage(report(job))
                .endTerminated()
                .endState()
                .endContainerStatus()
                .endStatus()
                .build())
        .create();
    client
        .resource(job)
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            """
            {"status":{"succeeded":1,"conditions":[{"type":"Complete","status":"True"}]}}\
            """);
  }

  @Override
  public void close() {
    client.close();
    server.destroy();
  }
}
