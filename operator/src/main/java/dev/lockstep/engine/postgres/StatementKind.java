package dev.lockstep.engine.postgres;

import java.util.List;

/// What the runner must know of a statement before it sends it.
public enum StatementKind {
  /// `BEGIN`, `START TRANSACTION`.
  BEGIN,
  /// `COMMIT`, `END`.
  COMMIT,
  /// `ROLLBACK`, `ABORT`.
  ROLLBACK,
  /// `SAVEPOINT`, `RELEASE`, `ROLLBACK TO`.
  SAVEPOINT,
  /// `PREPARE TRANSACTION`, `COMMIT PREPARED`, `ROLLBACK PREPARED`.
  PREPARED_TRANSACTION,
  /// `SET TRANSACTION` and its settings by name: refused after the first query of a transaction.
  SET_TRANSACTION,
  /// `SET SESSION CHARACTERISTICS AS TRANSACTION`: counts from the next transaction on.
  SET_SESSION_CHARACTERISTICS,
  /// `LOCK TABLE`.
  LOCK,
  /// `COPY ... FROM stdin`: its data follows in the script.
  COPY_FROM_STDIN,
  /// `COPY ... TO stdout`: its data comes back.
  COPY_TO_STDOUT,
  /// `SET client_encoding`, `SET NAMES`.
  CLIENT_ENCODING,
  /// `ALTER DATABASE ... SET`, `ALTER ROLE ... SET`, `LOAD`: only a new session has it as psql's
  /// next one would.
  NEXT_SESSION,
  /// `ALTER SYSTEM`: outside of a transaction only, and in effect later.
  ALTER_SYSTEM,
  /// What the server refuses in a transaction: `CONCURRENTLY`, `VACUUM`, `CREATE DATABASE` and the
  /// like.
  OUTSIDE_TRANSACTION,
  /// `CALL` and `DO`: may commit by itself.
  PROCEDURE,
  /// Everything else.
  ORDINARY;

  /// Whether the statement begins or ends a transaction or a part of one.
  public boolean controlsTransaction() {
    return switch (this) {
      case BEGIN, COMMIT, ROLLBACK, SAVEPOINT, PREPARED_TRANSACTION -> true;
      case SET_TRANSACTION,
          SET_SESSION_CHARACTERISTICS,
          LOCK,
          COPY_FROM_STDIN,
          COPY_TO_STDOUT,
          CLIENT_ENCODING,
          NEXT_SESSION,
          ALTER_SYSTEM,
          OUTSIDE_TRANSACTION,
          PROCEDURE,
          ORDINARY ->
          false;
    };
  }

  /// Whether the session must be replaced after a script with such a statement: `DISCARD ALL` does
  /// not bring it to the state of a new one.
  public boolean needsReconnect() {
    return switch (this) {
      case CLIENT_ENCODING, NEXT_SESSION, ALTER_SYSTEM -> true;
      case BEGIN,
          COMMIT,
          ROLLBACK,
          SAVEPOINT,
          PREPARED_TRANSACTION,
          SET_TRANSACTION,
          SET_SESSION_CHARACTERISTICS,
          LOCK,
          COPY_FROM_STDIN,
          COPY_TO_STDOUT,
          OUTSIDE_TRANSACTION,
          PROCEDURE,
          ORDINARY ->
          false;
    };
  }

  /// Whether data flows between client and server while it runs, so that it cannot be one of
  /// several messages under way.
  public boolean copies() {
    return this == COPY_FROM_STDIN || this == COPY_TO_STDOUT;
  }

  /// The kind of a statement by its leading words, as [SqlStatement#words()] has them.
  ///
  /// Whether a `COPY` reads or writes the connection is not in the leading words; the lexer says it
  /// itself.
  public static StatementKind of(List<String> words) {
    return new StatementWords(words).kind();
  }
}
