package dev.lockstep.operator.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.api.v1alpha1.JobSettings;
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
        "{volumes: [{name: v, emptyDir: {}}]}                      | ''"
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
