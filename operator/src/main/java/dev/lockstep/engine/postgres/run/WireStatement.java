package dev.lockstep.engine.postgres.run;

import dev.lockstep.engine.postgres.sql.SqlStatement;
import dev.lockstep.engine.postgres.sql.StatementKind;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// One statement on its way to the server, and what it is part of.
///
/// @param sql the text of a statement of ours
/// @param statement the script's statement, when it is one
record WireStatement(String sql, Part part, @Nullable SqlStatement statement) {
  /// The statement that defers the constraints which are checked late by their definition; no row
  /// where there are none. One whose name others have that cannot be checked late is left out: the
  /// server would refuse the name.
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

  /// Which part of a run of a script a statement belongs to.
  enum Part {
    /// Prepares the session and opens the attempt.
    PROLOGUE,
    /// Begins the transaction and claims the script's history row.
    CLAIM,
    /// The script itself.
    BODY,
    /// Notes how far a journaled script has come.
    JOURNAL,
    /// Ends the script and commits.
    EPILOGUE,
    /// Completes the rows of the script and of the attempt.
    RECORD
  }

  /// The text: that of a script's statement is not kept a second time.
  @Override
  public String sql() {
    return part == Part.BODY && statement != null ? statement.sql() : sql;
  }

  /// The text to be given to the driver, which writes it in the encoding that the session was set
  /// to: so that the server gets the bytes of the script's file, as from psql.
  ///
  /// @param encoding the session's, as the server calls it
  /// @return null where the driver cannot write these bytes
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
    return new WireStatement(sql, part, null);
  }

  static WireStatement body(SqlStatement statement) {
    return new WireStatement("", Part.BODY, statement);
  }

  /// A statement of ours whose failure is the script's: it makes an effect of that statement show.
  static WireStatement effect(String sql, SqlStatement statement) {
    return new WireStatement(sql, Part.EPILOGUE, statement);
  }

  /// Asks which constraints are deferred unless a script says otherwise; the answer is a statement
  /// to be sent in turn.
  static WireStatement deferring() {
    return new WireStatement(DEFERRING, Part.BODY, null);
  }

  boolean isDeferring() {
    return part == Part.BODY && statement == null;
  }

  /// Whether the answer must be that a transaction is committed.
  boolean commits() {
    return statement == null
        ? sql.equals("COMMIT")
        : part == Part.BODY && statement.kind() == StatementKind.COMMIT;
  }

  /// Whether what happens is the script's doing: its statement, or the check of what it deferred.
  boolean isScripts() {
    return switch (part) {
      case BODY -> statement != null;
      case EPILOGUE -> statement != null || sql.equals("SET CONSTRAINTS ALL IMMEDIATE");
      case PROLOGUE, CLAIM, JOURNAL, RECORD -> false;
    };
  }

  boolean copies() {
    return part == Part.BODY && statement != null && statement.kind().copies();
  }
}
