package dev.lockstep.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.testing.Await;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the API server itself refuses to create.
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

  @Test
  void aJobThatAQuotaForbidsIsTriedAgainUntilItIsAllowed() {
    var quota =
        new ResourceQuotaBuilder()
            .withNewMetadata()
            .withName("no-jobs")
            .withNamespace(namespace)
            .endMetadata()
            .withNewSpec()
            .addToHard("count/jobs.batch", new Quantity("0"))
            .endSpec()
            .build();
    client.resource(quota).create();
    Await.until(
        "the quota is in force",
        PATIENCE,
        () -> !client.resource(quota).get().getStatus().getHard().isEmpty());
    secret();
    scripts(ONE);
    migration();

    awaitReason("PodNotCreated");

    assertThat(message()).contains("exceeded quota: no-jobs");
    assertThat(condition("Stalled")).isEmpty();

    client.resource(quota).delete();

    awaitReady("1");
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
