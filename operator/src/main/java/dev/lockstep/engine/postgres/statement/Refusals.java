package dev.lockstep.engine.postgres.statement;

import dev.lockstep.engine.postgres.sql.SqlStatement;
import dev.lockstep.engine.postgres.sql.SqlSyntaxException;
import dev.lockstep.engine.postgres.sql.StatementKind;
import dev.lockstep.engine.postgres.sql.Token;
import dev.lockstep.engine.postgres.sql.TokenCursor;
import dev.lockstep.engine.postgres.sql.TokenKind;
import dev.lockstep.engine.script.Script;
import dev.lockstep.engine.source.UndoPart;
import dev.lockstep.schema.CallbackEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Rejects statements before anything runs, because their effect could not be undone or would break
/// the run.
public final class Refusals {
  private static final Set<String> OTHER_STYLES = Set.of("SQL", "POSTGRES", "POSTGRESQL", "GERMAN");

  private Refusals() {}

  /// The reasons for rejecting a script, as sentences.
  ///
  /// @param statements the script's statements
  public static List<String> of(Script script, List<SqlStatement> statements) {
    var refusals = new ArrayList<>(script.objections());
    statements.stream()
        .flatMap(statement -> of(script, statement).stream())
        .forEach(refusal -> refusals.add(script.fileName() + refusal));
    undoPart(script, statements).ifPresent(refusals::add);
    return List.copyOf(refusals);
  }

  /// The reasons for rejecting a script that cannot be split into statements.
  public static List<String> of(Script script, SqlSyntaxException unreadable) {
    var refusals = new ArrayList<>(script.objections());
    refusals.add(
        "%s, line %d: %s".formatted(script.fileName(), unreadable.line(), unreadable.sentence()));
    return List.copyOf(refusals);
  }

  /// The reason for rejecting a script with an undo part. An undo script may be marked as one.
  private static Optional<String> undoPart(Script script, List<SqlStatement> statements) {
    return script.isUndo()
        ? Optional.empty()
        : UndoPart.of(ScriptElements.of(script.text(), statements))
            .map(part -> part.refusal(script.name()));
  }

  /// The reason for rejecting a statement, as the end of a sentence that begins with the file name.
  private static Optional<String> of(Script script, SqlStatement statement) {
    if (isInTransactionOfOthers(script) && statement.kind().controlsTransaction()) {
      return Optional.of(
          ", line %d: the callback runs in the transaction of each script and must not begin or end it: remove the statement"
              .formatted(statement.line()));
    }
    if (statement.kind() == StatementKind.PREPARED_TRANSACTION) {
      return Optional.of(
          ", line %d: prepared transactions are not supported, because they would keep the script's history row locked indefinitely"
              .formatted(statement.line()));
    }
    if (setsOtherDateStyle(statement)) {
      return Optional.of(
          ", line %d: DateStyle must stay ISO, which the connection requires; the order (DMY, MDY, YMD) may change"
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
    if (words.size() < 2) {
      return false;
    }
    return switch (words.getFirst()) {
      case "SET" ->
          words.subList(1, Math.min(3, words.size())).stream().anyMatch(Refusals::isDateStyle)
              && Token.of(statement.sql()).stream().anyMatch(Refusals::isOtherStyle);
      case "SELECT" ->
          words.contains("SET_CONFIG") && configuresOtherDateStyle(TokenCursor.of(statement.sql()));
      default -> false;
    };
  }

  private static boolean isDateStyle(String word) {
    return word.equalsIgnoreCase("datestyle") || word.equalsIgnoreCase("\"datestyle\"");
  }

  /// Whether a value, which is a string or a word, names another style: `'SQL, DMY'`.
  private static boolean isOtherStyle(Token value) {
    return value.kind() != TokenKind.COMMENT
        && Token.of(value.text().replace('\'', ' ').replace('"', ' ').replace('$', ' ')).stream()
            .anyMatch(word -> OTHER_STYLES.contains(word.text().toUpperCase(Locale.ROOT)));
  }

  /// `set_config('datestyle', 'German', ...)` in a query, if both arguments are constants.
  private static boolean configuresOtherDateStyle(TokenCursor query) {
    while (!query.atEnd()) {
      if (query.take("set_config")
          && query.take().kind() == TokenKind.OPEN
          && query.take().text().equalsIgnoreCase("'datestyle'")
          && query.takeSymbol(",")
          && isOtherStyle(query.peek(0))) {
        return true;
      }
      query.take();
    }
    return false;
  }
}
