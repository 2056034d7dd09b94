package dev.lockstep.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.api.v1alpha1.SchemaMigration;
import dev.lockstep.kube.KubeCluster;
import dev.lockstep.kube.KubernetesTest;
import dev.lockstep.kube.TestNamespace;
import dev.lockstep.testing.Await;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The chart on a real API server.
@KubernetesTest
final class ChartInstallerIT {
  private final KubeCluster cluster;
  private final TestNamespace namespace;
  private final ChartInstaller chart;

  ChartInstallerIT(KubeCluster cluster, TestNamespace namespace) {
    this.cluster = cluster;
    this.namespace = namespace;
    this.chart = new ChartInstaller(cluster);
  }

  @BeforeAll
  static void installCrds(KubeCluster cluster) {
    cluster.installCrds();
  }

  /// Those that hold in all namespaces would hold in other tests.
  @AfterEach
  void removePolicies() {
    chart.removePolicies();
  }

  @ParameterizedTest
  @MethodSource("dev.lockstep.chart.ChartTest#cases")
  void theApiServerAndRestrictedPodSecurityTakeAllOfIt(Path example) {
    cluster
        .kubectl()
        .run("label", "namespace", namespace.name(), "pod-security.kubernetes.io/warn=restricted")
        .orThrow();
    String rendered =
        Chart.render("lockstep", namespace.name(), example.resolve("values.yaml"))
            .replaceAll("namespace: (shop|billing)", "namespace: " + namespace.name());
    var parts = Chart.parts(rendered).collect(Collectors.partitioningBy(this::isServed));

    String answer =
        cluster
            .kubectl()
            .runWithInput(
                "---\n" + String.join("---\n", parts.get(true)),
                "apply",
                "--server-side",
                "--force-conflicts",
                "--dry-run=server",
                "--validate=strict",
                "-f",
                "-")
            .orThrow();

    assertThat(answer.lines())
        .hasSameSizeAs(parts.get(true))
        .allMatch(line -> line.endsWith(" serverside-applied (server dry run)"));
    assertThat(parts.get(false)).allMatch(this::mayBeUnserved);
  }

  /// Argo CD takes what the API server adds to a policy, or to the versions of a CRD, for drift.
  @ParameterizedTest
  @ValueSource(strings = {"default", "everything", "namespaces"})
  void theApiServerKeepsThePoliciesAndTheCrdAsTheyAreWritten(String example) {
    Path values = Path.of("src/test/resources/chart", example, "values.yaml");
    List<String> parts =
        Chart.parts(Chart.render("lockstep", namespace.name(), values))
            .filter(part -> part.matches("(?s).*kind: (CustomResource|[A-Z][a-z]+Admission).*"))
            .filter(this::isServed)
            .toList();

    assertThat(parts).hasSizeGreaterThan(5);
    for (String part : parts) {
      String stored =
          cluster
              .kubectl()
              .runWithInput(
                  part,
                  "apply",
                  "--server-side",
                  "--force-conflicts",
                  "--dry-run=server",
                  "--output=json",
                  "-f",
                  "-")
              .orThrow();
      assertThat(compared(stored)).isEqualTo(compared(part));
    }
  }

  private static JsonNode compared(String object) {
    JsonNode spec = Serialization.unmarshal(object, JsonNode.class).path("spec");
    return spec.has("versions") ? spec.path("versions") : spec;
  }

  private boolean isServed(String part) {
    HasMetadata object = Chart.object(part);
    var served = cluster.client().getApiResources(object.getApiVersion());
    return served != null
        && served.getResources().stream()
            .anyMatch(resource -> resource.getKind().equals(object.getKind()));
  }

  /// What the Prometheus operator brings, and what an older Kubernetes lacks.
  private boolean mayBeUnserved(String part) {
    HasMetadata object = Chart.object(part);
    return object.getApiVersion().startsWith("monitoring.coreos.com/")
        || (object.getKind().startsWith("MutatingAdmissionPolicy")
            && cluster.mutatingAdmissionVersion().isEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"default", "everything", "budget"})
  void aNamespaceThatEnforcesRestrictedPodSecurityTakesTheOperatorsPod(String example) {
    cluster
        .kubectl()
        .run(
            "label",
            "namespace",
            namespace.name(),
            "--overwrite",
            "pod-security.kubernetes.io/enforce=restricted",
            "pod-security.kubernetes.io/warn=restricted")
        .orThrow();
    var template =
        Chart.objects(
                Chart.render(
                    "lockstep",
                    namespace.name(),
                    Path.of("src/test/resources/chart", example, "values.yaml")))
            .stream()
            .filter(Deployment.class::isInstance)
            .map(deployment -> ((Deployment) deployment).getSpec().getTemplate())
            .findFirst()
            .orElseThrow();
    template.getSpec().setServiceAccountName("default");
    template.getSpec().setPriorityClassName(null);
    var pod =
        new PodBuilder()
            .withMetadata(template.getMetadata())
            .withSpec(template.getSpec())
            .editMetadata()
            .withName("operator")
            .withNamespace(namespace.name())
            .endMetadata()
            .build();

    String answer =
        cluster
            .kubectl()
            .runWithInput(Serialization.asYaml(pod), "create", "--validate=strict", "-f", "-")
            .orThrow();

    assertThat(answer).contains("pod/operator created").doesNotContainIgnoringCase("warning");
    cluster.client().pods().inNamespace(namespace.name()).withName("operator").delete();
  }

  /// It checks the types in each expression, for each kind that the policy looks at.
  @Test
  void theApiServerHasNothingToSayAgainstThePolicies() {
    chart.installAccess(namespace.name(), List.of(namespace.name()));
    String release = "lockstep-%08x".formatted(namespace.name().hashCode());
    var policies =
        cluster
            .client()
            .admissionRegistration()
            .v1()
            .validatingAdmissionPolicies()
            .withLabel("app.kubernetes.io/instance", release);

    Await.until(
        "every policy has been checked",
        Duration.ofSeconds(30),
        () ->
            policies.list().getItems().stream()
                .allMatch(
                    policy ->
                        policy.getStatus() != null
                            && policy.getStatus().getTypeChecking() != null));
    assertThat(policies.list().getItems())
        .hasSize(4)
        .allSatisfy(
            policy ->
                assertThat(policy.getStatus().getTypeChecking().getExpressionWarnings()).isEmpty());
  }

  @Test
  void theServiceAccountSeesItsResourcesAndNoSecret() {
    String account = chart.installAccess(namespace.name(), List.of());
    var operator = cluster.clientFor(namespace.name(), account);

    assertThat(operator.resources(SchemaMigration.class).inAnyNamespace().list().getItems())
        .isNotNull();
    assertThat(operator.pods().inAnyNamespace().list().getItems()).isNotNull();
    assertDenied(() -> operator.secrets().inNamespace(namespace.name()).list());
    assertDenied(() -> operator.nodes().list());
  }

  /// In kube-system there would be those of the scheduler and of the controllers.
  @Test
  void theServiceAccountReadsAndWritesNoLeaseButItsOwn() {
    String account = chart.installAccess(namespace.name(), List.of(namespace.name()));
    var leases = cluster.clientFor(namespace.name(), account).leases();
    leases.resource(lease("lockstep-operator")).create();
    cluster.client().resource(lease("other")).create();

    leases.withName("lockstep-operator").patch("{\"spec\":{\"holderIdentity\":\"me\"}}");
    var other = leases.withName("other");
    assertDenied(other::get);
    assertDenied(() -> other.patch("{\"spec\":{\"holderIdentity\":\"me\"}}"));
    assertDenied(() -> leases.resource(lease("other")).update());
  }

  private static void assertDenied(ThrowingCallable request) {
    assertThatThrownBy(request)
        .isInstanceOfSatisfying(
            KubernetesClientException.class, denied -> assertThat(denied.getCode()).isEqualTo(403));
  }

  private Lease lease(String name) {
    return new LeaseBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(namespace.name())
        .endMetadata()
        .build();
  }

  @Test
  void theServiceAccountOfAWatchedNamespaceSeesNoOther() {
    String account = chart.installAccess(namespace.name(), List.of(namespace.name()));
    var operator = cluster.clientFor(namespace.name(), account);

    assertThat(operator.configMaps().inNamespace(namespace.name()).list().getItems()).isNotNull();
    assertDenied(() -> operator.configMaps().inNamespace("default").list());
  }
}
