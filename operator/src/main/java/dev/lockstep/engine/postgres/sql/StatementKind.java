package dev.lockstep.engine.postgres.sql;

import java.util.List;

/// What the runner must know of a statement before it sends it.
public enum StatementKind {
  /// `BEGIN`, `START TRANSACTION`.
  BEGIN(Transaction.BORDER),
  /// `COMMIT`, `END`.
  COMMIT(Transaction.BORDER),
  /// `ROLLBACK`, `ABORT`.
  ROLLBACK(Transaction.BORDER),
  /// `SAVEPOINT`, `RELEASE`, `ROLLBACK TO`.
  SAVEPOINT(Transaction.PART),
  /// `PREPARE TRANSACTION`, `COMMIT PREPARED`, `ROLLBACK PREPARED`.
  PREPARED_TRANSACTION(Transaction.BORDER),
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
  CLIENT_ENCODING(Transaction.NONE, Session.REPLACED),
  /// `ALTER DATABASE ... SET`, `ALTER ROLE ... SET`, `LOAD`: only a new session has it as psql's
  /// next one would.
  NEXT_SESSION(Transaction.NONE, Session.REPLACED),
  /// `ALTER SYSTEM`: outside of a transaction only, and in effect later.
  ALTER_SYSTEM(Transaction.NONE, Session.REPLACED),
  /// What the server refuses in a transaction: `CONCURRENTLY`, `VACUUM`, `CREATE DATABASE` and the
  /// like.
  OUTSIDE_TRANSACTION,
  /// `CALL` and `DO`: may commit by itself.
  PROCEDURE,
  /// Everything else.
  ORDINARY;

  /// What a statement does to the transaction that it meets.
  private enum Transaction {
    /// Begins or ends it.
    BORDER,
    /// Begins or ends a part of it.
    PART,
    NONE
  }

  /// What a session needs afterwards, before it is as a new one.
  private enum Session {
    /// `DISCARD ALL`.
    RESET,
    /// A connection of its own.
    REPLACED
  }

  private final Transaction transaction;
  private final Session session;

  StatementKind(Transaction transaction, Session session) {
    this.transaction = transaction;
    this.session = session;
  }

  StatementKind(Transaction transaction) {
    this(transaction, Session.RESET);
  }

  StatementKind() {
    this(Transaction.NONE);
  }

  /// Whether the statement begins or ends a transaction or a part of one.
  public boolean controlsTransaction() {
    return transaction != Transaction.NONE;
  }

  /// Whether the statement begins or ends a transaction.
  public boolean bordersTransaction() {
    return transaction == Transaction.BORDER;
  }

  /// Whether the session must be replaced after a script with such a statement: `DISCARD ALL` does
  /// not bring it to the state of a new one.
  public boolean needsReconnect() {
    return session == Session.REPLACED;
  }

  /// Whether data flows between client and server while it runs, so that it cannot be one of
  /// several messages under way.
  public boolean copies() {
    return this == COPY_FROM_STDIN || this == COPY_TO_STDOUT;
  }

  /// Whether leading words are those of `CREATE [OR REPLACE] FUNCTION` or `PROCEDURE`.
  public static boolean definesRoutine(List<String> words) {
    if (words.size() < 2 || !words.getFirst().equals("CREATE")) {
      return false;
    }
    boolean replaces = words.size() > 3 && words.get(1).equals("OR");
    String what = words.get(replaces && words.get(2).equals("REPLACE") ? 3 : 1);
    return what.equals("FUNCTION") || what.equals("PROCEDURE");
  }

  /// The kind of a statement by its leading words, as [SqlStatement#words()] has them.
  ///
  /// Whether a `COPY` reads or writes the connection is not in the leading words; the lexer says it
  /// itself.
  public static StatementKind of(List<String> words) {
    return new StatementWords(words).kind();
  }
}
