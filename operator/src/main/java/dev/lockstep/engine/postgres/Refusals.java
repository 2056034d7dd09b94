package dev.lockstep.engine.postgres;

import dev.lockstep.engine.Script;
import dev.lockstep.schema.CallbackEvent;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Statements that are refused before anything runs, because what they do cannot be undone or
/// understood.
final class Refusals {
  private static final Pattern OTHER_STYLE =
      Pattern.compile("\\b(?:SQL|POSTGRES|POSTGRESQL|GERMAN)\\b");

  private Refusals() {}

  /// Why a statement is refused: the end of a sentence that begins with the file's name.
  static Optional<String> of(Script script, SqlStatement statement) {
    if (isInTransactionOfOthers(script) && statement.kind().controlsTransaction()) {
      return Optional.of(
          ", line %d: the callback runs in the transaction of each script, which it may neither begin nor end: take the statement out"
              .formatted(statement.line()));
    }
    if (statement.kind() == StatementKind.PREPARED_TRANSACTION) {
      return Optional.of(
          ", line %d: prepared transactions are refused, because one would keep the script's history row locked for ever"
              .formatted(statement.line()));
    }
    if (setsOtherDateStyle(statement)) {
      return Optional.of(
          ", line %d: DateStyle must stay ISO, which the connection needs; the order (DMY, MDY, YMD) is free"
              .formatted(statement.line()));
    }
    return Optional.empty();
  }

  private static boolean isInTransactionOfOthers(Script script) {
    CallbackEvent event = script.name().event().orElse(null);
    return event == CallbackEvent.BEFORE_EACH_MIGRATE || event == CallbackEvent.AFTER_EACH_MIGRATE;
  }

  private static boolean setsOtherDateStyle(SqlStatement statement) {
    List<String> words = statement.words();
    return words.size() > 1
        && words.getFirst().equals("SET")
        && words.subList(1, Math.min(3, words.size())).contains("DATESTYLE")
        && OTHER_STYLE.matcher(statement.sql().toUpperCase(Locale.ROOT)).find();
  }
}
