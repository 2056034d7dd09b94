package dev.lockstep.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.kube.KubeCluster;
import dev.lockstep.kube.KubernetesTest;
import dev.lockstep.schema.RequirementCases;
import dev.lockstep.schema.Requirements;
import dev.lockstep.schema.RequirementsReading;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A mistake in the lines of the gate is refused when a workload is applied. The policy and the
/// operator read `lockstep.dev/requires` alike.
@KubernetesTest
@SuppressWarnings("NullAway.Init")
final class WorkloadValidationIT {
  private static final String LABEL = "lockstep.dev/gated: 'true'";
  private static final String GOOD = "lockstep.dev/requires: 'orders >=7'";
  private static final String MALFORMED = "lockstep.dev/requires: 'orders >>7'";

  private static PolicyScene scene;

  @BeforeAll
  static void install(KubeCluster cluster) {
    scene =
        PolicyScene.install(
            cluster,
            workload("Deployment", "apps/v1", LABEL, MALFORMED, "")
                .replace("metadata: {name: web}", "metadata: {name: older}"),
            misplaced("Deployment", "apps/v1", "team: shop", "")
                .replace("metadata: {name: web,", "metadata: {name: misplaced,"));
  }

  @AfterAll
  static void remove() {
    scene.close();
  }

  @ParameterizedTest
  @MethodSource("dev.lockstep.schema.RequirementCases#good")
  void takesWhatTheOperatorReads(String requires) {
    assertThat(refusal(requires)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("dev.lockstep.schema.RequirementCases#malformed")
  void saysWhereTheMistakeIs(RequirementCases.Mistake mistake) {
    assertThat(refusal(mistake.text()))
        .contains(
            "denied request: metadata.annotations[lockstep.dev/requires], character "
                + mistake.column()
                + ": ")
        .contains(mistake.words());
  }

  @ParameterizedTest
  @MethodSource("dev.lockstep.schema.RequirementCases#contradictory")
  void refusesNamesThatAreTwiceThereAndEmptyWindows(RequirementCases.Mistake mistake) {
    assertThat(refusal(mistake.text()))
        .contains("denied request: metadata.annotations[lockstep.dev/requires]: ")
        .contains(mistake.words());
  }

  // B4
  @ParameterizedTest
  @MethodSource("dev.lockstep.schema.RequirementCases#tooMuch")
  void refusesMoreThanTheOperatorReads(RequirementCases.Mistake mistake) {
    assertThat(refusal(mistake.text()))
        .contains("denied request: metadata.annotations[lockstep.dev/requires]")
        .contains(mistake.words())
        .doesNotContain("resulted in error");
  }

  @ParameterizedTest
  @MethodSource("dev.lockstep.schema.RequirementCases#tooLong")
  void refusesNamesAndVersionsThatAreTooLong(String requires) {
    assertThat(refusal(requires)).contains("at most 253 characters, a version at most 128");
  }

  @Test
  void judgesRandomValuesAsTheOperatorDoes() {
    List<String> values = RequirementCases.random(400).toList();
    Predicate<String> read = value -> Requirements.parse(value) instanceof Requirements;

    assertThat(values).anyMatch(read).anyMatch(read.negate());
    for (String value : values) {
      RequirementsReading reading = Requirements.parse(value);
      assertThat(refusal(value).isEmpty())
          .as("'%s', which the operator reads as %s", value, reading)
          .isEqualTo(read.test(value));
    }
  }

  /// The API server gives a policy a budget.
  @ParameterizedTest
  @ValueSource(strings = {"a>1,", "a>1<=2", ",", "a.", " ", "a,", "a >1.1.1.1.1.1.1.1.1.1.1.1.1"})
  void readsLongValuesWithinTheBudget(String piece) {
    String atTheLimit = "a" + piece.repeat(4094 / piece.length()) + "?";

    assertThat(refusal(atTheLimit)).contains("[lockstep.dev/requires], character ");
    assertThat(refusal(atTheLimit.replace("?", "b"))).doesNotContain("resulted in error");
    assertThat(refusal("a" + piece.repeat(200_000 / piece.length()) + "?"))
        .contains("more than the 4096 that are read");
  }

  @ParameterizedTest
  @CsvSource({
    "Deployment, apps/v1, spec.template.",
    "StatefulSet, apps/v1, spec.template.",
    "DaemonSet, apps/v1, spec.template.",
    "ReplicaSet, apps/v1, spec.template.",
    "ReplicationController, v1, spec.template.",
    "Job, batch/v1, spec.template.",
    "CronJob, batch/v1, spec.jobTemplate.spec.template.",
    "Pod, v1, ''"
  })
  void looksAtEveryKindOfWorkload(String kind, String apiVersion, String path) {
    assertThat(refusalOf(workload(kind, apiVersion, LABEL, GOOD, ""))).isEmpty();
    assertThat(refusalOf(workload(kind, apiVersion, LABEL, MALFORMED, "")))
        .contains("\"web\" is forbidden")
        .contains(
            path
                + "metadata.annotations[lockstep.dev/requires], character 9: a version is missing");
    assertThat(
            refusalOf(workload(kind, apiVersion, "team: shop", "", "{name: lockstep.dev/schema}")))
        .contains(path + "spec.schedulingGates: ")
        .contains("add it to " + path + "metadata.labels");
    assertThat(refusalOf(workload(kind, apiVersion, "team: shop", GOOD, "")))
        .contains(path + "metadata.annotations[lockstep.dev/requires]: nobody reads it");
    assertThat(refusalOf(workload(kind, apiVersion, LABEL, "", "")))
        .contains(path + "metadata.annotations[lockstep.dev/requires] is missing");
  }

  @ParameterizedTest
  @CsvSource({
    "Deployment, apps/v1, spec.template.",
    "CronJob, batch/v1, spec.jobTemplate.spec.template."
  })
  void refusesARequirementOfTheWorkloadInsteadOfItsPods(
      String kind, String apiVersion, String path) {
    for (String label : List.of("team: shop", LABEL)) {
      assertThat(refusalOf(misplaced(kind, apiVersion, label, "")))
          .contains("denied request: metadata.annotations[lockstep.dev/requires]: ")
          .contains("nobody reads it here; move it to " + path + "metadata.annotations");
    }
    assertThat(refusalOf(misplaced(kind, apiVersion, LABEL, GOOD))).isEmpty();
  }

  @Test
  void refusesOnlyAChangeOfARequirementThatIsOlderThanThePolicy() {
    var older = scene.client().apps().deployments().withName("misplaced");

    assertThat(older.patch("{\"spec\":{\"replicas\":2}}").getSpec().getReplicas()).isEqualTo(2);
    assertThatThrownBy(
            () ->
                older.patch(
                    "{\"metadata\":{\"annotations\":{\"lockstep.dev/requires\":\"orders >=8\"}}}"))
        .hasMessageContaining("nobody reads it here");
    older.patch("{\"metadata\":{\"annotations\":{\"lockstep.dev/requires\":null}}}");
  }

  private static String misplaced(String kind, String apiVersion, String label, String inTemplate) {
    return workload(kind, apiVersion, label, inTemplate, "")
        .replace(
            "metadata: {name: web}", "metadata: {name: web, annotations: {%s}}".formatted(GOOD));
  }

  @Test
  void takesOtherWorkloadsAndOtherGates() {
    assertThat(refusalOf(workload("Deployment", "apps/v1", "team: shop", "", "{name: a.b/c}")))
        .isEmpty();
    assertThat(refusalOf(workload("Pod", "v1", "lockstep.dev/gated: 'false'", "", ""))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"ReplicaSet, apps/v1", "Job, batch/v1", "Pod, v1"})
  void leavesAloneWhatAControllerMakes(String kind, String apiVersion) {
    HasMetadata object = PolicyScene.object(workload(kind, apiVersion, LABEL, MALFORMED, ""));

    assertThat(PolicyScene.refusal(scene.client(), PolicyScene.ownedBy(scene.owner(), object)))
        .isEmpty();
  }

  @Test
  void leavesOtherNamespacesAlone() {
    HasMetadata object =
        PolicyScene.object(
            workload("Deployment", "apps/v1", LABEL, MALFORMED, "")
                .replace("metadata: {name: web}", "metadata: {name: older}"));

    assertThat(PolicyScene.refusal(scene.outside(), object)).isEmpty();
  }

  @Test
  void refusesOnlyChangesOfTheGatesLinesInWhatIsOlderThanThePolicy() {
    var older = scene.client().apps().deployments().withName("older");

    older.patch("{\"spec\":{\"replicas\":2},\"metadata\":{\"labels\":{\"team\":\"shop\"}}}");
    assertThat(older.get().getSpec().getReplicas()).isEqualTo(2);
    assertThatThrownBy(() -> older.patch(requiring("orders >=x")))
        .isInstanceOfSatisfying(
            KubernetesClientException.class,
            refused -> assertThat(PolicyScene.words(refused)).contains("\"x\" is no version"));
    older.patch(requiring("orders >=7"));
    assertThat(older.get().getSpec().getTemplate().getMetadata().getAnnotations())
        .containsEntry("lockstep.dev/requires", "orders >=7");
  }

  private static String requiring(String requires) {
    return """
    {"spec":{"template":{"metadata":{"annotations":{"lockstep.dev/requires":"%s"}}}}}\
    """
        .formatted(requires);
  }

  private static String refusal(String requires) {
    Pod pod =
        new PodBuilder()
            .withNewMetadata()
            .withName("web")
            .withLabels(Map.of("lockstep.dev/gated", "true"))
            .withAnnotations(Map.of("lockstep.dev/requires", requires))
            .endMetadata()
            .withNewSpec()
            .addNewContainer()
            .withName("web")
            .withImage("registry.test/web")
            .endContainer()
            .endSpec()
            .build();
    return PolicyScene.refusal(scene.client(), pod);
  }

  private static String refusalOf(String workload) {
    return PolicyScene.refusal(scene.client(), PolicyScene.object(workload));
  }

  private static String workload(
      String kind, String apiVersion, String label, String annotation, String gate) {
    String metadata =
        "{name: web, labels: {app: web, %s}, annotations: {%s}}".formatted(label, annotation);
    String pod =
        "{restartPolicy: %s, schedulingGates: [%s], containers: [{name: web, image: registry.test/web}]}"
            .formatted(kind.endsWith("Job") ? "Never" : "Always", gate);
    String template = "template: {metadata: %s, spec: %s}".formatted(metadata, pod);
    String spec =
        switch (kind) {
          case "Pod" -> pod;
          case "Job" -> "{%s}".formatted(template);
          case "CronJob" ->
              "{schedule: '* * * * *', jobTemplate: {spec: {%s}}}".formatted(template);
          case "ReplicationController" -> "{selector: {app: web}, %s}".formatted(template);
          default -> "{selector: {matchLabels: {app: web}}, %s}".formatted(template);
        };
    return "apiVersion: %s\nkind: %s\nmetadata: %s\nspec: %s\n"
        .formatted(apiVersion, kind, kind.equals("Pod") ? metadata : "{name: web}", spec);
  }
}
