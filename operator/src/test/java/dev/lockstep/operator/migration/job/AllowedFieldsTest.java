package dev.lockstep.operator.migration.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.lockstep.api.v1alpha1.spec.JobSettings;
import dev.lockstep.testing.Checkout;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

// W1
final class AllowedFieldsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{serviceAccountName: migrator, imagePullSecrets: [{name: a.b}], resources: {limits: {cpu: 1}}}",
        "{nodeSelector: {kubernetes.io/os: linux, disk: fast}, affinity: {podAffinity: {}}}",
        "{tolerations: [{key: dedicated, operator: Exists}, {key: pool-2, value: c}]}",
        "{labels: {team: shop, app.kubernetes.io/part-of: shop, sidecar.istio.io/inject: 'false', kueue.x-k8s.io/queue-name: jobs}}",
        "{annotations: {cost-center: shop, linkerd.io/inject: disabled}}",
        "{annotations: {karpenter.sh/do-not-disrupt: 'false', cluster-autoscaler.kubernetes.io/safe-to-evict: 'true'}}",
        "{env: [{name: TZ}], volumes: [{name: a, secret: {}}], volumeMounts: [{name: a, mountPath: /mnt/a}]}",
        "{initContainers: [{name: a}], runtimeClassName: gvisor, securityContext: {}}"
      })
  void whatIsHarmlessIsOpen(String job) {
    assertThat(AllowedFields.DEFAULT.refusal(job(job))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{priorityClassName: system-node-critical}                            | priorityClassName, system-node-critical",
        "{priorityClassName: high}                                            | priorityClassName, high",
        "{tolerations: [{operator: Exists}]}                                  | tolerations, without a key",
        "{tolerations: [{key: '', operator: Exists}]}                         | tolerations, without a key",
        "{tolerations: [{key: a}, {key: node-role.kubernetes.io/control-plane}]} | tolerations, node-role.kubernetes.io/control-plane",
        "{tolerations: [{key: node.kubernetes.io/unschedulable}]}             | tolerations, node.kubernetes.io/unschedulable",
        "{annotations: {io.kubernetes.cri-o.Devices: /dev/sda}}               | annotations, io.kubernetes.cri-o.Devices",
        "{annotations: {k8s.v1.cni.cncf.io/networks: a}}                      | annotations, k8s.v1.cni.cncf.io/networks",
        "{annotations: {a: b, iam.amazonaws.com/role: admin}}                 | annotations, iam.amazonaws.com/role",
        "{annotations: {vault.hashicorp.com/agent-inject: 'true'}}            | annotations, vault.hashicorp.com/agent-inject",
        "{annotations: {io.katacontainers.config.hypervisor.path: /x}}        | annotations, io.katacontainers.config.hypervisor.path",
        "{annotations: {sidecar.istio.io/proxyImage: evil}}                   | annotations, sidecar.istio.io/proxyImage",
        "{annotations: {SIDECAR.istio.io/inject: x}}                          | annotations, SIDECAR.istio.io/inject",
        "{volumes: [{name: a, ephemeral: {volumeClaimTemplate: {metadata: {annotations: {volume.example.com/a: b}}}}}]} | annotations, volume.example.com/a",
        "{labels: {azure.workload.identity/use: 'true'}}                      | labels, azure.workload.identity/use",
        "{labels: {pod-security.kubernetes.io/enforce: a}}                    | labels, pod-security.kubernetes.io/enforce"
      })
  void whatReachesFurtherIsClosed(String job, String what) {
    String refusal = AllowedFields.DEFAULT.refusal(job(job)).orElse("");

    String field = what.substring(0, what.indexOf(','));
    assertThat(refusal)
        .startsWith("spec.job." + what + ": ")
        .contains("the chart's value jobs.allowedFields." + field + ".");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "priorityClassName=batch-*                   | {priorityClassName: batch-low}    | true",
        "priorityClassName=batch-*                   | {priorityClassName: system-x}     | false",
        "priorityClassName=*                         | {priorityClassName: system-x}     | true",
        "tolerations=**                              | {tolerations: [{operator: Exists}]} | true",
        "tolerations=*,cloud.google.com/gke-spot     | {tolerations: [{key: cloud.google.com/gke-spot}]} | true",
        "tolerations=                                | {tolerations: [{key: a}]}         | false",
        "annotations=example.com/*                   | {annotations: {example.com/a: b}} | true",
        "annotations=example.com/*                   | {annotations: {examplexcom/a: b}} | false",
        "annotations=example.com/*                   | {annotations: {evil.example.com/a: b}} | false",
        "annotations=example.com/*                   | {annotations: {a: b}}             | false",
        "annotations=**                              | {annotations: {any.where/a: b}}   | true",
        "annotations=*                               | {annotations: {any.where/a: b}}   | false",
        "volumes=configMap, emptyDir                 | {volumes: [{name: a, emptyDir: {}}]} | true",
        "volumes=configMap, emptyDir                 | {volumes: [{name: a, secret: {secretName: b}}]} | false",
        "resources=                                  | {resources: {limits: {cpu: 1}}}   | false",
        "affinity=                                   | {affinity: {}}                    | false",
        "securityContext=                            | {securityContext: {}}             | false",
        "initContainers=                             | {initContainers: [{name: a}]}     | false",
        "nodeSelector=pool                           | {nodeSelector: {pool: a}}         | true",
        "nodeSelector=pool                           | {nodeSelector: {pool: a, b: c}}   | false"
      })
  void anAdministratorOpensAndClosesFields(String option, String job, boolean allowed) {
    assertThat(AllowedFields.DEFAULT.with(option).refusal(job(job)).isEmpty()).isEqualTo(allowed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"image=*", "priority=*", "labels", "", "=*"})
  void aWrongOptionIsNamed(String option) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AllowedFields.DEFAULT.with(option))
        .withMessageStartingWith("'" + option + "' does not name a field of spec.job")
        .withMessageContaining("priorityClassName, resources, runtimeClassName");
  }

  @Test
  void everyFieldOfTheJobButItsImageIsOneOfThese() {
    assertThat(AllowedFields.DEFAULT.patterns().keySet())
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(JobSettings.class.getRecordComponents())
                .map(RecordComponent::getName)
                .filter(name -> !name.equals("image"))
                .toList());
  }

  @Test
  void theChartHasTheSameDefaults() throws IOException {
    var values =
        new YAMLMapper().readTree(Checkout.root().resolve("helm/lockstep/values.yaml").toFile());

    Map<String, List<String>> inTheChart =
        new YAMLMapper().convertValue(values.at("/jobs/allowedFields"), new TypeReference<>() {});

    assertThat(inTheChart).isEqualTo(AllowedFields.DEFAULT.patterns());
  }

  private static JobSettings job(String yaml) {
    return Serialization.unmarshal("---\n" + yaml, JobSettings.class);
  }
}
