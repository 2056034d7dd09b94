package dev.lockstep.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.operator.kube.Conditions;
import dev.lockstep.testing.Await;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The cluster may reject the Job's pod. The resource reports the reason, and continues when the
/// pod is accepted.
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
        metadata: {name: none, namespace: %1$s}
        spec: {hard: {pods: "1"}}
        ---
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
          namespace: %1$s
          labels: {lockstep.dev/gated: "true"}
          annotations: {lockstep.dev/requires: orders >=1}
        spec:
          schedulingGates: [{name: lockstep.dev/schema}]
          containers: [{name: web, image: registry.test/web}]
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
    // O10
    assertThat(message())
        .contains("exceeded quota: none")
        .contains("wait at the gate count against the quota (1 in this namespace: web).");
    assertThat(condition(Conditions.STALLED)).isEmpty();

    client.resourceQuotas().inNamespace(namespace).withName("none").delete();

    awaitReady("1");
  }

  /// An organization's rules, enforced by a policy of the cluster.
  @Test
  void aPolicyOfTheClusterRefusesThePod() {
    apply(costCenterPolicy());
    try {
      Await.until("the policy is in force", PATIENCE, this::refusesPods);
      migration();
      awaitReason("PodNotCreated");
      assertThat(message()).contains("every pod names its cost-center");

      migration("job: {annotations: {cost-center: shop}}\n");

      awaitReady("1");
    } finally {
      cluster
          .kubectl()
          .run(
              "delete",
              "validatingadmissionpolicy,validatingadmissionpolicybinding",
              namespace,
              "--ignore-not-found")
          .orThrow();
    }
  }

  // O5
  @Test
  void aWebhookThatIsDownIsToldOfAtOnce() {
    migration();
    awaitReady("1");
    apply(webhookThatIsDown());
    try {
      Await.until("the webhook is in force", PATIENCE, this::refusesJobs);
      scripts(Map.of("V1__orders.sql", ONE.get("V1__orders.sql"), "V2__x.sql", "SELECT 1;"));
      Instant changed = Instant.now();

      awaitReason("PodNotCreated");

      // A Job without a pod is told of after 30 s, whatever the reason.
      assertThat(Duration.between(changed, Instant.now())).isLessThan(Duration.ofSeconds(25));
      assertThat(message())
          .contains("failed calling webhook \"down.example.com\"")
          .doesNotContain("Exception", "POST at");
      assertThat(condition(Conditions.READY).orElseThrow().getStatus()).isEqualTo("Unknown");
      assertThat(status().desiredVersion()).isEqualTo("2");
      assertThat(status().pendingCount()).isEqualTo(1);
    } finally {
      cluster
          .kubectl()
          .run("delete", "validatingwebhookconfiguration", namespace, "--ignore-not-found")
          .orThrow();
    }

    awaitReady("2");
  }

  private boolean refusesJobs() {
    return cluster
        .kubectl()
        .run(
            "-n",
            namespace,
            "create",
            "job",
            "probe",
            "--image=registry.test/probe",
            "--dry-run=server")
        .output()
        .contains("down.example.com");
  }

  private String webhookThatIsDown() {
    return """
    apiVersion: admissionregistration.k8s.io/v1
    kind: ValidatingWebhookConfiguration
    metadata: {name: %1$s}
    webhooks:
      - name: down.example.com
        admissionReviewVersions: [v1]
        sideEffects: None
        failurePolicy: Fail
        timeoutSeconds: 2
        clientConfig: {url: "https://127.0.0.1:1/x"}
        namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: %1$s}}
        rules: [{apiGroups: [batch], apiVersions: [v1], operations: [CREATE], resources: [jobs]}]
    """
        .formatted(namespace);
  }

  private boolean refusesPods() {
    return cluster
        .kubectl()
        .run("-n", namespace, "run", "probe", "--image=registry.test/probe", "--dry-run=server")
        .output()
        .contains("every pod names its cost-center");
  }

  private String costCenterPolicy() {
    return """
    apiVersion: admissionregistration.k8s.io/v1
    kind: ValidatingAdmissionPolicy
    metadata: {name: %1$s}
    spec:
      matchConstraints:
        namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: %1$s}}
        resourceRules:
          - {apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods]}
      validations:
        - expression: has(object.metadata.annotations) && 'cost-center' in object.metadata.annotations
          message: every pod names its cost-center
    ---
    apiVersion: admissionregistration.k8s.io/v1
    kind: ValidatingAdmissionPolicyBinding
    metadata: {name: %1$s}
    spec: {policyName: %1$s, validationActions: [Deny]}
    """
        .formatted(namespace);
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
