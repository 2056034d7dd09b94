package dev.lockstep.operator.migration.observation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.operator.kube.ScriptIndex;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConfigMapSizeWarningTest {
  @ParameterizedTest
  @CsvSource({"0, false", "838860, false", "838861, true", "1048576, true"})
  void comesWithFourFifthsOfWhatAConfigMapCanHold(int size, boolean warned) {
    assertThat(
            ConfigMapSizeWarning.of("a", List.of(file(size / 2), file(size - size / 2)))
                .isPresent())
        .isEqualTo(warned);
  }

  @Test
  void namesTheConfigMapItsSizeAndTheWayOut() {
    assertThat(ConfigMapSizeWarning.of("orders", List.of(file(1000 * 1024))))
        .contains(
            "ConfigMap orders holds 1,000 KiB of at most 1,024 KiB: put the next scripts into a second ConfigMap, or gzip some of them into binaryData.");
  }

  @Test
  void anotherSizeIsNoNewWarning() {
    assertThat(
            ConfigMapSizeWarning.newOnes(
                List.of("ConfigMap a holds 900 KiB of ..."),
                List.of("ConfigMap a holds 901 KiB of ...", "ConfigMap ab holds 900 KiB of ...")))
        .containsExactly("ConfigMap ab holds 900 KiB of ...");
  }

  private static ScriptIndex.Entry file(int size) {
    return new ScriptIndex.Entry("digest", size);
  }
}
