package dev.lockstep.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.api.v1alpha1.status.LastRun;
import dev.lockstep.schema.ScriptsDigest;
import dev.lockstep.testing.Await;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Jobs that the API server itself refuses to create.
final class JobRefusalIT extends OperatorScenario {
  private static final Map<String, String> ONE = Map.of("V1__a.sql", "CREATE TABLE a (id int);");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{resources: {requests: {cpu: \"2\"}, limits: {cpu: \"1\"}}}",
        "{volumes: [{name: certificates, secret: {secretName: ca, defaultMode: 9999}}]}"
      })
  void aJobThatTheApiServerCallsInvalidIsStalledWithItsWordsAndHealsWithTheSpec(String job) {
    secret();
    scripts(ONE);
    migration("job: " + job);

    awaitReason("InvalidSpec");

    assertThat(message()).contains("spec.job");
    assertThat(condition("Stalled")).isPresent();
    assertThat(jobs()).isEmpty();

    migration("job: {resources: {requests: {cpu: \"1\"}, limits: {cpu: \"1\"}}}");

    awaitReady("1");
  }

  private ResourceQuota quotaOf(int jobs) {
    var quota =
        new ResourceQuotaBuilder()
            .withNewMetadata()
            .withName("no-jobs")
            .withNamespace(namespace)
            .endMetadata()
            .withNewSpec()
            .addToHard("count/jobs.batch", new Quantity(Integer.toString(jobs)))
            .endSpec()
            .build();
    client.resource(quota).create();
    Await.until(
        "the quota is in force",
        PATIENCE,
        () -> !client.resource(quota).get().getStatus().getHard().isEmpty());
    return quota;
  }

  // O11
  @Test
  void ownFinishedJobsGiveWayToAQuota() {
    secret();
    scripts(ONE);
    migration();
    awaitReady("1");
    quotaOf(1);
    String first = jobs().getLast().getMetadata().getName();

    scripts(Map.of("V1__a.sql", "CREATE TABLE a (id int);", "V2__b.sql", "CREATE TABLE b ();"));

    awaitReady("2");
    assertThat(jobs())
        .extracting(job -> job.getMetadata().getName())
        .hasSize(1)
        .doesNotContain(first);
  }

  // B7
  @Test
  void aForeignJobOfTheNameIsNotTakenForTheRun() {
    scripts(ONE);
    migration();
    awaitReason("SecretNotFound");
    LastRun last = Objects.requireNonNull(status().lastRun());
    for (int ahead = 1; ahead <= 8; ahead++) {
      String what =
          "%s/%s/%d"
              .formatted(
                  Objects.requireNonNull(resource()).getMetadata().getUid(),
                  last.inputs(),
                  last.attempt() + ahead);
      foreign(
          "orders-"
              + ScriptsDigest.ofBytes(what.getBytes(StandardCharsets.UTF_8)).substring(0, 10));
    }
    await("the foreign Job is named", _ -> message().contains("does not belong to this resource"));

    assertThat(reason()).isEqualTo("PodNotCreated");
    assertThat(message())
        .contains("has no controller", "kubectl -n %s delete job orders-".formatted(namespace));
    secret();

    awaitReady("1");
    assertThat(applied()).containsExactly("V1__a.sql");
  }

  private void foreign(String name) {
    var job =
        new JobBuilder()
            .withNewMetadata()
            .withName(name)
            .withNamespace(namespace)
            .endMetadata()
            .withNewSpec()
            .withSuspend(true)
            .withNewTemplate()
            .withNewSpec()
            .withRestartPolicy("Never")
            .addNewContainer()
            .withName("lockstep")
            .withImage("registry.test/forger")
            .endContainer()
            .endSpec()
            .endTemplate()
            .endSpec()
            .build();
    client.resource(job).createOr(existing -> existing.update());
  }

  // W11
  @ParameterizedTest
  @ValueSource(strings = {"kube-system", "kube-public", SharedOperator.NAMESPACE})
  void theOperatorsAccountMakesNoJobWhereNoneBelongs(String closed) {
    var owner =
        new OwnerReferenceBuilder()
            .withApiVersion("lockstep.dev/v1alpha1")
            .withKind("SchemaMigration")
            .withName("orders")
            .withUid("1")
            .withController(true)
            .build();
    var job =
        new JobBuilder()
            .withNewMetadata()
            .withName("thief")
            .withNamespace(closed)
            .withOwnerReferences(owner)
            .endMetadata()
            .withNewSpec()
            .withNewTemplate()
            .withNewSpec()
            .withRestartPolicy("Never")
            .withAutomountServiceAccountToken(false)
            .addNewContainer()
            .withName("lockstep")
            .withImage(OperatorProcess.JOB_IMAGE)
            .endContainer()
            .endSpec()
            .endTemplate()
            .endSpec()
            .build();

    assertThatThrownBy(() -> access.account(cluster).resource(job).dryRun().create())
        .hasMessageContaining("may make no Job in the namespace " + closed);
  }

  @Test
  void aJobThatAQuotaForbidsIsTriedAgainUntilItIsAllowed() {
    ResourceQuota quota = quotaOf(0);
    secret();
    scripts(ONE);
    migration();

    awaitReason("PodNotCreated");

    assertThat(message()).contains("exceeded quota: no-jobs");
    assertThat(condition("Stalled")).isEmpty();

    client.resource(quota).delete();

    awaitReady("1");
  }

  // B6, W1
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "initContainers: [{name: payload, image: 'registry.test/lockstep:test', command: [java]}] | is reserved for the run",
        "initContainers: [{name: payload, image: 'registry.test/lockstep@sha256:00', restartPolicy: Always}] | is reserved for the run",
        "priorityClassName: system-node-critical | jobs.allowedFields.priorityClassName",
        "annotations: {k8s.v1.cni.cncf.io/networks: other} | jobs.allowedFields.annotations"
      })
  void whatTheSettingsDoNotAllowIsRefusedWithASentence(String job, String words) {
    secret();
    scripts(ONE);
    migration("job: {%s}".formatted(job));

    awaitReason("InvalidSpec");

    assertThat(message()).contains("spec.job.", words);
    assertThat(jobs()).isEmpty();
  }

  @Test
  void anImageThatTheSettingsDoNotAllowIsRefusedWithASentence() {
    secret();
    scripts(ONE);
    migration("job: {initContainers: [{name: proxy, image: \"elsewhere.test/other:1\"}]}");

    awaitReason("InvalidSpec");

    assertThat(message()).contains("spec.job.initContainers, proxy", "elsewhere.test/other:1");
    assertThat(jobs()).isEmpty();
  }
}
