package dev.lockstep.runner.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.StopSignal;
import dev.lockstep.schema.ExitCode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class TerminationTest {
  private final StopSignal stop = new StopSignal();
  private final List<Integer> exits = new ArrayList<>();
  private final AtomicInteger cancels = new AtomicInteger();

  @Test
  void aSignalAfterTheEndChangesNothing() {
    var termination = new Termination(stop, cancels::incrementAndGet, exits::add);

    int code = termination.finished(ExitCode.SCRIPT_FAILED);
    termination.end();

    assertThat(code).isEqualTo(12);
    assertThat(exits).isEmpty();
    assertThat(cancels).hasValue(0);
    assertThat(stop.requested()).isFalse();
  }

  @Test
  void cancelsAgainUntilTheRunHasEndedAndExitsWithItsCode() {
    var self = new AtomicReference<@Nullable Termination>();
    var termination =
        new Termination(
            stop,
            () -> {
              // The server ignores a request that arrives between two statements.
              Termination running = self.get();
              if (cancels.incrementAndGet() == 3 && running != null) {
                running.finished(ExitCode.INTERRUPTED);
              }
            },
            exits::add);
    self.set(termination);

    termination.end();

    assertThat(stop.requested()).isTrue();
    assertThat(cancels).hasValue(3);
    assertThat(exits).containsExactly(15);
  }

  @Test
  void aRunThatFinishesInSpiteOfTheSignalKeepsItsOwnCode() {
    var self = new AtomicReference<@Nullable Termination>();
    var termination =
        new Termination(
            stop,
            () -> {
              Termination running = self.get();
              if (running != null) {
                running.finished(ExitCode.OK);
              }
            },
            exits::add);
    self.set(termination);

    termination.end();

    assertThat(exits).containsExactly(0);
  }
}
