package dev.lockstep.operator.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.operator.migration.Observation.Identity;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RunNamesTest {
  private static final Instant DUE = Instant.parse("2026-01-01T12:00:00Z");

  @ParameterizedTest
  @ValueSource(ints = {1, 51, 52, 53, 63, 253})
  void areNamesOfJobsHoweverLongTheResourcesIs(int length) {
    assertThat(RunNames.migrate(identity("a".repeat(length), "uid"), "inputs", 1))
        .hasSizeLessThanOrEqualTo(63)
        .startsWith("a".repeat(Math.min(length, 52)) + "-")
        .matches("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
  }

  @Test
  void keepDotsOutOfLabels() {
    assertThat(RunNames.migrate(identity("orders.v2", "uid"), "inputs", 1))
        .matches("orders-v2-[0-9a-f]{10}");
  }

  @Test
  void areTheSameForTheSameAttempt() {
    assertThat(RunNames.migrate(identity("orders", "uid"), "inputs", 4))
        .isEqualTo(RunNames.migrate(identity("orders", "uid"), "inputs", 4));
  }

  @Test
  void differWithEverythingThatMakesAnAttemptAnotherOne() {
    Identity identity = identity("orders", "uid");

    assertThat(
            Set.of(
                RunNames.migrate(identity, "inputs", 1),
                RunNames.migrate(identity, "inputs", 2),
                RunNames.migrate(identity, "others", 1),
                RunNames.migrate(identity("orders", "uid-2"), "inputs", 1),
                RunNames.verify(identity, "inputs", DUE),
                RunNames.verify(identity, "inputs", DUE.plusMillis(1))))
        .hasSize(6);
  }

  @Test
  void tellLongNamesWithTheSameBeginningApart() {
    String begin = "a".repeat(60);

    assertThat(RunNames.migrate(identity(begin + "x", "uid-1"), "inputs", 1))
        .isNotEqualTo(RunNames.migrate(identity(begin + "y", "uid-2"), "inputs", 1));
  }

  private static Identity identity(String name, String uid) {
    return new Identity("shop", name, uid);
  }
}
