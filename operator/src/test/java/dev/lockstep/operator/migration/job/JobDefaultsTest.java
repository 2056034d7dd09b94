package dev.lockstep.operator.migration.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lockstep.api.v1alpha1.spec.JobSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class JobDefaultsTest {
  private final Path file;

  JobDefaultsTest(@TempDir Path folder) {
    file = folder.resolve("job-defaults.yaml");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tolerances: []                                              | tolerances: unknown field in this version of Lockstep",
        "tolerations: [{kex: a}]                                     | tolerations[0].kex: unknown field in this version of Lockstep",
        "initContainers: [{name: a, image: b, livenessProb: {}}]     | initContainers[0].livenessProb: unknown field in this version of Lockstep",
        "affinity: {podAffinity: {preferred: []}}                    | affinity.podAffinity.preferred: unknown field in this version of Lockstep",
        "securityContext: {privileged: true}                         | securityContext.privileged: unknown field in this version of Lockstep",
        "securityContext: {runAsUser: root}                          | securityContext.runAsUser: invalid value",
        "labels: [a]                                                 | labels: invalid value",
        "[]                                                          | the document: invalid value",
        "'labels: {a: b, a: c}'                                      | not valid YAML, line 1: Duplicate field 'a'",
        "'labels: {'                                                 | not valid YAML, line 1: ",
        "image: other:1                                              | image: remove it, and set the image of the Jobs with --job-image",
        "env: [{name: JAVA_TOOL_OPTIONS}]                            | env, JAVA_TOOL_OPTIONS: variables that change the JVM",
        "volumes: [{name: v, hostPath: {path: /}}]                   | volumes, v: host paths and network file systems are not allowed"
      })
  void aWrongFieldIsNamed(String yaml, String sentence) throws IOException {
    Files.writeString(file, yaml);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> JobDefaults.read(file))
        .withMessageStartingWith(file.toString())
        .withMessageContaining(sentence);
  }

  @Test
  void aMissingFileIsNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JobDefaults.read(file))
        .withMessageStartingWith(file + ": cannot read the file");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "null", "---", "# nothing"})
  void nothingIsNoDefaults(String yaml) throws IOException {
    Files.writeString(file, yaml);

    assertThat(JobDefaults.read(file)).isEqualTo(JobSettings.NONE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "initContainers: [{name: proxy, image: b, volumeMounts: [{mountPath: /a}]}]",
        "initContainers: [{name: proxy, image: b, ports: , securityContext: {capabilities: {add: }}}]",
        "annotations: {a: b, container.apparmor.security.beta.kubernetes.io/proxy: }",
        "volumes: [{name: a, projected: {sources: }}]"
      })
  void doesNotStumbleOverWhatIsMissing(String yaml) throws IOException {
    Files.writeString(file, yaml);

    assertThat(JobDefaults.read(file)).isNotEqualTo(JobSettings.NONE);
  }

  // B6
  @Test
  void anAdministratorStartsInitContainersAsTheyNeedIt() throws IOException {
    Files.writeString(
        file,
        "initContainers: [{name: proxy, image: any, env: [{name: JAVA_TOOL_OPTIONS, value: a}], envFrom: [{secretRef: {name: b}}]}]");

    assertThat(JobDefaults.read(file).initContainers()).hasSize(1);
  }

  @Test
  void noDefaultsChangeNothing() {
    JobSettings all = JobDefaults.read(Path.of("src/test/resources/job/defaults.yaml"));

    assertThat(new JobSettingsMerge(JobSettings.NONE, all).merged()).isEqualTo(all);
    assertThat(new JobSettingsMerge(all, JobSettings.NONE).merged()).isEqualTo(all);
  }
}
