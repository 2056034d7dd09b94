package dev.lockstep.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.kube.KubeCluster;
import dev.lockstep.kube.KubernetesTest;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSchedulingGate;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// With the rights that the chart gives it, the operator's account could do more with pods and Jobs
/// than the operator does. The policies take that away.
@KubernetesTest
@SuppressWarnings("NullAway.Init")
final class OperatorRestrictionIT {
  private static final String POD =
      """
      apiVersion: v1
      kind: Pod
      metadata:
        name: web
        labels: {app: web, lockstep.dev/gated: "true"}
        annotations: {lockstep.dev/requires: orders >=7}
        finalizers: [example.com/kept]
      spec:
        schedulingGates: [{name: example.com/other}, {name: lockstep.dev/schema}]
        tolerations: [{key: a, operator: Exists}]
        containers: [{name: web, image: registry.test/web}]
      """;

  private static final String RESTRICTED =
      "securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}";

  private static PolicyScene scene;

  @BeforeAll
  static void install(KubeCluster cluster) {
    scene = PolicyScene.install(cluster, POD, job("foreign", ""));
    new PolicyProbe(cluster, scene.namespace()).awaitRestricted(scene.account(), "web");
  }

  @AfterAll
  static void remove() {
    scene.close();
  }

  @Test
  void itTakesItsOwnGateOffAndNoOther() {
    Pod opened =
        tried(
            scene.account(),
            """
            {"spec":{"schedulingGates":[{"$patch":"delete","name":"lockstep.dev/schema"}]}}\
            """);

    assertThat(opened.getSpec().getSchedulingGates())
        .extracting(PodSchedulingGate::getName)
        .containsExactly("example.com/other");
  }

  @Test
  void aPatchThatChangesNothingIsTaken() {
    assertThat(refusal("{\"metadata\":{\"labels\":{\"app\":\"web\"}}}")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"spec":{"schedulingGates":[{"$patch":"delete","name":"example.com/other"}]}}  | change no other gate
          {"spec":{"schedulingGates":null}}                                              | change no other gate
          {"spec":{"containers":[{"name":"web","image":"registry.test/evil"}]}}          | nothing else of its spec
          {"spec":{"activeDeadlineSeconds":5}}                                           | nothing else of its spec
          {"spec":{"tolerations":[{"key":"b","operator":"Exists"},{"key":"a","operator":"Exists"}]}} | nothing else of its spec
          {"spec":{"nodeSelector":{"disk":"ssd"}}}                                       | nothing else of its spec
          {"metadata":{"labels":{"app":"other"}}}                                        | nothing of its metadata
          {"metadata":{"labels":{"more":"true"}}}                                        | nothing of its metadata
          {"metadata":{"labels":null}}                                                   | nothing of its metadata
          {"metadata":{"annotations":{"lockstep.dev/requires":"orders >=6"}}}            | nothing of its metadata
          {"metadata":{"finalizers":null}}                                               | nothing of its metadata
          {"metadata":{"finalizers":["example.com/more"]}}                               | nothing of its metadata
          {"metadata":{"ownerReferences":[{"apiVersion":"v1","kind":"Pod","name":"x","uid":"1"}]}} | nothing of its metadata
          {"metadata":{"labels":{"more":"true"}},"spec":{"schedulingGates":[{"$patch":"delete","name":"lockstep.dev/schema"}]}} | nothing of its metadata
          """)
  void itChangesNothingElseOfAPod(String patch, String words) {
    assertThat(refusal(patch))
        .contains("restrict-operator-pods' with binding")
        .contains("The operator may take its")
        .contains(words);
  }

  @Test
  void othersChangePodsAsTheyMay() {
    Pod patched = tried(scene.client(), "{\"metadata\":{\"labels\":{\"more\":\"true\"}}}");

    assertThat(patched.getMetadata().getLabels()).containsKey("more");
  }

  @Test
  void itMakesReleasesAndDeletesJobsOfSchemaMigrations() {
    HasMetadata job = PolicyScene.ownedBy(migration(), PolicyScene.object(job("ours", "")));
    scene.account().resource(job).create();
    var ours = scene.account().batch().v1().jobs().withName("ours");

    ours.patch("{\"metadata\":{\"annotations\":{\"a\":\"b\"}},\"spec\":{\"suspend\":false}}");
    assertThat(ours.get().getSpec().getSuspend()).isFalse();
    assertThatThrownBy(() -> ours.patch("{\"spec\":{\"parallelism\":7}}"))
        .hasMessageContaining("The operator may release a Job, and change nothing else");
    assertThat(ours.delete()).isNotEmpty();
  }

  @Test
  void itMakesNoOtherJobs() {
    HasMetadata unowned = PolicyScene.object(job("unowned", ""));
    HasMetadata others = PolicyScene.ownedBy(scene.owner(), PolicyScene.object(job("others", "")));

    assertThat(PolicyScene.refusal(scene.account(), unowned))
        .contains("the Jobs of SchemaMigrations, and no others");
    assertThat(PolicyScene.refusal(scene.account(), others))
        .contains("the Jobs of SchemaMigrations, and no others");
  }

  @Test
  void itLeavesOtherJobsAlone() {
    var foreign = scene.account().batch().v1().jobs().withName("foreign");

    assertThatThrownBy(foreign::delete).hasMessageContaining("and no others");
    assertThatThrownBy(() -> foreign.patch("{\"spec\":{\"suspend\":false}}"))
        .hasMessageContaining("and no others");
    assertThat(scene.client().batch().v1().jobs().withName("foreign").get()).isNotNull();
  }

  // W11
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          registry.test/lockstep:test | evil.test/lockstep:test     | runs the image evil.test/lockstep:test
          registry.test/lockstep:test | registryxtest/lockstep:test | runs the image registryxtest/lockstep:test
          registry.test/lockstep:test | evil.test/registry.test/a   | runs the image evil.test/registry.test/a
          name: lockstep,             | name: other,                | one container, called lockstep
          args: [migrate]             | args: [operator]            | one container, called lockstep
          args: [migrate]             | args: [migrate], command: [sh] | one container, called lockstep
          args: [migrate]             | command: [sh]               | one container, called lockstep
          args: [migrate]             | args: [check], env: [{name: JAVA_TOOL_OPTIONS, value: x}] | one container, called lockstep
          args: [migrate]             | args: [check], envFrom: [{secretRef: {name: x}}] | one container, called lockstep
          args: [migrate]             | args: [check], lifecycle: {postStart: {exec: {command: [sh]}}} | one container, called lockstep
          args: [migrate]             | args: [check], livenessProbe: {exec: {command: [sh]}} | one container, called lockstep
          containers: [               | containers: [{name: more, image: registry.test/x}, | one container, called lockstep
          restartPolicy: Never        | restartPolicy: Never, initContainers: [{name: y, image: evil.test/x, %1$s}] | init container or an image volume
          restartPolicy: Never        | restartPolicy: Never, initContainers: [{name: y, image: registry.test/x}] | restricted Pod Security Standard
          restartPolicy: Never        | restartPolicy: Never, nodeName: node-1 | chooses its node
          restartPolicy: Never        | restartPolicy: Never, volumes: [{name: a, nfs: {server: b, path: /}}] | volume of another kind
          restartPolicy: Never        | restartPolicy: Never, volumes: [{name: a, flexVolume: {driver: x/y}}] | volume of another kind
          runAsNonRoot: true, secc    | runAsNonRoot: false, secc   | restricted Pod Security Standard
          runAsNonRoot: true, secc    | runAsNonRoot: true, runAsUser: 0, secc | restricted Pod Security Standard
          runAsNonRoot: true, secc    | runAsNonRoot: true, seLinuxOptions: {type: spc_t}, secc | restricted Pod Security Standard
          RuntimeDefault              | Unconfined                  | restricted Pod Security Standard
          seccompProfile: {type: RuntimeDefault} | runAsGroup: 1    | restricted Pod Security Standard
          allowPrivilegeEscalation: false, | ''                     | restricted Pod Security Standard
          drop: [ALL]                 | drop: [NET_RAW]             | restricted Pod Security Standard
          drop: [ALL]}                | drop: [ALL]}, runAsUser: 0  | restricted Pod Security Standard
          drop: [ALL]}                | drop: [ALL]}, seLinuxOptions: {type: spc_t} | restricted Pod Security Standard
          drop: [ALL]}                | drop: [ALL]}, seccompProfile: {type: Unconfined} | restricted Pod Security Standard
          template: {                 | template: {metadata: {annotations: {container.apparmor.security.beta.kubernetes.io/lockstep: unconfined}}, | AppArmor
          """)
  void itMakesNoJobThatAnOperatorWouldNotMake(String part, String instead, String words) {
    String job = job("tampered", "");
    assertThat(job).contains(part);

    assertThat(refusalOfOurs(job.replace(part, instead.formatted(RESTRICTED)))).contains(words);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hostNetwork: true",
        "hostPID: true",
        "hostIPC: true",
        "volumes: [{name: a, emptyDir: {}}, {name: b, hostPath: {path: /}}]",
        "initContainers: [{name: y, image: x, securityContext: {privileged: true}}]",
        "initContainers: [{name: y, image: x, securityContext: {capabilities: {add: [SYS_ADMIN]}}}]",
        "initContainers: [{name: y, image: x, ports: [{containerPort: 53, hostPort: 53}]}]"
      })
  void itMakesNoJobThatHasAPartOfItsNode(String field) {
    assertThat(refusalOfOurs(job("wide", field + ", ")))
        .contains("privileged or has a part of its node");
  }

  @Test
  void itMakesNoJobWithAToken() {
    String job = job("token", "").replace("automountServiceAccountToken: false, ", "");
    String projected =
        job("projected", "volumes: [{name: a, projected: {sources: [%s]}}], ")
            .formatted("{configMap: {name: b}}, {serviceAccountToken: {path: token}}");

    assertThat(refusalOfOurs(job)).contains("no Job with a token or a certificate");
    assertThat(refusalOfOurs(projected)).contains("no Job with a token or a certificate");
  }

  /// What a SchemaMigration may ask for in `spec.job`.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "volumes: [{name: a, projected: {sources: [{configMap: {name: b}}, {secret: {name: c}}]}}]",
        "volumes: [{name: a, projected: {}}]",
        "initContainers: [{name: y, image: registry.test/x, ports: [{containerPort: 53}], securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}}]",
        "volumes: [{name: a, emptyDir: {}}, {name: b, secret: {secretName: c}}, {name: d, image: {reference: registry.test/data}}]",
        "serviceAccountName: other, hostUsers: false, nodeSelector: {a: b}"
      })
  void itMakesJobsThatTakeNothingOfTheirNode(String field) {
    assertThat(refusalOfOurs(job("fine", field + ", "))).isEmpty();
  }

  private static String refusalOfOurs(String job) {
    return PolicyScene.refusal(
        scene.account(), PolicyScene.ownedBy(migration(), PolicyScene.object(job)));
  }

  @AfterEach
  void nothingWasStored() {
    assertThat(scene.client().pods().withName("web").get().getSpec().getSchedulingGates())
        .hasSize(2);
  }

  /// What the API server would make of the pod.
  private static Pod tried(KubernetesClient client, String patch) {
    var dryRun =
        new PatchContext.Builder()
            .withPatchType(PatchType.STRATEGIC_MERGE)
            .withDryRun(List.of("All"))
            .build();
    return client.pods().inNamespace(scene.namespace()).withName("web").patch(dryRun, patch);
  }

  private static String refusal(String patch) {
    try {
      tried(scene.account(), patch);
      return "";
    } catch (KubernetesClientException e) {
      return PolicyScene.words(e);
    }
  }

  private static HasMetadata migration() {
    return scene
        .client()
        .resource(
            PolicyScene.object(
                """
            apiVersion: lockstep.dev/v1alpha1
            kind: SchemaMigration
            metadata: {name: orders}
            spec:
              database: {secretRef: {name: orders-db}}
              scripts: {configMaps: [{name: orders-migrations}]}
            """))
        .createOr(existing -> existing.update());
  }

  private static String job(String name, String field) {
    return """
    apiVersion: batch/v1
    kind: Job
    metadata: {name: %s}
    spec:
      suspend: true
      template: {spec: {%sautomountServiceAccountToken: false, restartPolicy: Never, \
    securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}, \
    containers: [{name: lockstep, image: "registry.test/lockstep:test", args: [migrate], %s}]}}
    """
        .formatted(name, field, RESTRICTED);
  }
}
