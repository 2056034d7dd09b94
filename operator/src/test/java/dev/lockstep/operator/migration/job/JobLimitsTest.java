package dev.lockstep.operator.migration.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.lockstep.api.v1alpha1.spec.JobSettings;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class JobLimitsTest {
  private static final YAMLMapper YAML = new YAMLMapper();

  /// Fields that the API server refuses because they are malformed or unknown.
  private static final Set<String> MALFORMED =
      Set.of(
          "label that is none",
          "node label that is none",
          "annotation that is none",
          "quantity that is none",
          "two volumes of one name",
          "mount of a volume that is not there",
          "port that is no port",
          "two containers of one name",
          "image with a blank",
          "RuntimeClass that is none",
          "group that is none",
          "host network",
          "process namespace of the host",
          "IPC namespace of the host",
          "pod that may be root");

  private record Case(String name, ObjectNode spec) {
    @Override
    public String toString() {
      return name;
    }
  }

  /// The CRD may be that of an older release, and no CRD validates the operator's own defaults.
  @ParameterizedTest
  @MethodSource
  void refusesWhatTheCrdRefuses(Case refused) throws IOException {
    JobSettings job = YAML.treeToValue(refused.spec().get("job"), JobSettings.class);

    assertThat(JobLimits.refusals(job)).isNotEmpty();
  }

  static Stream<Case> refusesWhatTheCrdRefuses() throws IOException {
    return cases("invalid.yaml").filter(one -> !MALFORMED.contains(one.name()));
  }

  @ParameterizedTest
  @MethodSource
  void takesWhatTheCrdTakes(Case taken) throws IOException {
    JobSettings job = YAML.treeToValue(taken.spec().get("job"), JobSettings.class);

    assertThat(JobLimits.refusals(job)).isEmpty();
  }

  static Stream<Case> takesWhatTheCrdTakes() throws IOException {
    return cases("valid.yaml");
  }

  private static Stream<Case> cases(String file) throws IOException {
    try (var text = JobLimitsTest.class.getResourceAsStream("/crd/" + file)) {
      List<ObjectNode> all = YAML.readValue(text, new TypeReference<>() {});
      return all.stream()
          .filter(one -> one.path("spec").has("job"))
          .map(one -> new Case(one.get("name").asText(), (ObjectNode) one.get("spec")))
          .toList()
          .stream();
    }
  }

  /// Settings that the CRD does not validate, because the rules would exceed the API server's cost
  /// limit.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "startupProbe: {httpGet: {port: 1, host: 169.254.169.254}}",
        "startupProbe: {tcpSocket: {port: 1, host: db}}",
        "livenessProbe: {httpGet: {port: 1, host: a}}",
        "readinessProbe: {tcpSocket: {port: 1, host: a}}",
        "lifecycle: {postStart: {httpGet: {port: 1, host: a}}}",
        "lifecycle: {preStop: {tcpSocket: {port: 1, host: a}}}"
      })
  void aProbeOrHookNamesNoHost(String probe) {
    assertThat(
            JobLimits.refusals(
                job("initContainers: [{name: proxy, image: b, %s}]".formatted(probe))))
        .containsExactly(
            "initContainers, proxy: its probes and hooks must not name a host, because the node would connect to it; remove host.");
  }

  @Test
  void takesProbesOfTheContainerItself() {
    assertThat(
            JobLimits.refusals(
                job(
                    "initContainers: [{name: proxy, image: b, restartPolicy: Always, startupProbe: {httpGet: {port: 1}}, livenessProbe: {tcpSocket: {port: 1}}, lifecycle: {preStop: {exec: {command: [a]}}}, ports: [{containerPort: 5432}]}]")))
        .isEmpty();
  }

  @Test
  void allThatIsWrongIsToldAtOnce() {
    assertThat(
            JobLimits.refusals(job("labels: {lockstep.dev/a: b}\nsecurityContext: {runAsUser: 0}")))
        .containsExactly(
            "labels: names under lockstep.dev/ are reserved for the operator; use a domain of your own.",
            "securityContext: the pod must not run as root; use a runAsUser other than 0.");
  }

  private static JobSettings job(String yaml) {
    return Serialization.unmarshal("---\n" + yaml, JobSettings.class);
  }
}
