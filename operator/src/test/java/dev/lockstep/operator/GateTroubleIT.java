package dev.lockstep.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.api.v1alpha1.LockstepNames;
import dev.lockstep.schema.RequirementCases;
import dev.lockstep.testing.Await;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The Events about a gate that cannot be opened, and their number.
final class GateTroubleIT extends GateScenario {
  // O9
  @Test
  void saysOnThePodAndInTheMetricThatTheGateCannotBeTakenOff() {
    secret();
    scripts(ONE);
    migration();
    awaitReady("1");
    String policy =
        """
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingAdmissionPolicy
        metadata: {name: %1$s-keep}
        spec:
          matchConstraints:
            namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: %1$s}}
            resourceRules: [{apiGroups: [""], apiVersions: [v1], operations: [UPDATE], resources: [pods]}]
          validations: [{expression: "has(object.spec.schedulingGates)", message: "gates stay here"}]
        ---
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingAdmissionPolicyBinding
        metadata: {name: %1$s-keep}
        spec: {policyName: %1$s-keep, validationActions: [Deny]}
        """
            .formatted(namespace);
    apply(policy);
    try {
      Await.until(
          "the policy is in force",
          PATIENCE,
          () -> {
            pod("probe", "orders >=99", LockstepNames.SCHEMA_GATE);
            String answer =
                cluster
                    .kubectl()
                    .run(
                        "patch",
                        "pod",
                        "probe",
                        "-n",
                        namespace,
                        "--dry-run=server",
                        "--type=json",
                        "-p",
                        "[{\"op\":\"remove\",\"path\":\"/spec/schedulingGates\"}]")
                    .toString();
            return answer.contains("gates stay here");
          });
      deployment("web", "orders >=1");

      awaitEvent("SchemaGateNotRemoved", "gates stay here");
      Await.until(
          "the owner is told, too",
          PATIENCE,
          () -> !events("ReplicaSet", "SchemaGateNotRemoved").isEmpty());
      Await.until(
          "the pod counts",
          PATIENCE,
          () ->
              operator()
                  .get("/metrics")
                  .contains(
                      "lockstep_gate_waiting_pods{name=\"orders\",namespace=\"%s\"} 2.0"
                          .formatted(namespace)));
      String log = operator().log();
      assertThat(log.substring(log.indexOf("gates stay here"))).doesNotContain("\tat io.fabric8");
    } finally {
      cluster.kubectl().runWithInput(policy, "delete", "-f", "-").orThrow();
    }
    awaitStarted("web", 1);
  }

  // O16
  @Test
  void warnsOfAPodThatStartsWithoutAGateBeforeItsVersion() {
    secret();
    scripts(ONE);
    migration();
    awaitReady("1");
    malformed("ungated", "orders >=2", List.of());
    malformed("met", "orders >=1", List.of());

    awaitEvent("SchemaGateMissing", "its database records version 1");
    assertThat(events("Pod", "SchemaGateMissing"))
        .extracting(event -> event.getInvolvedObject().getName())
        .containsOnly("ungated");
  }

  // B4
  @Test
  void theMetricNamesOnlySchemaMigrationsThatExist() {
    secret();
    scripts(ONE);
    migration();
    awaitReady("1");
    pod("stranger", RequirementCases.entries(50), LockstepNames.SCHEMA_GATE);
    pod("waiting", "orders >=2, nobody >=1", LockstepNames.SCHEMA_GATE);
    awaitEvent("WaitingForSchema", " more.");

    Await.until(
        "the pods count",
        PATIENCE,
        () ->
            operator()
                .get("/metrics")
                .lines()
                .filter(line -> line.startsWith("lockstep_gate_waiting_pods{"))
                .filter(line -> line.contains(namespace))
                .sorted()
                .toList()
                .equals(
                    List.of(
                        "lockstep_gate_waiting_pods{name=\"\",namespace=\"%s\"} 2.0"
                            .formatted(namespace),
                        "lockstep_gate_waiting_pods{name=\"orders\",namespace=\"%s\"} 1.0"
                            .formatted(namespace))));
  }
}
