package dev.lockstep.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.operator.kube.Conditions;
import dev.lockstep.testing.Await;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The cluster may refuse the Job's pod; the resource says why and goes on when it no longer does.
final class ClusterRefusalIT extends OperatorScenario {
  private static final Map<String, String> ONE =
      Map.of("V1__orders.sql", "CREATE TABLE orders (id bigint PRIMARY KEY);");

  @BeforeEach
  void prepare() {
    secret();
    scripts(ONE);
  }

  @Test
  void quotaRefusesThePod() {
    apply(
        """
        apiVersion: v1
        kind: ResourceQuota
        metadata: {name: none, namespace: %s}
        spec: {hard: {pods: "0"}}
        """
            .formatted(namespace));
    Await.until(
        "the quota is in force",
        PATIENCE,
        () ->
            client.resourceQuotas().inNamespace(namespace).withName("none").get().getStatus()
                    != null
                && !client
                    .resourceQuotas()
                    .inNamespace(namespace)
                    .withName("none")
                    .get()
                    .getStatus()
                    .getHard()
                    .isEmpty());
    migration();
    awaitReason("PodNotCreated");
    assertThat(message()).contains("exceeded quota: none");
    assertThat(condition(Conditions.STALLED)).isEmpty();

    client.resourceQuotas().inNamespace(namespace).withName("none").delete();

    awaitReady("1");
  }

  @Test
  void podSecurityRefusesThePod() {
    label("restricted");
    migration(
        """
        job:
          initContainers:
            - name: proxy
              image: registry.test/proxy
              restartPolicy: Always
              securityContext: {seLinuxOptions: {user: sysadm_u}}
        """);
    awaitReason("PodNotCreated");
    assertThat(message()).contains("violates PodSecurity");

    label("privileged");

    awaitReady("1");
  }

  @Test
  void runsUnderRestrictedPodSecurity() {
    label("restricted");
    migration();

    awaitReady("1");
  }

  @Test
  void serviceAccountIsMissing() {
    migration("job: {serviceAccountName: migrator}");
    awaitReason("PodNotCreated");
    assertThat(message()).contains("migrator").contains("not found");

    client
        .resource(
            new ServiceAccountBuilder()
                .withNewMetadata()
                .withName("migrator")
                .withNamespace(namespace)
                .endMetadata()
                .build())
        .create();

    awaitReady("1");
  }

  @Test
  void imageCannotBePulledUntilTheSpecNamesAnother() {
    node.refuseImage(OperatorProcess.JOB_IMAGE);
    try {
      migration();
      awaitReason("PodNotStarted");
      assertThat(message()).contains("ImagePull");
    } finally {
      node.acceptImage(OperatorProcess.JOB_IMAGE);
    }

    awaitReady("1");
  }

  private void label(String level) {
    cluster
        .kubectl()
        .run(
            "label",
            "--overwrite",
            "namespace",
            namespace,
            "pod-security.kubernetes.io/enforce=" + level)
        .orThrow();
  }
}
