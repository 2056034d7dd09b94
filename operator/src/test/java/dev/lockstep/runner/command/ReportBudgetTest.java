package dev.lockstep.runner.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.runner.output.Json;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.schema.HistoryEntry;
import dev.lockstep.schema.RunReport;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ReportBudgetTest {
  private static final String HUGE = "größer€𝄞".repeat(12_000);

  private final ReportBudget budget = new ReportBudget(new Json());

  @Test
  void fiveHundredNamesAndAHugeMessageStillFit() throws IOException {
    RunReport fitted = fit(report(500, HUGE, 30));

    assertThat(fitted.truncated()).isTrue();
    assertThat(fitted.history()).isEmpty();
    assertThat(fitted.pending()).isEmpty();
    assertThat(fitted.pendingCount()).isEqualTo(500);
    assertThat(fitted.moreErrors()).isEqualTo(30);
    assertThat(Objects.requireNonNull(fitted.failure()).message())
        .startsWith("größer€𝄞")
        .endsWith("…");
  }

  @Test
  void theHistoryGoesFirstOldestFirst() throws IOException {
    RunReport fitted = fit(report(40, "short", 1));

    assertThat(fitted.pending()).hasSize(40);
    assertThat(fitted.errors()).hasSize(1);
    assertThat(fitted.history()).hasSizeBetween(1, 39);
    assertThat(fitted.history().getFirst().name()).endsWith("_0.sql");
  }

  @Test
  void pendingNamesGoBeforeThoseOfWhatWasUndoneAndBothBeforeErrors() throws IOException {
    RunReport fitted = fit(report(500, "short", 3));

    assertThat(fitted.history()).isEmpty();
    assertThat(fitted.pending()).isEmpty();
    assertThat(fitted.rolledBack()).hasSizeBetween(1, 499);
    assertThat(fitted.rolledBack().getFirst()).isEqualTo("V0__undone_0.sql");
    assertThat(fitted.errors()).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 1", "2, 300, 30", "500, 300, 3"})
  void driftGoesFirstButNeverWholly(int scripts, int objects, int atLeast) throws IOException {
    RunReport fitted =
        fit(report(scripts, "short", 1).withDrift(names("table größe_%d, column c%d", objects)));

    assertThat(fitted.drift())
        .hasSizeBetween(atLeast, objects)
        .startsWith("table größe_0, column c0");
    assertThat(fitted.history()).hasSize(scripts == 500 ? 0 : scripts);
  }

  @Test
  void namesThatFillTheMessageAloneAreLeftOut() throws IOException {
    String name = "\u0001".repeat(100);

    assertThat(fit(report(500, HUGE, 30).withDrift(List.of(name, name, name, name))).failure())
        .isNotNull();
    assertThat(fit(report(0, "", 0).withDrift(List.of(HUGE, HUGE, HUGE))).drift()).isEmpty();
  }

  // F19
  @Test
  void warningsGoAfterPendingNamesAndBeforeErrorsTheOldestFirst() throws IOException {
    List<String> warnings = names("V%d__a.sql: warning: 3 rows of größe_%d were skipped", 200);
    RunReport fitted = fit(report(3, "short", 3).withWarnings(warnings));

    assertThat(fitted.pending()).isEmpty();
    assertThat(fitted.errors()).hasSize(3);
    assertThat(fitted.warnings()).hasSizeBetween(1, 199).last().isEqualTo(warnings.getLast());
  }

  @Test
  void whatFitsIsLeftAlone() throws IOException {
    RunReport report = report(2, "short", 0);

    assertThat(fit(report)).isEqualTo(report);
  }

  private RunReport fit(RunReport report) throws IOException {
    byte[] bytes = budget.fit(report);
    assertThat(bytes).hasSizeLessThanOrEqualTo(4096);
    return new ObjectMapper().readValue(bytes, RunReport.class);
  }

  private static RunReport report(int names, String message, int errors) {
    List<String> pending = names("V%d__größe_%d.sql", names);
    List<HistoryEntry> history =
        pending.stream().map(name -> new HistoryEntry(name, "1", "success", null, "1ms")).toList();
    Failure failure = Failure.of(FailureKind.SCRIPT_FAILED, message, "correct it");
    return new RunReport(
        12,
        "1",
        true,
        "2",
        3,
        names,
        pending,
        0,
        names("V%d__undone_%d.sql", names > 40 ? names : 0),
        "sha256:0",
        List.of(),
        List.of(),
        history,
        null,
        null,
        failure,
        names("error %d of %d", errors),
        0,
        false);
  }

  private static List<String> names(String format, int count) {
    return IntStream.range(0, count).mapToObj(i -> format.formatted(i, i)).toList();
  }
}
