package dev.lockstep.engine.postgres.sql;

import java.util.List;

/// The kind of a statement, as far as the runner has to distinguish it before sending it.
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
  /// `SET TRANSACTION` and the settings that it sets: an error after a transaction's first query.
  SET_TRANSACTION,
  /// `SET SESSION CHARACTERISTICS AS TRANSACTION`: takes effect in the next transaction.
  SET_SESSION_CHARACTERISTICS,
  /// `LOCK TABLE`.
  LOCK,
  /// `COPY ... FROM stdin`: its data follows in the script.
  COPY_FROM_STDIN,
  /// `COPY ... TO stdout`: the server sends its data to the client.
  COPY_TO_STDOUT,
  /// `SET client_encoding`, `SET NAMES`.
  CLIENT_ENCODING(Transaction.NONE, Session.REPLACED),
  /// `ALTER DATABASE ... SET`, `ALTER ROLE ... SET`, `LOAD`: only a new session has the state that
  /// psql would have in the next script.
  NEXT_SESSION(Transaction.NONE, Session.REPLACED),
  /// `ALTER SYSTEM`: allowed only outside a transaction; takes effect later.
  ALTER_SYSTEM(Transaction.NONE, Session.REPLACED),
  /// Statements that the server rejects inside a transaction: `CONCURRENTLY`, `VACUUM`, `CREATE
  /// DATABASE` and others.
  OUTSIDE_TRANSACTION,
  /// `CALL` and `DO`: may commit on their own.
  PROCEDURE,
  /// Everything else.
  ORDINARY;

  /// The effect of a statement on the current transaction.
  private enum Transaction {
    /// Begins or ends the transaction.
    BORDER,
    /// Begins or ends a subtransaction.
    PART,
    NONE
  }

  /// The way to return the session to the state of a new one after the statement.
  private enum Session {
    /// `DISCARD ALL`.
    RESET,
    /// A new connection.
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

  /// Whether the statement begins or ends a transaction or subtransaction.
  public boolean controlsTransaction() {
    return transaction != Transaction.NONE;
  }

  /// Whether the statement begins or ends a transaction.
  public boolean bordersTransaction() {
    return transaction == Transaction.BORDER;
  }

  /// Whether the session must be replaced after a script with such a statement, because `DISCARD
  /// ALL` does not restore the state of a new session.
  public boolean needsReconnect() {
    return session == Session.REPLACED;
  }

  /// Whether the statement transfers COPY data, and therefore cannot be sent in a pipeline.
  public boolean copies() {
    return this == COPY_FROM_STDIN || this == COPY_TO_STDOUT;
  }

  /// Whether the leading words are those of `CREATE [OR REPLACE] FUNCTION` or `PROCEDURE`.
  public static boolean definesRoutine(List<String> words) {
    if (words.size() < 2 || !words.getFirst().equals("CREATE")) {
      return false;
    }
    boolean replaces = words.size() > 3 && words.get(1).equals("OR");
    String what = words.get(replaces && words.get(2).equals("REPLACE") ? 3 : 1);
    return what.equals("FUNCTION") || what.equals("PROCEDURE");
  }

  /// The kind of a statement with these leading words, see [SqlStatement#words()].
  ///
  /// The lexer determines whether a `COPY` uses stdin or stdout: the leading words do not show it.
  public static StatementKind of(List<String> words) {
    return new StatementWords(words).kind();
  }
}
