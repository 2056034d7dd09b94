package dev.lockstep.operator.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.api.v1alpha1.status.ConditionReason;
import dev.lockstep.operator.migration.decision.ConditionState;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.event.Level;

final class EventReporterTest {
  // D13
  @ParameterizedTest
  @CsvSource({
    "STARTING, false, INFO",
    "RUNNING, false, INFO",
    "WAITING_FOR_WORKLOADS, false, INFO",
    "SUSPENDED, true, INFO",
    "RETRYING, false, WARN",
    "DATABASE_UNREACHABLE, false, WARN",
    "POD_NOT_CREATED, false, WARN",
    "SECRET_INVALID, false, WARN",
    "SCRIPT_FAILED, true, ERROR",
    "RETRIES_EXHAUSTED, true, ERROR",
    "INVALID_SPEC, true, ERROR"
  })
  void theLogIsAsLoudAsTheMatter(ConditionReason reason, boolean person, Level level) {
    ConditionState condition =
        person
            ? new ConditionState.Stalled(reason, "It is so.")
            : new ConditionState.Working(reason, "It is so.");

    assertThat(EventReporter.importance(condition)).isEqualTo(level);
  }
}
