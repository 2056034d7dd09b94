package dev.lockstep.operator.migration.decision;

import static dev.lockstep.operator.migration.decision.Observations.NOW;
import static dev.lockstep.operator.migration.decision.Observations.reported;
import static dev.lockstep.operator.migration.decision.Observations.runInputs;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.operator.migration.decision.Run.Purpose;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureKind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RetentionTest {
  @ParameterizedTest
  @CsvSource({
    // outcomes of the attempts 1, 2, 3, ...; the expendable ones
    "'', ''",
    "'s s s', ''",
    "'s s s s', 'job-1'",
    "'f s s s', ''",
    "'f f s s s', 'job-1'",
    "'f f s f s s', 'job-1 job-2 job-3'",
    "'d s s s s', 'job-2'",
    "'s s s r', ''",
    "'s s s s r', 'job-1'",
    "'s s x s s s', 'job-1 job-2'"
  })
  void theNewestThreeAndTheLastThatFailedStay(String ends, String expendable) {
    var runs = new ArrayList<Run>();
    for (String end : ends.split(" ", -1)) {
      if (!end.isEmpty()) {
        runs.add(run(runs.size() + 1, Purpose.MIGRATE, state(end)));
      }
    }

    assertThat(Retention.expendable(runs)).containsExactlyInAnyOrderElementsOf(message(expendable));
  }

  // O11
  @ParameterizedTest
  @CsvSource({
    "'', ''",
    "'s', 'job-1'",
    "'s s s', 'job-1'",
    "'f s s', 'job-2'",
    "'f f s', 'job-1'",
    "'f', 'job-1'",
    "'r', ''",
    "'x s r', 'job-2'"
  })
  void theOldestGoesFirstWhereThereIsNoRoom(String ends, String first) {
    var runs = new ArrayList<Run>();
    for (String end : ends.split(" ", -1)) {
      if (!end.isEmpty()) {
        runs.add(run(runs.size() + 1, Purpose.MIGRATE, state(end)));
      }
    }

    assertThat(Retention.first(runs).orElse("")).isEqualTo(first);
  }

  @Test
  void verificationsAreNotItsBusiness() {
    var runs = new ArrayList<Run>();
    for (int attempt = 1; attempt <= 9; attempt++) {
      runs.add(run(attempt, Purpose.VERIFY, state("s")));
    }

    assertThat(Retention.expendable(runs)).isEmpty();
  }

  private static Run.State state(String end) {
    return switch (end) {
      case "s" -> new Run.State.Ended(reported(0, "3", null), NOW);
      case "f" ->
          new Run.State.Ended(
              reported(12, "2", Failure.of(FailureKind.SCRIPT_FAILED, "No.", null)), NOW);
      case "d" -> new Run.State.Ended(new Run.End.Died("OOM"), NOW);
      case "r" -> new Run.State.Running(NOW);
      case "x" -> new Run.State.Deleted();
      default -> throw new IllegalArgumentException(end);
    };
  }

  private static Run run(int attempt, Purpose purpose, Run.State state) {
    return new Run("job-" + attempt, attempt, purpose, runInputs("inputs-1"), NOW, state);
  }

  private static List<String> message(String text) {
    return text.isEmpty() ? List.of() : List.of(text.split(" ", -1));
  }
}
