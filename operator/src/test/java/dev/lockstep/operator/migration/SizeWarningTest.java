package dev.lockstep.operator.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.operator.kube.ScriptIndex;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SizeWarningTest {
  @ParameterizedTest
  @CsvSource({"0, false", "838860, false", "838861, true", "1048576, true"})
  void comesWithFourFifthsOfWhatAConfigMapCanHold(int size, boolean warned) {
    assertThat(SizeWarning.of("a", List.of(file(size / 2), file(size - size / 2))).isPresent())
        .isEqualTo(warned);
  }

  @Test
  void namesTheConfigMapItsSizeAndTheWayOut() {
    assertThat(SizeWarning.of("orders", List.of(file(1000 * 1024))))
        .contains(
            "ConfigMap orders holds 1,000 KiB of the 1,024 KiB that one can: put the next scripts into a second ConfigMap, or gzip some into binaryData.");
  }

  @Test
  void anotherSizeIsNoNewWarning() {
    assertThat(
            SizeWarning.newOnes(
                List.of("ConfigMap a holds 900 KiB of ..."),
                List.of("ConfigMap a holds 901 KiB of ...", "ConfigMap ab holds 900 KiB of ...")))
        .containsExactly("ConfigMap ab holds 900 KiB of ...");
  }

  private static ScriptIndex.Entry file(int size) {
    return new ScriptIndex.Entry("digest", size);
  }
}
