package dev.lockstep.engine.postgres.run;

import dev.lockstep.engine.postgres.session.SqlFailures;
import dev.lockstep.engine.postgres.sql.SqlStatement;
import dev.lockstep.engine.postgres.sql.StatementKind;
import dev.lockstep.engine.postgres.sql.Token;
import dev.lockstep.engine.postgres.sql.TokenKind;
import dev.lockstep.engine.postgres.statement.EmbeddedSql;
import dev.lockstep.engine.postgres.statement.ExecutionMode;
import dev.lockstep.engine.postgres.statement.HistoryMention;
import dev.lockstep.engine.script.Script;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A script's statements, arranged for the way in which they run.
///
/// @param begin the statement that begins the transaction
/// @param hoisted statements that must precede the claim: transaction modes, which the server
///   accepts only before the first query, and locks that must precede a snapshot
/// @param statements the other statements
/// @param settled the statements before which deferred constraints are checked, because the server
///   does not run them while checks are pending
/// @param count the number of statements in the script
public record ScriptBody(
    Mode mode,
    String begin,
    List<SqlStatement> hoisted,
    List<SqlStatement> statements,
    Set<SqlStatement> settled,
    int count) {
  /// The way in which a script runs.
  public enum Mode {
    /// In one transaction of ours, with its history row.
    TRANSACTIONAL,
    /// With a journal, and with statements grouped into transactions of ours if possible.
    JOURNALED_IN_GROUPS,
    /// With a journal, every statement on its own, and the script's own transactions unchanged.
    JOURNALED_SINGLY;

    boolean isJournaled() {
      return this != TRANSACTIONAL;
    }
  }

  // The session is read-only outside this transaction: if BEGIN itself is canceled, no later
  // statement of the pipeline can write.
  private static final String BEGIN = "BEGIN READ WRITE";

  private static final Set<String> HAS_SETTINGS = Set.of("database", "role", "user");

  public static ScriptBody of(List<SqlStatement> all, Script.Transactions marker) {
    boolean wrapped = isOnePair(all);
    List<SqlStatement> inner = wrapped ? all.subList(1, all.size() - 1) : all;
    if (marker == Script.Transactions.NONE
        || all.stream().anyMatch(ExecutionMode::cannotBeInTransaction)
        || inner.stream().anyMatch(ScriptBody::endsTransaction)) {
      return journaled(all, marker);
    }
    int hoisted = hoistable(inner);
    return new ScriptBody(
        Mode.TRANSACTIONAL,
        wrapped ? begin(all.getFirst()) : BEGIN,
        inner.subList(0, hoisted),
        inner.subList(hoisted, inner.size()),
        Set.of(),
        all.size());
  }

  /// The script with a journal.
  static ScriptBody journaled(List<SqlStatement> all, Script.Transactions marker) {
    boolean asItIs =
        marker == Script.Transactions.NONE || all.stream().anyMatch(ScriptBody::endsTransaction);
    Mode mode = asItIs ? Mode.JOURNALED_SINGLY : Mode.JOURNALED_IN_GROUPS;
    return new ScriptBody(mode, "", List.of(), all, Set.of(), all.size());
  }

  /// Whether the error means that a statement requires its own transaction or none, so that the
  /// script can run with a journal.
  boolean wantsJournal(SQLException error, @Nullable SqlStatement failed) {
    return mode == Mode.TRANSACTIONAL
        && !isWrapped()
        && failed != null
        && (SqlFailures.has(error, SqlFailures.UNSAFE_NEW_ENUM_VALUE)
            || (TransactionRefusal.wantsNoTransaction(failed, error)
                && !TransactionRefusal.isRefusedInFunction(failed, error)));
  }

  /// Whether the script itself begins transactions.
  boolean hasOwnTransactions() {
    return isWrapped()
        || statements.stream().anyMatch(statement -> statement.kind() == StatementKind.BEGIN);
  }

  /// Whether the script itself begins and ends its single transaction.
  private boolean isWrapped() {
    return hoisted.size() + statements.size() < count;
  }

  /// Whether the server may accept a statement after deferred constraints are checked before it, in
  /// the same transaction.
  boolean wantsSettling(SQLException error, @Nullable SqlStatement failed) {
    return mode == Mode.TRANSACTIONAL
        && !isWrapped()
        && failed != null
        && SqlFailures.has(error, SqlFailures.OBJECT_IN_USE)
        && statements.contains(failed)
        && !settled.contains(failed);
  }

  /// This transaction with deferred constraints checked before one more statement.
  ScriptBody settling(SqlStatement statement) {
    var all = new HashSet<>(settled);
    all.add(statement);
    return new ScriptBody(mode, begin, hoisted, statements, Set.copyOf(all), count);
  }

  /// The statements to send. After a check, deferred constraints are deferred again as before.
  List<WireStatement> messages() {
    var messages = new ArrayList<WireStatement>(statements.size());
    var deferring = new ArrayList<SqlStatement>();
    for (SqlStatement statement : statements) {
      boolean settles = settled.contains(statement);
      if (settles) {
        messages.add(WireStatement.effect("SET CONSTRAINTS ALL IMMEDIATE", statement));
      }
      messages.add(WireStatement.body(statement));
      if (settles) {
        messages.add(WireStatement.deferring());
        deferring.forEach(earlier -> messages.add(WireStatement.body(earlier)));
      }
      if (setsConstraints(statement)) {
        deferring.add(statement);
      }
    }
    return messages;
  }

  private static boolean setsConstraints(SqlStatement statement) {
    return statement.words().size() > 1
        && statement.words().getFirst().equals("SET")
        && statement.words().get(1).equals("CONSTRAINTS");
  }

  /// This transaction with callbacks in it.
  ScriptBody surrounded(List<SqlStatement> before, List<SqlStatement> after) {
    var all = new ArrayList<>(before);
    all.addAll(statements);
    all.addAll(after);
    return new ScriptBody(
        mode, begin, hoisted, List.copyOf(all), settled, count + before.size() + after.size());
  }

  /// Whether only a new session has the initial state again after the script.
  boolean needsReconnect() {
    return statements.stream()
        .anyMatch(statement -> statement.kind().needsReconnect() || mayChangeSettings(statement));
  }

  /// Whether a block may change settings by EXECUTE, because the name of the database is not known.
  private static boolean mayChangeSettings(SqlStatement statement) {
    return statement.kind() == StatementKind.PROCEDURE
        && EmbeddedSql.find(statement.sql(), ScriptBody::altersSettings).isPresent();
  }

  private static boolean altersSettings(Token verb, Token object) {
    return verb.isWord("alter")
        && object.kind() == TokenKind.WORD
        && HAS_SETTINGS.contains(object.name());
  }

  /// Whether a statement may lock the tables of the history as a change of their definition does.
  /// Only the code of a function can hide it.
  boolean mayChangeHistory() {
    return hoisted.stream().anyMatch(HistoryMention::isIn)
        || statements.stream().anyMatch(HistoryMention::isIn);
  }

  private static boolean isOnePair(List<SqlStatement> all) {
    return all.size() >= 2
        && all.getFirst().kind() == StatementKind.BEGIN
        && all.getLast().kind() == StatementKind.COMMIT
        && !all.getLast().words().contains("CHAIN");
  }

  private static String begin(SqlStatement begin) {
    List<String> words = begin.words();
    boolean saysWhich = words.contains("READ") && (words.contains("ONLY") || readWrite(words));
    return saysWhich ? begin.sql() : withReadWrite(begin);
  }

  /// Whether transaction modes include READ WRITE; `READ` alone is also part of `READ COMMITTED`.
  private static boolean readWrite(List<String> words) {
    return words.contains("WRITE");
  }

  private static String withReadWrite(SqlStatement begin) {
    boolean bare =
        begin.words().stream()
            .allMatch(word -> List.of("BEGIN", "START", "TRANSACTION", "WORK").contains(word));
    // On the same line, the addition could be part of a comment at the end of the statement.
    return begin.sql() + (bare ? "\nREAD WRITE" : "\n, READ WRITE");
  }

  private static boolean endsTransaction(SqlStatement statement) {
    return statement.kind().bordersTransaction();
  }

  private static int hoistable(List<SqlStatement> statements) {
    int hoisted = 0;
    for (int i = 0; i < statements.size(); i++) {
      StatementKind kind = statements.get(i).kind();
      if (kind == StatementKind.SET_TRANSACTION || kind == StatementKind.LOCK) {
        hoisted = i + 1;
      } else if (!isPlainSet(statements.get(i))) {
        break;
      }
    }
    return hoisted;
  }

  /// Whether a statement is a SET that may precede the claim: it changes neither role nor timeouts.
  private static boolean isPlainSet(SqlStatement statement) {
    List<String> words = statement.words();
    return words.size() > 1
        && words.getFirst().equals("SET")
        && !words.contains("ROLE")
        && !words.contains("AUTHORIZATION");
  }
}
