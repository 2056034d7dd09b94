package dev.lockstep.operator.migration.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BackoffTest {
  private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(5), Duration.ofMinutes(5));

  @ParameterizedTest
  @CsvSource({"0, 5", "1, 5", "2, 10", "3, 20", "6, 160", "7, 300", "31, 300", "1000000, 300"})
  void doublesUpToTheLongestAndTakesOffAFifthAtMost(int failures, int seconds) {
    for (int seed = 0; seed < 500; seed++) {
      assertThat(BACKOFF.after(failures, "run-" + seed))
          .isBetween(Duration.ofMillis(seconds * 800L), Duration.ofSeconds(seconds));
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 2", "5, 16", "30, 300"})
  void beginsWithASecondAfterADisturbance(int failures, int seconds) {
    assertThat(BACKOFF.brief(failures, "run"))
        .isBetween(Duration.ofMillis(seconds * 800L), Duration.ofSeconds(seconds));
  }

  @Test
  void isNoLongerAfterADisturbanceThanAfterAFailure() {
    var quick = new Backoff(Duration.ofMillis(100), Duration.ofMillis(400));

    assertThat(quick.brief(1, "run")).isEqualTo(quick.after(1, "run"));
    assertThat(quick.brief(9, "run")).isLessThanOrEqualTo(Duration.ofMillis(400));
  }

  @Test
  void isTheSameForTheSameRun() {
    assertThat(BACKOFF.after(3, "run")).isEqualTo(BACKOFF.after(3, "run"));
  }

  @Test
  void spreadsRunsOverTheWholeRange() {
    var fractions =
        IntStream.range(0, 2_000)
            .mapToDouble(seed -> Backoff.fraction("run-" + seed))
            .summaryStatistics();

    assertThat(fractions.getMin()).isBetween(0.0, 0.02);
    assertThat(fractions.getMax()).isBetween(0.98, 1.0);
    assertThat(fractions.getAverage()).isBetween(0.45, 0.55);
  }

  // W13
  @ParameterizedTest
  @CsvSource({
    "1ms, 1ms, 1000, 1000",
    "1ms, 5s, 1000, 5000",
    "5s, 5m, 5000, 300000",
    "nonsense, nonsense, 5000, 300000"
  })
  void aSpecOfAnOlderCrdAsksForNoLoop(String initial, String max, long shortest, long longest) {
    assertThat(Backoff.of(new dev.lockstep.api.v1alpha1.spec.Backoff(initial, max)))
        .isEqualTo(new Backoff(Duration.ofMillis(shortest), Duration.ofMillis(longest)));
  }
}
