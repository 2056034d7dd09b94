package dev.lockstep.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.operator.OperatorCommand;
import dev.lockstep.testing.Checkout;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

final class ChartTest {
  private static final Path CASES = Path.of("src/test/resources/chart");

  private static final Path EVERYTHING = CASES.resolve("everything");

  /// Everything that the operator may do, by resource.
  private static final Map<String, String> RIGHTS =
      Map.of(
          "lockstep.dev/schemamigrations", "get list watch",
          "lockstep.dev/schemamigrations/status", "patch",
          "/configmaps", "list watch",
          "batch/jobs", "create delete get list patch watch",
          "/pods", "get list patch watch",
          "/events", "create list");

  @ParameterizedTest
  @MethodSource("cases")
  void rendersAsRecorded(Path example) throws IOException {
    String rendered = withoutCrd(Chart.render("lockstep", "lockstep-system", values(example)));
    Path golden = example.resolve("rendered.yaml");
    if (Boolean.getBoolean("lockstep.regenerate")) {
      Files.writeString(golden, rendered);
    }

    assertThat(golden).hasContent(rendered);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void givesTheOperatorExactlyTheRightsThatItNeeds(Path example) throws IOException {
    List<List<PolicyRule>> operatorsRoles =
        objects(example)
            .filter(object -> !isForUsers(object) && !name(object).matches(".*-(lease|metrics-.*)"))
            .flatMap(ChartTest::rules)
            .toList();

    assertThat(operatorsRoles)
        .isNotEmpty()
        .allSatisfy(rules -> assertThat(table(rules)).isEqualTo(RIGHTS));
  }

  // W9
  @Test
  void whoReadsTheMetricsIsAskedForByTwoRightsMoreAndOnlyWhereThatIsWanted() {
    List<PolicyRule> further =
        objects(CASES.resolve("metrics-auth"))
            .filter(object -> name(object).matches(".*-metrics-.*"))
            .flatMap(ChartTest::rules)
            .flatMap(List::stream)
            .toList();

    assertThat(table(further))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "authentication.k8s.io/tokenreviews", "create",
                "authorization.k8s.io/subjectaccessreviews", "create"));
    assertThat(further)
        .filteredOn(rule -> rule.getResources().isEmpty())
        .singleElement()
        .satisfies(rule -> assertThat(rule.getNonResourceURLs()).containsExactly("/metrics"));
    assertThat(objects(CASES.resolve("default")))
        .noneMatch(object -> name(object).matches(".*-metrics-.*"));
  }

  // W9
  @Test
  void theNetworkLetsOthersReachTheMetricsAndNothingElse() {
    assertThat(objects(CASES.resolve("default")))
        .filteredOn(NetworkPolicy.class::isInstance)
        .singleElement()
        .satisfies(
            object -> {
              var spec = ((NetworkPolicy) object).getSpec();
              // Egress stays open where nobody says where the API server is.
              assertThat(spec.getPolicyTypes()).containsExactly("Ingress");
              assertThat(spec.getIngress())
                  .flatExtracting(rule -> rule.getPorts())
                  .extracting(port -> port.getPort().getStrVal())
                  .containsExactly("http");
            });
  }

  @ParameterizedTest
  @MethodSource("cases")
  void givesNobodyARightOnSecretsOrNodesOrOnEverything(Path example) throws IOException {
    assertThat(objects(example).flatMap(ChartTest::rules).flatMap(List::stream))
        .isNotEmpty()
        .allSatisfy(
            rule -> {
              assertThat(rule.getResources())
                  .doesNotContain("*", "secrets", "nodes", "resourcequotas", "pods/exec");
              assertThat(rule.getVerbs()).doesNotContain("*", "escalate", "bind", "impersonate");
              assertThat(rule.getApiGroups()).doesNotContain("*");
            });
  }

  @Test
  void letsUsersWriteTheResourceButNeverItsStatus() throws IOException {
    assertThat(objects(CASES.resolve("default")).filter(ChartTest::isForUsers))
        .hasSize(2)
        .allSatisfy(
            role ->
                assertThat(rules(role).flatMap(List::stream).map(PolicyRule::getResources))
                    .containsOnly(List.of("schemamigrations")));
  }

  @Test
  void watchingNamedNamespacesNeedsNoRightInOthers() throws IOException {
    assertThat(objects(CASES.resolve("namespaces")))
        .filteredOn(object -> object instanceof ClusterRole && !isForUsers(object))
        .isEmpty();
    assertThat(objects(CASES.resolve("namespaces")))
        .filteredOn(Role.class::isInstance)
        .extracting(role -> role.getMetadata().getNamespace())
        .containsExactlyInAnyOrder("shop", "billing", "lockstep-system");
  }

  @Test
  void installsTheCheckedInCrdAndKeepsIt() throws IOException {
    String rendered = Chart.render("lockstep", "lockstep-system", values(CASES.resolve("default")));
    String crd =
        Files.readString(Checkout.root().resolve("crds/schemamigrations.lockstep.dev.yaml"));

    String kept =
        crd.replaceFirst(
            "\nmetadata:\n  annotations:\n",
            "\nmetadata:\n  annotations:\n    helm.sh/resource-policy: keep\n");
    assertThat(rendered).contains(kept.strip());
    // G3: what Helm, Flux and Argo CD each ask before they delete it.
    assertThat(Chart.objects(rendered))
        .filteredOn(CustomResourceDefinition.class::isInstance)
        .singleElement()
        .satisfies(
            one ->
                assertThat(one.getMetadata().getAnnotations())
                    .containsOnly(
                        Map.entry("helm.sh/resource-policy", "keep"),
                        Map.entry("kustomize.toolkit.fluxcd.io/prune", "disabled"),
                        Map.entry("argocd.argoproj.io/sync-options", "Prune=false")));
    assertThat(Chart.objects(rendered)).hasAtLeastOneElementOfType(CustomResourceDefinition.class);
  }

  @Test
  void installsNoCrdForThoseWhoApplyItThemselves() {
    assertThat(objects(EVERYTHING)).doesNotHaveAnyElementsOfTypes(CustomResourceDefinition.class);
  }

  @Test
  void theChartsCopyOfTheCrdIsTheCheckedInOne() {
    assertThat(Chart.FOLDER.resolve("files/schemamigrations.lockstep.dev.yaml"))
        .as("run `make crds` after a change of the records")
        .hasSameTextualContentAs(
            Checkout.root().resolve("crds/schemamigrations.lockstep.dev.yaml"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theProgramTakesTheArguments(Path example) {
    List<String> arguments =
        objects(example)
            .filter(Deployment.class::isInstance)
            .map(Deployment.class::cast)
            .map(deployment -> deployment.getSpec().getTemplate().getSpec().getContainers())
            .map(containers -> containers.getFirst().getArgs())
            .findFirst()
            .orElseThrow();

    assertThat(arguments).first().isEqualTo("operator");
    var parsed =
        new CommandLine(new OperatorCommand())
            .parseArgs(arguments.stream().skip(1).toArray(String[]::new));
    assertThat(parsed.unmatched()).isEmpty();
    assertThat(parsed.matchedOptions()).hasSize(arguments.size() - 1);
  }

  @Test
  void injectsTheGateOnlyWhereTheApiServerIsKnownToServeThat() {
    assertThat(policies(CASES.resolve("default")))
        .isNotEmpty()
        .noneMatch(policy -> policy.getKind().startsWith("Mutating"));
    assertThat(Chart.render("lockstep", "lockstep-system", values(CASES.resolve("default"))))
        .doesNotContain("MutatingAdmissionPolicy");
    assertThat(policies(CASES.resolve("namespaces")))
        .filteredOn(policy -> policy.getKind().startsWith("Mutating"))
        .extracting(HasMetadata::getApiVersion)
        .containsOnly("admissionregistration.k8s.io/v1");
  }

  @Test
  void makesNothingForTheWholeClusterWhereThatIsNotWanted(@TempDir Path folder) throws IOException {
    Path values =
        Files.writeString(
            folder.resolve("values.yaml"),
            """
            crds: {install: false}
            rbac: {aggregate: false}
            watchNamespaces: [shop]
            admissionPolicies: {enabled: false, injectGate: v1}
            """);

    assertThat(Chart.objects(Chart.render("lockstep", "lockstep-system", values)))
        .isNotEmpty()
        .allSatisfy(object -> assertThat(object.getMetadata().getNamespace()).isNotNull());
  }

  /// A release may be called by a number, and Flux appends the revision to the chart's version.
  @ParameterizedTest
  @ValueSource(strings = {"lockstep", "123", "1e3", "true"})
  void everyLabelIsOneThatTheApiServerTakes(String release, @TempDir Path folder)
      throws IOException {
    Path chart = copyTo(folder.resolve("lockstep"));
    Path description = chart.resolve("Chart.yaml");
    Files.writeString(
        description,
        Files.readString(description)
            .replaceAll("(?m)^(version|appVersion): (.*)$", "$1: $2+5c1f5d2e7a9b.1"));

    var labels =
        Chart.parts(Chart.render(chart, release, "lockstep-system", values(EVERYTHING)))
            .map(part -> Serialization.unmarshal(part, JsonNode.class))
            .flatMap(object -> object.findValues("labels").stream())
            .flatMap(JsonNode::valueStream)
            .toList();

    assertThat(labels)
        .isNotEmpty()
        .allSatisfy(
            label -> {
              assertThat(label.isTextual()).as("%s is a text", label).isTrue();
              assertThat(label.asText())
                  .hasSizeLessThan(64)
                  .matches("([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?");
            });
  }

  @Test
  void aNamespaceMayBeCalledByANumber(@TempDir Path folder) throws IOException {
    Path values =
        Files.writeString(
            folder.resolve("values.yaml"),
            """
            watchNamespaces: ["123"]
            crds: {install: false}
            networkPolicy: {enabled: true}
            monitoring: {onlyWhereServed: false, serviceMonitor: {enabled: true}, prometheusRule: {enabled: true}}
            jobs: {defaults: {labels: {a: b}}}
            """);

    assertThat(Chart.parts(Chart.render("lockstep", "4711", values)))
        .flatMap(part -> Serialization.unmarshal(part, JsonNode.class).findValues("namespace"))
        .hasSizeGreaterThan(10)
        .allMatch(JsonNode::isTextual);
  }

  @Test
  void aChartThatDependsOnItMayChooseIt(@TempDir Path folder) throws IOException {
    copyTo(folder.resolve("charts/lockstep"));
    Files.writeString(
        folder.resolve("Chart.yaml"),
        """
        apiVersion: v2
        name: platform
        version: 1.0.0
        dependencies: [{name: lockstep, version: 0.1.0, condition: lockstep.enabled}]
        """);
    Path values =
        Files.writeString(
            folder.resolve("values.yaml"), "{global: {a: b}, lockstep: {enabled: true}}");

    assertThat(Chart.objects(Chart.render(folder, "platform", "lockstep-system", values)))
        .hasAtLeastOneElementOfType(Deployment.class);
  }

  private static Path copyTo(Path folder) throws IOException {
    try (var files = Files.walk(Chart.FOLDER)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = folder.resolve(Chart.FOLDER.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
    return folder;
  }

  /// With a surge, the old operator and the new one would both work for a while.
  @Test
  void withoutLeaderElectionTheOldOperatorEndsBeforeTheNewOneIsMade() {
    assertThat(objects(EVERYTHING))
        .filteredOn(Deployment.class::isInstance)
        .extracting(deployment -> ((Deployment) deployment).getSpec().getStrategy())
        .extracting(strategy -> strategy.getRollingUpdate().getMaxSurge().getIntVal())
        .containsExactly(0);
  }

  @Test
  void lints() {
    var result = Chart.lint();

    assertThat(result.isFailed()).as(String.join("\n", result.getMessages())).isFalse();
  }

  static Stream<Path> cases() throws IOException {
    try (var folders = Files.list(CASES)) {
      return folders.sorted().toList().stream();
    }
  }

  private static Path values(Path example) {
    return example.resolve("values.yaml");
  }

  private static Stream<HasMetadata> objects(Path example) {
    return Chart.objects(Chart.render("lockstep", "lockstep-system", values(example))).stream();
  }

  private static List<HasMetadata> policies(Path example) {
    return objects(example)
        .filter(object -> object.getApiVersion().startsWith("admissionregistration.k8s.io/"))
        .toList();
  }

  private static boolean isForUsers(HasMetadata object) {
    return object.getMetadata().getLabels().keySet().stream()
        .anyMatch(label -> label.startsWith("rbac.authorization.k8s.io/aggregate-to-"));
  }

  private static String name(HasMetadata object) {
    return object.getMetadata().getName();
  }

  private static Stream<List<PolicyRule>> rules(HasMetadata object) {
    return object instanceof Role role
        ? Stream.of(role.getRules())
        : object instanceof ClusterRole role ? Stream.of(role.getRules()) : Stream.empty();
  }

  private static Map<String, String> table(List<PolicyRule> rules) {
    var table = new TreeMap<String, String>();
    for (PolicyRule rule : rules) {
      for (String resource : rule.getResources()) {
        table.put(
            rule.getApiGroups().getFirst() + "/" + resource,
            String.join(" ", new TreeSet<>(rule.getVerbs())));
      }
    }
    return table;
  }

  /// The CRD has a test of its own.
  private static String withoutCrd(String rendered) {
    return Stream.of(rendered.split("(?m)^---\n"))
        .filter(part -> !part.contains("kind: CustomResourceDefinition") && !part.isBlank())
        .map(part -> "---\n" + part.strip() + "\n")
        .reduce("", String::concat);
  }
}
