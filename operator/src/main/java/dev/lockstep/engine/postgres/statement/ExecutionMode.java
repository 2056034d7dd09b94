package dev.lockstep.engine.postgres.statement;

import dev.lockstep.engine.postgres.command.CommandReader;
import dev.lockstep.engine.postgres.command.PlainCommand;
import dev.lockstep.engine.postgres.sql.SqlStatement;
import dev.lockstep.engine.postgres.sql.StatementKind;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How a statement of a journaled script is run while no transaction of the script's own is open.
public enum ExecutionMode {
  /// Begins a transaction of the script's own.
  BEGINS,
  /// Runs in a transaction of ours together with its journal entry, which does not change the
  /// statement's effect.
  IN_TRANSACTION,
  /// Runs as `IN_TRANSACTION` at first; if it commits by itself, runs outside a transaction.
  PROCEDURE,
  /// Runs unchanged and without a journal entry, because it changes only the session and may be
  /// repeated, or because it must fail or warn exactly as in psql.
  BARE,
  /// Runs unchanged, between two journal entries.
  OUTSIDE;

  /// Statements that affect the session, or that mean something else inside a transaction.
  private static final Set<String> ON_SESSION =
      Set.of(
          "SET",
          "RESET",
          "SHOW",
          "DECLARE",
          "FETCH",
          "MOVE",
          "CLOSE",
          "PREPARE",
          "DEALLOCATE",
          "LISTEN",
          "UNLISTEN",
          "DISCARD",
          "LOAD",
          "CHECKPOINT");

  public static ExecutionMode of(SqlStatement statement) {
    return switch (statement.kind()) {
      case BEGIN -> BEGINS;
      case COMMIT,
          ROLLBACK,
          SAVEPOINT,
          PREPARED_TRANSACTION,
          SET_TRANSACTION,
          SET_SESSION_CHARACTERISTICS,
          LOCK,
          CLIENT_ENCODING ->
          BARE;
      case COPY_FROM_STDIN, COPY_TO_STDOUT -> IN_TRANSACTION;
      case PROCEDURE -> PROCEDURE;
      case ALTER_SYSTEM -> OUTSIDE;
      case OUTSIDE_TRANSACTION -> discards(statement) ? BARE : OUTSIDE;
      case NEXT_SESSION, ORDINARY ->
          ON_SESSION.contains(verb(statement)) || setsConfig(statement) ? BARE : IN_TRANSACTION;
    };
  }

  /// Whether the server always rejects the statement inside a transaction.
  public static boolean cannotBeInTransaction(SqlStatement statement) {
    return statement.kind() == StatementKind.OUTSIDE_TRANSACTION
        || statement.kind() == StatementKind.ALTER_SYSTEM;
  }

  public static boolean addsEnumValue(SqlStatement statement) {
    List<String> words = statement.words();
    return words.size() > 2
        && words.get(0).equals("ALTER")
        && words.get(1).equals("TYPE")
        && words.contains("VALUE");
  }

  /// The name of the database that `CREATE DATABASE` copies; null for other statements.
  public static @Nullable String template(SqlStatement statement) {
    return CommandReader.read(statement) instanceof PlainCommand.CreateDatabase create
        ? create.template()
        : null;
  }

  /// `COPY` from or to a file or program of the server.
  public static boolean copiesOnServer(SqlStatement statement) {
    return verb(statement).equals("COPY") && !statement.kind().copies();
  }

  /// `DISCARD ALL`: returns the session to the state of a new one.
  public static boolean discards(SqlStatement statement) {
    return verb(statement).equals("DISCARD") && statement.words().contains("ALL");
  }

  /// `SELECT set_config(...)` and nothing else.
  public static boolean setsConfig(SqlStatement statement) {
    List<String> words = statement.words();
    return words.size() > 1
        && words.getFirst().equals("SELECT")
        && words.contains("SET_CONFIG")
        && Set.of("SELECT", "PG_CATALOG", "SET_CONFIG", "CURRENT_SETTING", "TRUE", "FALSE")
            .containsAll(words);
  }

  public static boolean isConcurrent(SqlStatement statement) {
    return statement.words().contains("CONCURRENTLY");
  }

  public static String verb(SqlStatement statement) {
    return statement.words().isEmpty() ? "" : statement.words().getFirst();
  }
}
