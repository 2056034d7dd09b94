package dev.lockstep.operator.migration.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.api.v1alpha1.spec.JobSettings;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JobSettingsDefaultsTest {
  @ParameterizedTest
  @CsvSource({
    "registry.example.com/lockstep:1, registry.example.com/lockstep:1, true",
    "registry.example.com/lockstep:1, registry.example.com/lockstep:12, false",
    "registry.example.com/lockstep:*, registry.example.com/lockstep:12, true",
    "registry.example.com/lockstep:*, registry.example.com/lockstep:, true",
    "registry.example.com/lockstep:*, registryxexample.com/lockstep:1, false",
    "registry.example.com/*, registry.example.com/a/b@sha256:00, true",
    "registry.example.com/*, evil.example.com/registry.example.com/a, false",
    "*/lockstep:1.*, registry.example.com/lockstep:1.2, true",
    "*/lockstep:1.*, registry.example.com/lockstep:2, false",
    "*, anything, true",
    "'', anything, false",
    "a|b, a, false",
    "a\\Eb*, a\\Ebc, true"
  })
  void aPatternStandsForWholeNames(String pattern, String image, boolean allowed) {
    assertThat(
            new JobSettingsDefaults("lockstep:0", List.of("other", pattern), JobSettings.NONE)
                .allows(image))
        .isEqualTo(allowed);
  }

  @Test
  void theOperatorsOwnImageIsAllowed() {
    assertThat(
            new JobSettingsDefaults("lockstep:0", List.of(), JobSettings.NONE).allows("lockstep:0"))
        .isTrue();
  }

  // B6
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "registry.test/lockstep:1                | ''              | registry.test/lockstep:1               | does not allow the image",
        "registry.test/lockstep:1                | other:*         | registry.test/lockstep:1               | does not allow the image",
        "registry.test/lockstep:1                | registry.test/* | registry.test/lockstep:1               | is reserved for the run",
        "registry.test/lockstep:1                | registry.test/* | registry.test/lockstep:2               | is reserved for the run",
        "registry.test/lockstep:1                | registry.test/* | registry.test/lockstep@sha256:00       | is reserved for the run",
        "registry.test/lockstep:1                | registry.test/* | registry.test/lockstep                 | is reserved for the run",
        "registry.test/lockstep@sha256:00        | registry.test/* | registry.test/lockstep:1               | is reserved for the run",
        "lockstep:1                              | *               | docker.io/library/lockstep:1           | is reserved for the run",
        "docker.io/library/lockstep:1            | *               | lockstep                               | is reserved for the run",
        "registry.test:5000/lockstep:1           | *               | registry.test:5000/lockstep:2          | is reserved for the run",
        "registry.test/lockstep:1                | registry.test/* | registry.test/lockstep-proxy:1         | ''"
      })
  void theImageOfTheRunIsNeverThatOfAnInitContainer(
      String own, String allowed, String image, String message) {
    var defaults = new JobSettingsDefaults(own, List.of(allowed), JobSettings.NONE);
    JobSettings sidecar = settings("{initContainers: [{name: a, image: '%s'}]}".formatted(image));

    assertThat(defaults.refusal(sidecar).orElse(""))
        .contains(message)
        .matches(sentence -> sentence.isEmpty() == message.isEmpty());
    assertThat(defaults.refusal(settings("{image: '%s'}".formatted(own)))).isEmpty();
  }

  // B6
  @Test
  void anImageVolumeNeedsTheListToo() {
    JobSettings volume = settings("{volumes: [{name: a, image: {reference: 'lockstep:0'}}]}");

    assertThat(new JobSettingsDefaults("lockstep:0", List.of(), JobSettings.NONE).refusal(volume))
        .hasValueSatisfying(message -> assertThat(message).startsWith("spec.job.volumes, a: "));
  }

  // W1
  @Test
  void aFieldThatIsNotAllowedIsRefused() {
    assertThat(
            new JobSettingsDefaults("lockstep:0", List.of(), JobSettings.NONE)
                .refusal(settings("{priorityClassName: system-node-critical}")))
        .hasValueSatisfying(message -> assertThat(message).contains("jobs.allowedFields"));
  }

  private static JobSettings settings(String yaml) {
    return Serialization.unmarshal("---\n" + yaml, JobSettings.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                                                        | ''",
        "{image: 'lockstep:1'}                                     | ''",
        "{image: 'evil:1'}                                         | spec.job.image: ",
        "{initContainers: [{name: a, image: 'proxy:1'}]}           | ''",
        "{initContainers: [{name: a, image: 'proxy:1'}, {name: b, image: 'evil:1'}]} | spec.job.initContainers, b: ",
        "{volumes: [{name: v, image: {reference: 'evil:1'}}]}      | spec.job.volumes, v: ",
        "{volumes: [{name: v, emptyDir: {}}]}                      | ''",
        "{volumes: [{name: v, image: {reference: 'evil:1'}}, {name: w, emptyDir: {}}]} | spec.job.volumes, v: ",
        "{initContainers: [{name: a, image: 'proxy:1', restartPolicy: Always}, {name: b, image: 'evil:1', restartPolicy: Always}]} | spec.job.initContainers, b: "
      })
  void namesTheFieldWithAnImageThatIsNotAllowed(String job, String field) {
    var defaults =
        new JobSettingsDefaults("lockstep:0", List.of("lockstep:*", "proxy:*"), JobSettings.NONE);

    String refusal =
        defaults.refusal(Serialization.unmarshal("---\n" + job, JobSettings.class)).orElse("");

    if (field.isEmpty()) {
      assertThat(refusal).isEmpty();
    } else {
      assertThat(refusal).startsWith(field).contains("evil:1", "jobs.allowedImages");
    }
  }
}
