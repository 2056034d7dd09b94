package dev.lockstep.engine.postgres.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.postgres.ServerErrors;
import dev.lockstep.schema.FailureKind;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// One line for each class of PostgreSQL's appendix "Error Codes", and for the codes within a class
/// that are distinguished.
final class SqlFailuresTest {
  @ParameterizedTest
  @CsvSource({
    "00000, SCRIPT_FAILED",
    "03000, SCRIPT_FAILED",
    "08006, SCRIPT_RETRYABLE",
    "08P01, SCRIPT_RETRYABLE",
    "0A000, SCRIPT_FAILED",
    "0B000, SCRIPT_FAILED",
    "21000, SCRIPT_FAILED",
    "22012, SCRIPT_FAILED",
    "23503, SCRIPT_FAILED",
    "23505, SCRIPT_FAILED",
    "24000, SCRIPT_FAILED",
    "25001, SCRIPT_FAILED",
    "25006, SCRIPT_FAILED",
    "25P02, SCRIPT_FAILED",
    "25P03, SCRIPT_RETRYABLE",
    "25P04, SCRIPT_RETRYABLE",
    "26000, SCRIPT_FAILED",
    "28000, SCRIPT_FAILED",
    "2BP01, SCRIPT_FAILED",
    "2D000, SCRIPT_FAILED",
    "34000, SCRIPT_FAILED",
    "3D000, SCRIPT_FAILED",
    "3F000, SCRIPT_FAILED",
    "40001, SCRIPT_RETRYABLE",
    "40002, SCRIPT_FAILED",
    "40P01, SCRIPT_RETRYABLE",
    "42501, SCRIPT_FAILED",
    "42601, SCRIPT_FAILED",
    "42P07, SCRIPT_FAILED",
    "44000, SCRIPT_FAILED",
    "53000, SCRIPT_RETRYABLE",
    "53100, SCRIPT_RETRYABLE",
    "53200, SCRIPT_RETRYABLE",
    "53300, SCRIPT_RETRYABLE",
    "54001, SCRIPT_FAILED",
    "55000, SCRIPT_FAILED",
    "55006, SCRIPT_RETRYABLE",
    "55P03, SCRIPT_RETRYABLE",
    "55P04, SCRIPT_FAILED",
    "57014, SCRIPT_RETRYABLE",
    "57P01, SCRIPT_RETRYABLE",
    "57P03, SCRIPT_RETRYABLE",
    "58030, SCRIPT_RETRYABLE",
    "72000, SCRIPT_RETRYABLE",
    "F0001, SCRIPT_FAILED",
    "P0001, SCRIPT_FAILED",
    "XX000, SCRIPT_FAILED"
  })
  void inAScript(String state, FailureKind kind) {
    assertThat(SqlFailures.inScript(error(state))).isEqualTo(kind);
  }

  @ParameterizedTest
  @CsvSource({
    "08001, DATABASE_UNREACHABLE",
    "08004, AUTHENTICATION_FAILED",
    "28000, AUTHENTICATION_FAILED",
    "28P01, AUTHENTICATION_FAILED",
    "3D000, DATABASE_NOT_FOUND",
    "42501, PRIVILEGE_MISSING",
    "53300, TOO_MANY_CONNECTIONS",
    "53200, DATABASE_UNREACHABLE",
    "57P03, DATABASE_UNREACHABLE"
  })
  void whenConnecting(String state, FailureKind kind) {
    assertThat(SqlFailures.whenConnecting(error(state))).isEqualTo(kind);
  }

  @ParameterizedTest
  @CsvSource({
    "08006, DATABASE_UNREACHABLE",
    "22P02, HISTORY_UNUSABLE",
    "22P05, SCRIPTS_REFUSED",
    "P0001, HISTORY_UNUSABLE",
    "XX000, HISTORY_UNUSABLE",
    "23514, HISTORY_UNUSABLE",
    "25006, DATABASE_READ_ONLY",
    "40P01, DATABASE_UNREACHABLE",
    "42501, PRIVILEGE_MISSING",
    "42703, HISTORY_UNUSABLE",
    "53100, DATABASE_UNREACHABLE",
    "53200, DATABASE_UNREACHABLE",
    "53300, TOO_MANY_CONNECTIONS",
    "55P03, LOCK_HELD",
    "57014, DATABASE_UNREACHABLE",
    "57P01, DATABASE_UNREACHABLE",
    "58030, DATABASE_UNREACHABLE"
  })
  void inTheHistory(String state, FailureKind kind) {
    assertThat(SqlFailures.inHistory(error(state))).isEqualTo(kind);
  }

  @ParameterizedTest
  @CsvSource({"40001, true", "40P01, true", "55P03, true", "53100, false", "57014, false"})
  void onlyConflictsAreTriedAgainAtOnce(String state, boolean again) {
    assertThat(SqlFailures.isConflict(error(state))).isEqualTo(again);
  }

  @ParameterizedTest
  @CsvSource({"08006, true", "57P01, true", "57P02, true", "57014, false", "53100, false"})
  void aLostConnectionLeavesTheCommitUnknown(String state, boolean lost) {
    assertThat(SqlFailures.isConnectionLost(error(state))).isEqualTo(lost);
  }

  // F8
  @ParameterizedTest
  @CsvSource({
    "ERROR, 08001, false",
    "ERROR, 08006, false",
    "ERROR, 57P01, false",
    "ERROR, 57P03, false",
    "FATAL, 57P01, true",
    "FATAL, 25P04, true",
    "PANIC, XX000, true"
  })
  void whatAStatementMetIsNotTheLossOfOurConnection(String severity, String state, boolean lost) {
    var error = ServerErrors.error(Map.of('S', severity, 'C', state, 'M', "no"));

    assertThat(SqlFailures.isConnectionLost(error)).isEqualTo(lost);
  }

  // F9
  @ParameterizedTest
  @CsvSource({
    "CheckTableNotInUse, SCRIPT_FAILED",
    "DropRole, SCRIPT_FAILED",
    "ReplicationSlotAcquire, SCRIPT_RETRYABLE",
    "exec_stmt_raise, SCRIPT_RETRYABLE"
  })
  void whatASessionUsesItselfIsInUseAgain(String routine, FailureKind kind) {
    var error = ServerErrors.error(Map.of('S', "ERROR", 'C', "55006", 'M', "no", 'R', routine));

    assertThat(SqlFailures.inScript(error)).isEqualTo(kind);
  }

  @Test
  void anErrorWithoutAStateIsNoConflictAndHasASentence() {
    var error = new SQLException();

    assertThat(SqlFailures.inScript(error)).isEqualTo(FailureKind.SCRIPT_FAILED);
    assertThat(ServerText.of(error).whole()).contains("no message");
  }

  private static SQLException error(String state) {
    return new SQLException("a sentence", state);
  }

  @Test
  void aSentenceOfTheDriversCanBeGoneOnWith() {
    assertThat(ServerText.of(new SQLException("Connection attempt timed out.", "08001")).whole())
        .isEqualTo("Connection attempt timed out");
  }
}
