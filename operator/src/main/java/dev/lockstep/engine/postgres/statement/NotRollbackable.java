package dev.lockstep.engine.postgres.statement;

import dev.lockstep.engine.postgres.command.CommandReader;
import dev.lockstep.engine.postgres.command.PlainCommand;
import dev.lockstep.engine.postgres.command.PlainCommand.Copy.Direction;
import dev.lockstep.engine.postgres.command.PlainCommand.Copy.Endpoint;
import dev.lockstep.engine.postgres.sql.SqlStatement;
import dev.lockstep.engine.postgres.sql.StatementKind;
import dev.lockstep.engine.postgres.sql.Token;
import dev.lockstep.engine.postgres.sql.TokenKind;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds statements whose effect a rollback does not undo, as far as their text shows.
public final class NotRollbackable {
  private static final Set<String> CALLS =
      Set.of(
          "setval",
          "lo_export",
          "pg_terminate_backend",
          "pg_cancel_backend",
          "pg_reload_conf",
          "pg_promote",
          "pg_rotate_logfile",
          "pg_switch_wal",
          "pg_logical_emit_message",
          "dblink");

  private NotRollbackable() {}

  /// The reason for not running a statement in a transaction that is rolled back, or null.
  public static @Nullable String reason(SqlStatement statement) {
    Optional<Token> call =
        definesRoutine(statement)
            ? Optional.empty()
            : EmbeddedSql.find(statement.sql(), NotRollbackable::isCall);
    if (call.isPresent()) {
      return "a rollback does not reverse %s".formatted(call.get().text());
    }
    if (ExecutionMode.verb(statement).equals("COPY")
        && CommandReader.read(statement) instanceof PlainCommand.Copy copy
        && copy.endpoint() != Endpoint.CONNECTION) {
      return copy(copy);
    }
    return reason(statement.kind());
  }

  private static @Nullable String reason(StatementKind kind) {
    if (kind == StatementKind.SET_TRANSACTION) {
      return "a dry run uses one transaction, whose modes are already set";
    }
    return kind == StatementKind.CLIENT_ENCODING
        ? "the client encoding cannot be changed in a dry run"
        : null;
  }

  private static @Nullable String copy(PlainCommand.Copy copy) {
    if (copy.direction() == Direction.TO) {
      return "a rollback does not reverse what COPY writes on the server";
    }
    return copy.endpoint() == Endpoint.PROGRAM
        ? "a rollback does not reverse what the program of COPY does"
        : null;
  }

  /// A statement that creates a routine does not run the calls in its body.
  private static boolean definesRoutine(SqlStatement statement) {
    return StatementKind.definesRoutine(statement.words());
  }

  private static boolean isCall(Token name, Token next) {
    return next.kind() == TokenKind.OPEN && name.isName() && isNamed(name.name());
  }

  private static boolean isNamed(String function) {
    return CALLS.contains(function)
        || function.startsWith("pg_file_")
        || function.startsWith("dblink_")
        || (function.endsWith("replication_slot")
            && (function.startsWith("pg_create_")
                || function.startsWith("pg_drop_")
                || function.startsWith("pg_copy_")));
  }
}
