package dev.lockstep.chart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.kube.KubeCluster;
import dev.lockstep.kube.KubernetesTest;
import dev.lockstep.testing.Await;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// B7: Jobs and pods that look like a run's are made by the operator's account and the Job
/// controller alone; not even an administrator makes them by accident.
@KubernetesTest
@SuppressWarnings("NullAway.Init")
final class RunProtectionIT {
  private static final String POD =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: %s, labels: {app: web%s}}
      spec: {containers: [{name: lockstep, image: registry.test/forger}]}
      """;
  private static final String JOB =
      """
      apiVersion: batch/v1
      kind: Job
      metadata: {name: %s, labels: {app: web%s}}
      spec:
        suspend: true
        template:
          metadata: {labels: {app: web%s}}
          spec:
            automountServiceAccountToken: false
            restartPolicy: Never
            securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
            containers:
              - name: lockstep
                image: registry.test/lockstep:test
                args: [migrate]
                securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
      """;
  private static final String PURPOSE = ", lockstep.dev/purpose: migrate";
  private static final String NAME = ", lockstep.dev/schemamigration: orders";

  private static PolicyScene scene;
  private static HasMetadata migration;
  private static Pod pod;

  @BeforeAll
  static void install(KubeCluster cluster) {
    scene =
        PolicyScene.install(cluster, POD.formatted("plain", ""), JOB.formatted("plain", "", ""));
    migration = scene.client().resource(PolicyScene.object(MIGRATION)).create();
    Await.until(
        "the policy is in force",
        Duration.ofSeconds(30),
        () -> !refusal(POD.formatted("probe", PURPOSE)).isEmpty());
    pod = podOfARun();
  }

  private static final String MIGRATION =
      """
      apiVersion: lockstep.dev/v1alpha1
      kind: SchemaMigration
      metadata: {name: orders}
      spec:
        database: {secretRef: {name: orders-db}}
        scripts: {configMaps: [{name: orders-migrations}]}
      """;

  /// What the real Job controller makes of a Job of the operator.
  private static Pod podOfARun() {
    var job = PolicyScene.object(JOB.formatted("run", PURPOSE + NAME, PURPOSE + NAME));
    scene.account().resource(PolicyScene.ownedBy(migration, job)).create();
    scene
        .account()
        .batch()
        .v1()
        .jobs()
        .withName("run")
        .patch(
            "{\"metadata\":{\"annotations\":{\"lockstep.dev/released\":\"now\"}},\"spec\":{\"suspend\":false}}");
    Await.until(
        "the Job controller makes the pod", Duration.ofSeconds(60), () -> !pods().isEmpty());
    return pods().getFirst();
  }

  private static List<Pod> pods() {
    return scene
        .client()
        .pods()
        .inNamespace(scene.namespace())
        .withLabel("lockstep.dev/purpose")
        .list()
        .getItems();
  }

  @AfterAll
  static void remove() {
    scene.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {PURPOSE, NAME, PURPOSE + NAME + ", app.kubernetes.io/managed-by: lockstep"})
  void nobodyMakesAPodThatLooksLikeARuns(String labels) {
    assertThat(refusal(POD.formatted("forged", labels)))
        .contains("protect-runs", "made by Kubernetes' Job controller alone");
    assertThat(
            PolicyScene.refusal(
                scene.client(),
                PolicyScene.ownedBy(run(), PolicyScene.object(POD.formatted("forged", labels)))))
        .contains("made by Kubernetes' Job controller alone");
  }

  @Test
  void nobodyMakesAJobThatLooksLikeARuns() {
    for (String job :
        List.of(
            JOB.formatted("forged", PURPOSE, ""),
            JOB.formatted("forged", NAME, ""),
            JOB.formatted("forged", "", PURPOSE),
            JOB.formatted("forged", "", NAME))) {
      assertThat(refusal(job)).contains("is made by the operator alone");
    }
    assertThat(
            PolicyScene.refusal(
                scene.client(),
                PolicyScene.ownedBy(
                    migration, PolicyScene.object(JOB.formatted("forged", "", "")))))
        .contains("is made by the operator alone");
  }

  @Test
  void thePodsOfOthersAreMadeAndChangedAsEver() {
    Job owner = run();

    assertThat(refusal(POD.formatted("other", ""))).isEmpty();
    assertThat(refusal(JOB.formatted("other", "", ""))).isEmpty();
    assertThat(
            PolicyScene.refusal(
                scene.client(),
                PolicyScene.ownedBy(owner, PolicyScene.object(POD.formatted("other", "")))))
        .isEmpty();
    assertThat(patched(plainPod(), "{\"metadata\":{\"labels\":{\"more\":\"true\"}}}")).isEmpty();
  }

  @Test
  void nothingIsMadeToLookLikeARunsLater() {
    String label = "{\"metadata\":{\"labels\":{\"lockstep.dev/purpose\":\"migrate\"}}}";
    var plainJob =
        scene.client().batch().v1().jobs().inNamespace(scene.namespace()).withName("plain");

    assertThat(patched(plainPod(), label)).contains("are not changed");
    assertThat(patched(plainJob, label)).contains("are not changed");
    assertThat(
            patched(
                plainJob,
                "{\"spec\":{\"template\":{\"metadata\":{\"labels\":{\"lockstep.dev/purpose\":\"migrate\"}}}}}"))
        .contains("are not changed");
    assertThat(
            patched(
                plainJob,
                "{\"metadata\":{\"ownerReferences\":[{\"apiVersion\":\"lockstep.dev/v1alpha1\",\"kind\":\"SchemaMigration\",\"name\":\"orders\",\"uid\":\"%s\",\"controller\":true}]}}"
                    .formatted(migration.getMetadata().getUid())))
        .contains("owners of a run of Lockstep are not changed");
  }

  @Test
  void whatARunIsKnownByIsNotChanged() {
    var run = scene.client().resource(pod);
    var job = scene.client().batch().v1().jobs().inNamespace(scene.namespace()).withName("run");

    assertThat(patched(run, "{\"metadata\":{\"labels\":{\"lockstep.dev/purpose\":null}}}"))
        .contains("labels by which Lockstep knows its runs");
    assertThat(
            patched(
                run, "{\"metadata\":{\"labels\":{\"batch.kubernetes.io/controller-uid\":\"x\"}}}"))
        .contains("labels by which Lockstep knows its runs");
    assertThat(patched(run, "{\"metadata\":{\"ownerReferences\":null}}"))
        .contains("owners of a run");
    assertThat(
            patched(
                run,
                "{\"spec\":{\"containers\":[{\"name\":\"lockstep\",\"image\":\"registry.test/forger\"}]}}"))
        .contains("images of a run");
    assertThat(patched(job, "{\"metadata\":{\"annotations\":{\"lockstep.dev/target\":\"99\"}}}"))
        .contains("annotations under lockstep.dev/");
    assertThat(
            patched(run, "{\"metadata\":{\"annotations\":{\"a\":\"b\"},\"labels\":{\"c\":\"d\"}}}"))
        .isEmpty();
    assertThat(patched(job, "{\"spec\":{\"suspend\":true}}")).as("a queue does that").isEmpty();
  }

  private static Resource<Pod> plainPod() {
    return scene.client().pods().inNamespace(scene.namespace()).withName("plain");
  }

  private static Job run() {
    return scene.client().batch().v1().jobs().inNamespace(scene.namespace()).withName("run").get();
  }

  private static String refusal(String yaml) {
    HasMetadata object = PolicyScene.object(yaml);
    object.getMetadata().setNamespace(scene.namespace());
    return PolicyScene.refusal(scene.client(), object);
  }

  /// The words with which the API server refuses a patch, empty when it takes it.
  private static String patched(Resource<? extends HasMetadata> object, String patch) {
    try {
      object.patch(
          new io.fabric8.kubernetes.client.dsl.base.PatchContext.Builder()
              .withPatchType(io.fabric8.kubernetes.client.dsl.base.PatchType.STRATEGIC_MERGE)
              .withDryRun(List.of("All"))
              .build(),
          patch);
      return "";
    } catch (KubernetesClientException e) {
      return PolicyScene.words(e);
    }
  }
}
