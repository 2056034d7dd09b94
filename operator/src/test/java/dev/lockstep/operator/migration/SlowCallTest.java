package dev.lockstep.operator.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/// A slow call is reported before it has ended (O5).
final class SlowCallTest {
  private final List<String> told = new ArrayList<>();

  @Test
  void aQuickCallIsNotToldOf() {
    assertThat(SlowCall.of(() -> "done", () -> told.add("overdue"))).isEqualTo("done");
    assertThat(told).isEmpty();
  }

  @Test
  void aSlowOneIsToldOfOnceAndThenWaitedFor() {
    var overdue = new CountDownLatch(1);

    String answer =
        SlowCall.of(
            () -> {
              try {
                overdue.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              return "done";
            },
            () -> {
              told.add("overdue");
              overdue.countDown();
            });

    assertThat(answer).isEqualTo("done");
    assertThat(told).containsExactly("overdue");
  }

  @Test
  void itsFailureIsTheCallers() {
    assertThatThrownBy(
            () ->
                SlowCall.of(
                    () -> {
                      throw new IllegalArgumentException("no");
                    },
                    () -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no");
  }
}
