package dev.lockstep.engine.postgres;

import dev.lockstep.schema.FailureKind;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/// Tells what an error means from its SQLSTATE, and from nothing else. The codes are those of
/// PostgreSQL's appendix "Error Codes".
final class SqlFailures {
  static final String CHECK_VIOLATION = "23514";
  static final String LOCK_NOT_AVAILABLE = "55P03";
  static final String QUERY_CANCELED = "57014";

  private static final String TRANSACTION_TIMEOUT = "25P04";
  static final String DISK_FULL = "53100";
  static final String READ_ONLY_TRANSACTION = "25006";
  static final String ACTIVE_TRANSACTION = "25001";
  static final String TRANSACTION_TERMINATION = "2D000";
  static final String OUT_OF_MEMORY = "53200";
  static final String UNDEFINED_TABLE = "42P01";
  static final String DIVISION_BY_ZERO = "22012";
  static final String NOT_NULL_VIOLATION = "23502";
  private static final String TOO_MANY_CONNECTIONS = "53300";
  static final String INSUFFICIENT_PRIVILEGE = "42501";

  /// What may succeed when the same transaction is run again at once.
  private static final Set<String> CONFLICTS = Set.of("40001", "40P01", LOCK_NOT_AVAILABLE);

  /// Snapshot too old, object in use, cursor and session time-outs, a cancelled statement.
  private static final Set<String> CAN_HEAL =
      Set.of("72000", "55006", "25P03", TRANSACTION_TIMEOUT, QUERY_CANCELED);

  private static final Set<String> START_REFUSED =
      Set.of("08P01", "42704", "22023", INSUFFICIENT_PRIVILEGE);

  /// What a statement may meet only because of others before it in its transaction: the use of a
  /// new value of an enum, a table whose deferred triggers have not run yet, more locks than the
  /// server has room for.
  private static final Set<String> FOR_WANT_OF_COMMIT = Set.of("55P04", "55006", OUT_OF_MEMORY);

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
  static FailureKind inScript(SQLException error) {
    String state = state(error);
    if (state.equals(READ_ONLY_TRANSACTION)) {
      return FailureKind.SCRIPT_FAILED;
    }
    return isConflict(error) || CAN_HEAL.contains(state) || isOutside(state)
        ? FailureKind.SCRIPT_RETRYABLE
        : FailureKind.SCRIPT_FAILED;
  }

  /// Why a statement of ours failed.
  static FailureKind inHistory(SQLException error) {
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
        // Syntax error or access rule violation: our tables are not as we made them.
        yield state.startsWith("42") || state.startsWith("23")
            ? FailureKind.HISTORY_UNUSABLE
            : FailureKind.UNEXPECTED;
      }
    };
  }

  /// Whether the same transaction may succeed when it is run again at once.
  static boolean isConflict(SQLException error) {
    return CONFLICTS.contains(state(error));
  }

  /// Whether the statement may succeed when those before it are committed first.
  static boolean isForWantOfCommit(SQLException error) {
    return FOR_WANT_OF_COMMIT.contains(state(error));
  }

  /// Whether a session that ended with this error may be followed by one that does not: not where
  /// the script took longer than a transaction may.
  static boolean canHealAtOnce(SQLException error) {
    return !state(error).equals(TRANSACTION_TIMEOUT);
  }

  /// Whether the connection is gone, so that what became of a COMMIT under way is not known.
  static boolean isConnectionLost(SQLException error) {
    String state = state(error);
    return state.startsWith("08") || state.startsWith("57P");
  }

  static boolean has(SQLException error, String state) {
    return state(error).equals(state);
  }

  /// The server's sentence without row values and statement text.
  static String sentence(SQLException error) {
    ServerErrorMessage message = serverMessage(error);
    String sentence = message == null ? error.getMessage() : message.getMessage();
    if (sentence == null) {
      return "no message, SQLSTATE " + state(error);
    }
    // The driver's own end with a full stop, and more of the sentence follows here.
    return message == null ? sentence.replaceFirst("\\.$", "") : sentence;
  }

  /// Whether the server itself said so, and not the driver.
  static boolean isFromServer(SQLException error) {
    return serverMessage(error) != null;
  }

  /// The server's hint, when it has one.
  static @Nullable String hint(SQLException error) {
    ServerErrorMessage message = serverMessage(error);
    return message == null ? null : message.getHint();
  }

  /// What only a person at a terminal may read.
  static @Nullable String confidential(SQLException error) {
    ServerErrorMessage message = serverMessage(error);
    if (message == null) {
      return null;
    }
    var text = new StringBuilder();
    append(text, "DETAIL: ", message.getDetail());
    append(text, "QUERY: ", message.getInternalQuery());
    append(text, "CONTEXT: ", message.getWhere());
    return text.isEmpty() ? null : text.toString().stripTrailing();
  }

  /// Where in the statement the server saw the error, in characters from 1; 0 when it did not say.
  static int position(SQLException error) {
    ServerErrorMessage message = serverMessage(error);
    return message == null ? 0 : message.getPosition();
  }

  private static void append(StringBuilder text, String label, @Nullable String value) {
    if (value != null) {
      text.append(label).append(value).append('\n');
    }
  }

  /// Connection, resources, operator intervention, system error: nothing that the script did.
  private static boolean isOutside(String state) {
    return state.startsWith("08")
        || state.startsWith("53")
        || state.startsWith("57P")
        || state.startsWith("58");
  }

  private static String state(SQLException error) {
    String state = error.getSQLState();
    return state == null ? "" : state;
  }

  private static @Nullable ServerErrorMessage serverMessage(SQLException error) {
    return error instanceof PSQLException postgres ? postgres.getServerErrorMessage() : null;
  }
}
