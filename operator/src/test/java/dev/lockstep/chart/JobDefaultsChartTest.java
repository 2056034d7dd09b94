package dev.lockstep.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.operator.migration.job.JobDefaults;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the chart gives every Job's pod reaches the operator as it was written.
final class JobDefaultsChartTest {
  private static final Path RESOURCES = Path.of("src/test/resources");

  private final Path folder;

  JobDefaultsChartTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void theProgramReadsWhatTheValuesSay() throws IOException {
    Path file = job(RESOURCES.resolve("chart/job-defaults/values.yaml"));

    assertThat(JobDefaults.read(file))
        .isEqualTo(JobDefaults.read(RESOURCES.resolve("job/defaults.yaml")));
  }

  @Test
  void anEmptySecurityContextIsNotLostOnTheWay() throws IOException {
    Path values =
        Files.writeString(folder.resolve("values.yaml"), "jobs: {defaults: {securityContext: {}}}");

    assertThat(JobDefaults.read(job(values)).securityContext()).isNotNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{image: 'a:1'}                    | image",
        "{hostNetwork: true}               | hostNetwork",
        "{securityContext: {runAsUser: 0}} | runAsUser",
        "{initContainers: [{name: a}]}     | image"
      })
  void aWrongValueIsRefusedByName(String defaults, String name) throws IOException {
    Path values =
        Files.writeString(folder.resolve("values.yaml"), "jobs: {defaults: " + defaults + "}");

    assertThatThrownBy(() -> Chart.render("lockstep", "lockstep-system", values))
        .hasMessageContaining(name);
  }

  private Path job(Path values) throws IOException {
    ConfigMap configMap =
        Chart.objects(Chart.render("lockstep", "lockstep-system", values)).stream()
            .filter(ConfigMap.class::isInstance)
            .map(ConfigMap.class::cast)
            .findFirst()
            .orElseThrow();
    return Files.writeString(
        folder.resolve("job-defaults.yaml"), configMap.getData().get("job-defaults.yaml"));
  }
}
