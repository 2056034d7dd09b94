package dev.lockstep.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JobNamesTest {
  private static final Instant DUE = Instant.parse("2026-01-01T12:00:00Z");

  @ParameterizedTest
  @ValueSource(ints = {1, 51, 52, 53, 63, 253})
  void areNamesOfJobsHoweverLongTheResourcesIs(int length) {
    assertThat(JobNames.migrate("a".repeat(length), "uid", "inputs", 1))
        .hasSizeLessThanOrEqualTo(63)
        .startsWith("a".repeat(Math.min(length, 52)) + "-")
        .matches("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
  }

  @Test
  void keepDotsOutOfLabels() {
    assertThat(JobNames.migrate("orders.v2", "uid", "inputs", 1)).matches("orders-v2-[0-9a-f]{10}");
  }

  @Test
  void areTheSameForTheSameAttempt() {
    assertThat(JobNames.migrate("orders", "uid", "inputs", 4))
        .isEqualTo(JobNames.migrate("orders", "uid", "inputs", 4));
  }

  @Test
  void differWithEverythingThatMakesAnAttemptAnotherOne() {
    assertThat(
            Set.of(
                JobNames.migrate("orders", "uid", "inputs", 1),
                JobNames.migrate("orders", "uid", "inputs", 2),
                JobNames.migrate("orders", "uid", "others", 1),
                JobNames.migrate("orders", "uid-2", "inputs", 1),
                JobNames.verify("orders", "uid", "inputs", DUE),
                JobNames.verify("orders", "uid", "inputs", DUE.plusMillis(1))))
        .hasSize(6);
  }

  @Test
  void tellLongNamesWithTheSameBeginningApart() {
    String begin = "a".repeat(60);

    assertThat(JobNames.migrate(begin + "x", "uid-1", "inputs", 1))
        .isNotEqualTo(JobNames.migrate(begin + "y", "uid-2", "inputs", 1));
  }
}
