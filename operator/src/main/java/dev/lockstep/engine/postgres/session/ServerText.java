package dev.lockstep.engine.postgres.session;

import dev.lockstep.schema.QuotedText;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/// A message of the server in two forms: one for reports, Events and logs, without quoted values
/// and pieces of statements, and the original for terminals and the history.
///
/// PostgreSQL quotes names and values alike. The SQLSTATE tells which of both an error quotes: the
/// codes below quote names of objects only. Quoted text of any other error is removed, and so is
/// quoted text of `RAISE`, whatever code it uses: it is the script's own text. The rest of the
/// message is kept.
///
/// @param shown the message without quoted values
/// @param whole the message as the server sent it
public record ServerText(String shown, String whole) {
  /// Classes in which every code quotes only names: routine calls, integrity constraints, missing
  /// schemas, databases, roles, cursors, statements and savepoints, dependencies, resources,
  /// limits, object states, cancellation, files.
  private static final Set<String> NAMING_CLASSES =
      Set.of(
          "08", "0A", "0L", "0P", "23", "26", "28", "2B", "34", "3B", "3D", "3F", "44", "53", "54",
          "55", "57", "58");

  /// Codes of the class "syntax error or access rule violation" that quote only names: without
  /// 42601, which quotes the statement's text, and without invalid names.
  private static final Set<String> NAMING_CODES =
      Set.of(
          "42501", "42611", "42701", "42702", "42703", "42704", "42710", "42712", "42723", "42725",
          "42803", "42804", "42809", "42830", "42846", "42883", "42939", "428C9", "42P01", "42P02",
          "42P03", "42P04", "42P05", "42P06", "42P07", "42P08", "42P09", "42P10", "42P11", "42P12",
          "42P13", "42P14", "42P15", "42P16", "42P17", "42P18", "42P19", "42P20", "42P21", "42P22");

  /// A notice or warning without a code of its own.
  private static final Set<String> UNCODED = Set.of("00000", "01000");

  /// A COPY row that is too short quotes a column; a header that differs quotes two pairs.
  private static final String BAD_COPY_FORMAT = "22P04";

  /// Invalid dates and times: the hint names a setting.
  private static final Set<String> HINTS_AT_SETTINGS = Set.of("22007", "22008");

  /// The routines of procedural languages that send messages written by the author of a function.
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

  /// A message of our own, which contains no values.
  public static ServerText ours(String words) {
    return new ServerText(words, words);
  }

  /// The primary message of an error of the server or the driver.
  public static ServerText of(SQLException error) {
    ServerErrorMessage message = serverMessage(error);
    if (message != null && message.getMessage() != null) {
      return sentence(message);
    }
    String sentence = error.getMessage();
    return ours(
        sentence == null
            ? "no message, SQLSTATE " + error.getSQLState()
            // The driver's own messages end with a full stop, and the sentence continues here.
            : sentence.replaceFirst("\\.$", ""));
  }

  /// The primary message of an error, a warning or a notice of the server.
  public static ServerText sentence(ServerErrorMessage message) {
    return words(message, String.valueOf(message.getMessage()));
  }

  /// The server's hint without values; null if there is none.
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

  /// The message with a text of our own before it.
  public ServerText after(String begin) {
    return new ServerText(begin + shown, begin + whole);
  }

  /// The message with a text of our own after it.
  public ServerText then(String end) {
    return new ServerText(shown + end, whole + end);
  }

  /// The whole message if a part of it was removed; otherwise null.
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
