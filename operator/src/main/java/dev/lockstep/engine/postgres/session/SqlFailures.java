package dev.lockstep.engine.postgres.session;

import dev.lockstep.schema.FailureKind;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/// Classifies an error by its SQLSTATE, and by nothing else. The codes are those of PostgreSQL's
/// appendix "Error Codes".
public final class SqlFailures {
  static final String CHECK_VIOLATION = "23514";
  public static final String LOCK_NOT_AVAILABLE = "55P03";
  public static final String QUERY_CANCELED = "57014";

  private static final String TRANSACTION_TIMEOUT = "25P04";
  public static final String DISK_FULL = "53100";
  public static final String READ_ONLY_TRANSACTION = "25006";
  public static final String ACTIVE_TRANSACTION = "25001";
  public static final String TRANSACTION_TERMINATION = "2D000";
  public static final String OUT_OF_MEMORY = "53200";
  public static final String OBJECT_IN_USE = "55006";
  public static final String UNSAFE_NEW_ENUM_VALUE = "55P04";
  public static final String UNDEFINED_TABLE = "42P01";
  public static final String DIVISION_BY_ZERO = "22012";
  static final String NOT_NULL_VIOLATION = "23502";
  private static final String TOO_MANY_CONNECTIONS = "53300";
  public static final String INSUFFICIENT_PRIVILEGE = "42501";

  /// What may succeed when the same transaction is run again at once.
  private static final Set<String> CONFLICTS = Set.of("40001", "40P01", LOCK_NOT_AVAILABLE);

  /// Snapshot too old, object in use, cursor and session time-outs, a cancelled statement.
  private static final Set<String> CAN_HEAL =
      Set.of("72000", OBJECT_IN_USE, "25P03", TRANSACTION_TIMEOUT, QUERY_CANCELED);

  /// Where the server finds that an object is in use by the session itself: a table that it reads
  /// or whose triggers are pending, its own role.
  private static final Set<String> USED_BY_OURSELVES = Set.of("CheckTableNotInUse", "DropRole");

  /// Untranslatable character, character not in repertoire.
  private static final Set<String> ENCODING = Set.of("22P05", "22021");

  private static final Set<String> START_REFUSED =
      Set.of("08P01", "42704", "22023", INSUFFICIENT_PRIVILEGE);

  /// What a statement may meet only because of others before it in its transaction: the use of a
  /// new value of an enum, a table whose deferred triggers have not run yet, more locks than the
  /// server has room for.
  private static final Set<String> FOR_WANT_OF_COMMIT =
      Set.of(UNSAFE_NEW_ENUM_VALUE, OBJECT_IN_USE, OUT_OF_MEMORY);

  /// Undefined file, duplicate file: of `COPY`, `LOAD`, C functions, tablespaces.
  private static final Set<String> NAMED_FILES = Set.of("58P01", "58P02");

  /// After these the server closes the connection. It may translate them; that the connection is
  /// closed shows in any language.
  private static final Set<String> LAST_WORDS = Set.of("FATAL", "PANIC");

  private SqlFailures() {}

  /// Why no connection was made.
  static FailureKind whenConnecting(SQLException error) {
    String state = state(error);
    return switch (state) {
      case "28000", "28P01" -> FailureKind.AUTHENTICATION_FAILED;
      case "3D000" -> FailureKind.DATABASE_NOT_FOUND;
      case TOO_MANY_CONNECTIONS -> FailureKind.TOO_MANY_CONNECTIONS;
      case INSUFFICIENT_PRIVILEGE -> FailureKind.PRIVILEGE_MISSING;
      // The driver's own word for a server that wants a password where none was given.
      case "08004" -> FailureKind.AUTHENTICATION_FAILED;
      default -> FailureKind.DATABASE_UNREACHABLE;
    };
  }

  /// Whether it may be the options of the start-up packet that are refused: a protocol violation,
  /// an unknown parameter or role, a value that is not taken, a role that is not granted.
  static boolean isStartRefused(SQLException error) {
    return START_REFUSED.contains(state(error));
  }

  /// Why a script failed.
  public static FailureKind inScript(SQLException error) {
    String state = state(error);
    if (state.equals(READ_ONLY_TRANSACTION) || isUsedByItself(error)) {
      return FailureKind.SCRIPT_FAILED;
    }
    return isConflict(error) || CAN_HEAL.contains(state) || isOutside(state)
        ? FailureKind.SCRIPT_RETRYABLE
        : FailureKind.SCRIPT_FAILED;
  }

  /// Why one of Lockstep's statements failed.
  public static FailureKind inHistory(SQLException error) {
    String state = state(error);
    return switch (state) {
      case READ_ONLY_TRANSACTION -> FailureKind.DATABASE_READ_ONLY;
      case INSUFFICIENT_PRIVILEGE -> FailureKind.PRIVILEGE_MISSING;
      case TOO_MANY_CONNECTIONS -> FailureKind.TOO_MANY_CONNECTIONS;
      case LOCK_NOT_AVAILABLE -> FailureKind.LOCK_HELD;
      default -> {
        if (isOutside(state) || CAN_HEAL.contains(state) || isConflict(error)) {
          yield FailureKind.DATABASE_UNREACHABLE;
        }
        // Whatever else: our tables are not as we made them, or something of the database's own,
        // such as an event trigger, has stepped in.
        yield isEncoding(error) ? FailureKind.SCRIPTS_REFUSED : FailureKind.HISTORY_UNUSABLE;
      }
    };
  }

  /// Whether a text has letters that the encoding of the database has not.
  public static boolean isEncoding(SQLException error) {
    return ENCODING.contains(state(error));
  }

  /// Whether the same transaction may succeed when it is run again at once.
  public static boolean isConflict(SQLException error) {
    return CONFLICTS.contains(state(error));
  }

  /// Whether the statement may succeed when those before it are committed first.
  public static boolean isForWantOfCommit(SQLException error) {
    return FOR_WANT_OF_COMMIT.contains(state(error));
  }

  /// Whether an object is in use by the very session that wants to change it, so that it will be so
  /// again. The code alone is that of others' use as well; the place in the server's source is
  /// never translated, as its message is.
  static boolean isUsedByItself(SQLException error) {
    return has(error, OBJECT_IN_USE) && USED_BY_OURSELVES.contains(routine(error));
  }

  /// Whether the server itself refused a command in a transaction while it was at something else: a
  /// function or a block that runs it, `CREATE INDEX CONCURRENTLY` in a `DO`, or the parts of a
  /// partitioned table.
  public static boolean isRefusedBelow(SQLException error) {
    ServerErrorMessage message = serverMessage(error);
    return has(error, ACTIVE_TRANSACTION)
        && routine(error).equals("PreventInTransactionBlock")
        && message != null
        && message.getWhere() != null;
  }

  /// Whether a session that ended with this error may be followed by one that does not: not where
  /// the script took longer than a transaction may.
  public static boolean canHealAtOnce(SQLException error) {
    return !state(error).equals(TRANSACTION_TIMEOUT);
  }

  /// Whether the connection is gone, so that the outcome of a COMMIT in progress is unknown: the
  /// driver says so, or the server in its last message. An error that a statement met has such a
  /// code as well when it was another connection that broke, that of a foreign table.
  public static boolean isConnectionLost(SQLException error) {
    ServerErrorMessage message = serverMessage(error);
    if (message != null) {
      String severity = message.getSeverity();
      return severity != null && LAST_WORDS.contains(severity);
    }
    String state = state(error);
    return state.startsWith("08") || state.startsWith("57P");
  }

  public static boolean has(SQLException error, String state) {
    return state(error).equals(state);
  }

  /// Whether the server itself said so, and not the driver.
  public static boolean isFromServer(SQLException error) {
    return serverMessage(error) != null;
  }

  /// What the server was at, innermost first; it may have row values.
  public static @Nullable String context(SQLException error) {
    ServerErrorMessage message = serverMessage(error);
    return message == null ? null : message.getWhere();
  }

  /// How the query begins by which the guard of the history's tables reports what it found.
  public static final String GUARD_MARK = "lockstep ";

  private static boolean isOfGuard(@Nullable String query) {
    return query != null && query.startsWith(GUARD_MARK);
  }

  /// What only a person at a terminal may read.
  public static @Nullable String confidential(SQLException error) {
    ServerErrorMessage message = serverMessage(error);
    if (message == null || isOfGuard(message.getInternalQuery())) {
      return null;
    }
    var text = new StringBuilder();
    append(text, "DETAIL: ", message.getDetail());
    append(text, "QUERY: ", message.getInternalQuery());
    append(text, "CONTEXT: ", message.getWhere());
    return text.isEmpty() ? null : text.toString().stripTrailing();
  }

  /// The query inside of the statement that failed, when the server named one.
  public static @Nullable String internalQuery(SQLException error) {
    ServerErrorMessage message = serverMessage(error);
    return message == null ? null : message.getInternalQuery();
  }

  /// Where in the statement the server saw the error, in characters from 1; 0 when it did not say.
  public static int position(SQLException error) {
    ServerErrorMessage message = serverMessage(error);
    return message == null ? 0 : message.getPosition();
  }

  private static void append(StringBuilder text, String label, @Nullable String value) {
    if (value != null) {
      text.append(label).append(value).append('\n');
    }
  }

  /// Connection, resources, operator intervention, system error: nothing that the script did. A
  /// file that is missing, or is there already, is one that the script names.
  private static boolean isOutside(String state) {
    return state.startsWith("08")
        || state.startsWith("53")
        || state.startsWith("57P")
        || (state.startsWith("58") && !NAMED_FILES.contains(state));
  }

  private static String routine(SQLException error) {
    ServerErrorMessage message = serverMessage(error);
    String routine = message == null ? null : message.getRoutine();
    return routine == null ? "" : routine;
  }

  private static String state(SQLException error) {
    String state = error.getSQLState();
    return state == null ? "" : state;
  }

  private static @Nullable ServerErrorMessage serverMessage(SQLException error) {
    return error instanceof PSQLException postgres ? postgres.getServerErrorMessage() : null;
  }
}
