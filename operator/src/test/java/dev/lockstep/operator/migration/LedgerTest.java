package dev.lockstep.operator.migration;

import static dev.lockstep.operator.migration.Observations.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureKind;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// What the end of a run that could not read the database says of it.
final class LedgerTest {
  @ParameterizedTest
  @EnumSource(
      names = {
        "SCRIPTS_REFUSED",
        "SECRET_NOT_FOUND",
        "AUTHENTICATION_FAILED",
        "DATABASE_NOT_FOUND",
        "PRIVILEGE_MISSING",
        "SERVER_UNSUPPORTED"
      })
  void whatWasReadStaysWhenARunNeverCameToTheDatabase(FailureKind kind) {
    assertThat(after(kind, null, 0, List.of()).reading()).isPresent();
  }

  @Test
  void whatWasReadStaysWhenAScriptIsRefusedBeforeAnythingRan() {
    assertThat(after(FailureKind.SCRIPTS_REFUSED, "V4__x.sql", 0, List.of()).reading()).isPresent();
  }

  /// A password that is changed while a script runs: its connection breaks, and there is no other.
  @ParameterizedTest
  @CsvSource({
    "AUTHENTICATION_FAILED, V4__x.sql, 0",
    "AUTHENTICATION_FAILED, , 1",
    "DATABASE_NOT_FOUND, V4__x.sql, 0",
    "PRIVILEGE_MISSING, V4__x.sql, 0",
    "SERVER_UNSUPPORTED, V4__x.sql, 0",
    "DATABASE_UNREACHABLE, , 0"
  })
  void whatWasReadIsForgottenWhenScriptsMayHaveRun(
      FailureKind kind, @Nullable String script, int appliedNow) {
    assertThat(after(kind, script, appliedNow, List.of()).reading()).isEmpty();
  }

  @Test
  void whatWasReadIsForgottenWhenScriptsWereUndone() {
    Facts facts = after(FailureKind.AUTHENTICATION_FAILED, null, 0, List.of("V3__c.sql"));

    assertThat(facts.reading()).isEmpty();
  }

  /// The facts after a second run that failed and could not read the database.
  private static Facts after(
      FailureKind kind, @Nullable String script, int appliedNow, List<String> undone) {
    Facts begun = Ledger.begun(Observations.succeeded(NOW), Observations.plan("inputs-2", 2), NOW);
    var failure =
        new Failure(kind, kind.failureClass(), script, null, null, null, "It failed.", null);
    return Ledger.ended(
        begun,
        Observations.made("inputs-2"),
        Observations.unread(failure, appliedNow, undone),
        NOW,
        Observations.backoff(),
        NOW);
  }
}
