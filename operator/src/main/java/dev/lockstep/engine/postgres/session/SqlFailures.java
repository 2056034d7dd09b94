package dev.lockstep.engine.postgres.session;

import dev.lockstep.schema.FailureKind;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/// Classifies an error by its SQLSTATE, never by its message. The codes are those of PostgreSQL's
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
  static final String TOO_MANY_CONNECTIONS = "53300";
  public static final String INSUFFICIENT_PRIVILEGE = "42501";

  /// Errors after which the same transaction may succeed if it is run again at once.
  private static final Set<String> CONFLICTS = Set.of("40001", "40P01", LOCK_NOT_AVAILABLE);

  /// Snapshot too old, object in use, idle-in-transaction or transaction timeout, query canceled.
  private static final Set<String> CAN_HEAL =
      Set.of("72000", OBJECT_IN_USE, "25P03", TRANSACTION_TIMEOUT, QUERY_CANCELED);

  /// The server's routines that report an object in use by the session itself: a table that it
  /// reads or whose triggers are pending, or its own role.
  private static final Set<String> USED_BY_OURSELVES = Set.of("CheckTableNotInUse", "DropRole");

  /// Untranslatable character, character not in repertoire.
  private static final Set<String> ENCODING = Set.of("22P05", "22021");

  private static final Set<String> START_REFUSED =
      Set.of("08P01", "42704", "22023", INSUFFICIENT_PRIVILEGE);

  /// Errors that a statement may get only because of earlier statements of its transaction: the use
  /// of a new enum value, a table whose deferred triggers are pending, more locks than the server
  /// has room for.
  private static final Set<String> FOR_WANT_OF_COMMIT =
      Set.of(UNSAFE_NEW_ENUM_VALUE, OBJECT_IN_USE, OUT_OF_MEMORY);

  /// Undefined file, duplicate file: errors of `COPY`, `LOAD`, C functions and tablespaces.
  private static final Set<String> NAMED_FILES = Set.of("58P01", "58P02");

  /// The severities after which the server closes the connection. The server may translate them;
  /// that the connection was closed is detected in any language.
  private static final Set<String> LAST_WORDS = Set.of("FATAL", "PANIC");

  private SqlFailures() {}

  /// The kind of an error while connecting.
  static FailureKind whenConnecting(SQLException error) {
    String state = state(error);
    return switch (state) {
      case "28000", "28P01" -> FailureKind.AUTHENTICATION_FAILED;
      case "3D000" -> FailureKind.DATABASE_NOT_FOUND;
      case TOO_MANY_CONNECTIONS -> FailureKind.TOO_MANY_CONNECTIONS;
      case INSUFFICIENT_PRIVILEGE -> FailureKind.PRIVILEGE_MISSING;
      // The driver's code for a server that requests a password when none was given.
      case "08004" -> FailureKind.AUTHENTICATION_FAILED;
      default -> FailureKind.DATABASE_UNREACHABLE;
    };
  }

  /// Whether the server may have rejected the options of the start-up packet: a protocol violation,
  /// an unknown parameter or role, an invalid value, a role that is not granted.
  static boolean isStartRefused(SQLException error) {
    return START_REFUSED.contains(state(error));
  }

  /// The kind of an error in a script.
  public static FailureKind inScript(SQLException error) {
    String state = state(error);
    if (state.equals(READ_ONLY_TRANSACTION) || isUsedByItself(error)) {
      return FailureKind.SCRIPT_FAILED;
    }
    return isConflict(error) || CAN_HEAL.contains(state) || isOutside(state)
        ? FailureKind.SCRIPT_RETRYABLE
        : FailureKind.SCRIPT_FAILED;
  }

  /// The kind of an error in one of Lockstep's own statements.
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
        // Any other error: our tables are not as we created them, or something in the database,
        // such as an event trigger, has interfered.
        yield isEncoding(error) ? FailureKind.SCRIPTS_REFUSED : FailureKind.HISTORY_UNUSABLE;
      }
    };
  }

  /// Whether a text contains characters that the database's encoding lacks.
  public static boolean isEncoding(SQLException error) {
    return ENCODING.contains(state(error));
  }

  /// Whether the same transaction may succeed if it is run again at once.
  public static boolean isConflict(SQLException error) {
    return CONFLICTS.contains(state(error));
  }

  /// Whether the statement may succeed once the statements before it are committed.
  public static boolean isForWantOfCommit(SQLException error) {
    return FOR_WANT_OF_COMMIT.contains(state(error));
  }

  /// Whether an object is in use by the session that wants to change it, so that a retry would fail
  /// again. The code alone also covers use by other sessions; the routine in the server's source is
  /// never translated, unlike the message.
  static boolean isUsedByItself(SQLException error) {
    return has(error, OBJECT_IN_USE) && USED_BY_OURSELVES.contains(routine(error));
  }

  /// Whether the server rejected a command in a transaction while it executed something else: a
  /// function or block that runs the command, `CREATE INDEX CONCURRENTLY` in a `DO`, or the
  /// partitions of a partitioned table.
  public static boolean isRefusedBelow(SQLException error) {
    ServerErrorMessage message = serverMessage(error);
    return has(error, ACTIVE_TRANSACTION)
        && routine(error).equals("PreventInTransactionBlock")
        && message != null
        && message.getWhere() != null;
  }

  /// Whether a retry may succeed after a session that ended with this error: not if the script took
  /// longer than transaction_timeout allows.
  public static boolean canHealAtOnce(SQLException error) {
    return !state(error).equals(TRANSACTION_TIMEOUT);
  }

  /// Whether the connection was lost, so that the outcome of a COMMIT in progress is unknown.
  /// Either the driver or the server's last message reports it. The error of a statement has such a
  /// code, too, if another connection was lost, that of a foreign table.
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

  /// Whether the error comes from the server and not from the driver.
  public static boolean isFromServer(SQLException error) {
    return serverMessage(error) != null;
  }

  /// The server's context, innermost first, which may contain row values.
  public static @Nullable String context(SQLException error) {
    ServerErrorMessage message = serverMessage(error);
    return message == null ? null : message.getWhere();
  }

  /// The beginning of the query by which the guard of the history's tables reports a violation.
  public static final String GUARD_MARK = "lockstep ";

  private static boolean isOfGuard(@Nullable String query) {
    return query != null && query.startsWith(GUARD_MARK);
  }

  /// The detail, query and context of an error, which may be shown only on a terminal.
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

  /// The query inside the statement that failed, if the server named one.
  public static @Nullable String internalQuery(SQLException error) {
    ServerErrorMessage message = serverMessage(error);
    return message == null ? null : message.getInternalQuery();
  }

  /// The position of the error in the statement, in characters from 1; 0 if the server did not
  /// report it.
  public static int position(SQLException error) {
    ServerErrorMessage message = serverMessage(error);
    return message == null ? 0 : message.getPosition();
  }

  private static void append(StringBuilder text, String label, @Nullable String value) {
    if (value != null) {
      text.append(label).append(value).append('\n');
    }
  }

  /// Whether the error was not caused by the script: connection, resources, operator intervention,
  /// system error. A file that does not exist or already exists is one that the script names.
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
