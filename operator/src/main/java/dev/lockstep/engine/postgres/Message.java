package dev.lockstep.engine.postgres;

import org.jspecify.annotations.Nullable;

/// One statement on its way to the server, and what it is part of.
///
/// @param sql the text of a statement of ours
/// @param statement the script's statement, when it is one
record Message(String sql, Part part, @Nullable SqlStatement statement) {
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

  static Message ours(Part part, String sql) {
    return new Message(sql, part, null);
  }

  static Message body(SqlStatement statement) {
    return new Message("", Part.BODY, statement);
  }

  /// A statement of ours whose failure is the script's: it makes an effect of that statement show.
  static Message effect(String sql, SqlStatement statement) {
    return new Message(sql, Part.EPILOGUE, statement);
  }

  /// Whether the answer must be that a transaction is committed.
  boolean commits() {
    return statement == null
        ? sql.equals("COMMIT")
        : part == Part.BODY && statement.kind() == StatementKind.COMMIT;
  }

  boolean copies() {
    return part == Part.BODY && statement != null && statement.kind().copies();
  }
}
