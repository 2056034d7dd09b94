package dev.lockstep.engine.postgres.run;

import dev.lockstep.engine.postgres.sql.SqlStatement;
import dev.lockstep.engine.postgres.sql.StatementKind;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One statement to send to the server, and the part to which it belongs.
///
/// @param sql the text of one of our own statements
/// @param statement the script's statement, if it is one
/// @param joined whether it is sent in one message with the statement before it: the server then
///   skips it after an error of that statement
record WireStatement(String sql, Part part, @Nullable SqlStatement statement, boolean joined) {
  private static final List<String> RESET_ALL = List.of("RESET", "ALL");

  /// A query for the statement that defers all constraints which are deferred by definition; no row
  /// if there are none. A constraint is left out if another one of the same name cannot be
  /// deferred, because the server would reject the name.
  static final String DEFERRING =
      """
      SELECT pg_catalog.format('SET CONSTRAINTS %s DEFERRED',
        pg_catalog.string_agg(DISTINCT pg_catalog.format('%I.%I', n.nspname, c.conname), ', '))
      FROM pg_catalog.pg_constraint c
      JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.connamespace
      WHERE c.condeferred AND pg_catalog.has_schema_privilege(n.oid, 'USAGE')
        AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint o
          WHERE o.connamespace OPERATOR(pg_catalog.=) c.connamespace
            AND o.conname OPERATOR(pg_catalog.=) c.conname AND NOT o.condeferrable)
      HAVING pg_catalog.count(*) OPERATOR(pg_catalog.>) 0""";

  /// The part of a script's run to which a statement belongs.
  enum Part {
    /// Prepares the session and opens the attempt.
    PROLOGUE,
    /// Begins the transaction and claims the script's history row.
    CLAIM,
    /// The script itself.
    BODY,
    /// Records the progress of a journaled script.
    JOURNAL,
    /// Ends the script and commits.
    EPILOGUE,
    /// Completes the rows of the script and of the attempt.
    RECORD
  }

  /// The text, which for a script's statement is not stored a second time.
  @Override
  public String sql() {
    return part == Part.BODY && statement != null ? statement.sql() : sql;
  }

  /// The length of the text, in bytes of UTF-8. A script's statement is counted without a copy,
  /// because it can be as large as the script.
  int bytes() {
    return part == Part.BODY && statement != null
        ? statement.piece().bytes()
        : sql.getBytes(StandardCharsets.UTF_8).length;
  }

  /// The text for the driver, which encodes it in the session's encoding, so that the server
  /// receives the bytes of the script's file, as from psql.
  ///
  /// @param encoding the session's encoding, by the server's name
  /// @return null if the driver cannot produce these bytes
  @Nullable String textIn(@Nullable String encoding) {
    String text = sql();
    if (part != Part.BODY || encoding == null || encoding.equals("UTF8")) {
      return text;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    boolean ascii = bytes.length == text.length();
    if (ascii || encoding.equals("LATIN1")) {
      return ascii ? text : new String(bytes, StandardCharsets.ISO_8859_1);
    }
    return null;
  }

  static WireStatement ours(Part part, String sql) {
    return new WireStatement(sql, part, null, false);
  }

  /// A statement of ours in one message with the one before it, which is also ours.
  static WireStatement joined(Part part, String sql) {
    return new WireStatement(sql, part, null, true);
  }

  static WireStatement body(SqlStatement statement) {
    return new WireStatement("", Part.BODY, statement, false);
  }

  /// A statement of ours that triggers an effect of a script's statement; its errors are the
  /// script's errors.
  static WireStatement effect(String sql, SqlStatement statement) {
    return new WireStatement(sql, Part.EPILOGUE, statement, false);
  }

  /// A query for the constraints that are deferred unless a script changes that; its result is a
  /// statement to send next.
  static WireStatement deferring() {
    return new WireStatement(DEFERRING, Part.BODY, null, false);
  }

  boolean isDeferring() {
    return part == Part.BODY && statement == null;
  }

  /// Whether the reply must confirm a commit.
  boolean commits() {
    return statement == null
        ? sql.equals("COMMIT")
        : part == Part.BODY && statement.kind() == StatementKind.COMMIT;
  }

  /// Whether the script causes the effects of the statement: it is the script's own, or the check
  /// of its deferred constraints.
  boolean isScripts() {
    return switch (part) {
      case BODY -> statement != null;
      case EPILOGUE -> statement != null || sql.equals("SET CONSTRAINTS ALL IMMEDIATE");
      case PROLOGUE, CLAIM, JOURNAL, RECORD -> false;
    };
  }

  /// Whether it is sent only after all before it have succeeded: the server would continue the
  /// transaction with it after an earlier error, or write without one if BEGIN was canceled.
  boolean waits() {
    return statement != null && (takesErrorsBack(statement) || allowsWriting(statement));
  }

  private static boolean takesErrorsBack(SqlStatement statement) {
    return statement.kind() == StatementKind.SAVEPOINT
        && statement.words().getFirst().equals("ROLLBACK");
  }

  /// Outside a transaction of ours the session is read-only, unless a script changes that.
  private static boolean allowsWriting(SqlStatement statement) {
    List<String> words = statement.words();
    return statement.kind() == StatementKind.SET_SESSION_CHARACTERISTICS
        || words.equals(RESET_ALL)
        || words.contains("DEFAULT_TRANSACTION_READ_ONLY");
  }

  /// Whether the statement requires more messages than one statement and one reply.
  boolean isAlone() {
    return copies() || isDeferring();
  }

  boolean copies() {
    return part == Part.BODY && statement != null && statement.kind().copies();
  }
}
