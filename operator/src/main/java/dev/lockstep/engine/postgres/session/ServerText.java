package dev.lockstep.engine.postgres.session;

import dev.lockstep.schema.QuotedText;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/// What the server says, in two forms: one for reports, Events and logs, where quoted values and
/// pieces of statements are cut out, and one for terminals and the history, as it is.
///
/// PostgreSQL quotes names and values alike. Which of both an error quotes is known from its
/// SQLSTATE: the codes below are those that quote names of objects only. What any other quotes is
/// cut, and so is what `RAISE` quotes, whatever code it uses: its text is the script's own, and the
/// rest of it stays.
///
/// @param shown without quoted values
/// @param whole as the server sent it
public record ServerText(String shown, String whole) {
  /// Classes of which every code quotes names only: routine calls, integrity constraints, missing
  /// schemas, databases, roles, cursors, statements and savepoints, dependencies, resources,
  /// limits, states of objects, cancellation, files.
  private static final Set<String> NAMING_CLASSES =
      Set.of(
          "08", "0A", "0L", "0P", "23", "26", "28", "2B", "34", "3B", "3D", "3F", "44", "53", "54",
          "55", "57", "58");

  /// Syntax error or access rule violation: without 42601, which quotes the statement's text, and
  /// without wrong names.
  private static final Set<String> NAMING_CODES =
      Set.of(
          "42501", "42611", "42701", "42702", "42703", "42704", "42710", "42712", "42723", "42725",
          "42803", "42804", "42809", "42830", "42846", "42883", "42939", "428C9", "42P01", "42P02",
          "42P03", "42P04", "42P05", "42P06", "42P07", "42P08", "42P09", "42P10", "42P11", "42P12",
          "42P13", "42P14", "42P15", "42P16", "42P17", "42P18", "42P19", "42P20", "42P21", "42P22");

  /// A notice or warning without a code of its own.
  private static final Set<String> UNCODED = Set.of("00000", "01000");

  /// A row of COPY that is too short names a column; headers that differ are quoted in two pairs.
  private static final String BAD_COPY_FORMAT = "22P04";

  /// Wrong dates and times: the hint names a setting.
  private static final Set<String> HINTS_AT_SETTINGS = Set.of("22007", "22008");

  /// The routines of the server's languages in which the author of a function speaks.
  private static final Set<String> OWN_WORDS =
      Set.of(
          "exec_stmt_raise",
          "exec_stmt_assert",
          "PLy_output",
          "PLy_elog",
          "PLy_elog_impl",
          "plperl_util_elog",
          "do_util_elog",
          "pltcl_elog");

  /// Words of our own, which hold no values.
  public static ServerText ours(String words) {
    return new ServerText(words, words);
  }

  /// The sentence of an error, as the server or the driver says it.
  public static ServerText of(SQLException error) {
    ServerErrorMessage message = serverMessage(error);
    if (message != null && message.getMessage() != null) {
      return sentence(message);
    }
    String sentence = error.getMessage();
    return ours(
        sentence == null
            ? "no message, SQLSTATE " + error.getSQLState()
            // The driver's own end with a full stop, and more of the sentence follows here.
            : sentence.replaceFirst("\\.$", ""));
  }

  /// The sentence of an error, a warning or a notice of the server.
  public static ServerText sentence(ServerErrorMessage message) {
    return words(message, String.valueOf(message.getMessage()));
  }

  /// The server's hint without values, when it has one.
  public static @Nullable String hint(SQLException error) {
    ServerErrorMessage message = serverMessage(error);
    String hint = message == null ? null : message.getHint();
    if (message == null || hint == null) {
      return null;
    }
    return HINTS_AT_SETTINGS.contains(state(message)) && !isOwnWords(message)
        ? hint
        : words(message, hint).shown();
  }

  /// The same words with ours before them.
  public ServerText after(String begin) {
    return new ServerText(begin + shown, begin + whole);
  }

  /// The same words with ours behind them.
  public ServerText then(String end) {
    return new ServerText(shown + end, whole + end);
  }

  /// What was cut, absent when nothing was.
  public @Nullable String confidential() {
    return shown.equals(whole) ? null : whole;
  }

  private static ServerText words(ServerErrorMessage message, String text) {
    return new ServerText(namesOnly(message, text) ? text : QuotedText.cut(text), text);
  }

  private static boolean namesOnly(ServerErrorMessage message, String text) {
    String state = state(message);
    if (isOwnWords(message)) {
      return false;
    }
    return UNCODED.contains(state)
        || NAMING_CODES.contains(state)
        || (state.length() > 2 && NAMING_CLASSES.contains(state.substring(0, 2)))
        || (state.equals(BAD_COPY_FORMAT) && QuotedText.quotesOne(text));
  }

  private static boolean isOwnWords(ServerErrorMessage message) {
    String routine = message.getRoutine();
    return routine != null && OWN_WORDS.contains(routine);
  }

  private static String state(ServerErrorMessage message) {
    String state = message.getSQLState();
    return state == null ? "" : state;
  }

  private static @Nullable ServerErrorMessage serverMessage(SQLException error) {
    return error instanceof PSQLException postgres ? postgres.getServerErrorMessage() : null;
  }
}
