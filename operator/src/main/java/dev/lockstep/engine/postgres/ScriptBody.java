package dev.lockstep.engine.postgres;

import dev.lockstep.engine.Script;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A script's statements, arranged for how they are to be run.
///
/// @param begin the statement that begins the transaction
/// @param hoisted what must come before the claim: transaction modes, which the server takes only
///   before the first query, and locks, behind which a snapshot is to be taken
/// @param statements the rest
/// @param count how many statements the script has
record ScriptBody(
    Mode mode, String begin, List<SqlStatement> hoisted, List<SqlStatement> statements, int count) {
  /// How a script is run.
  enum Mode {
    /// As one transaction of ours, with its history row.
    TRANSACTIONAL,
    /// With a journal, what can be together in transactions of ours.
    JOURNALED_IN_GROUPS,
    /// With a journal, every statement by itself and the script's own transactions as they are.
    JOURNALED_SINGLY;

    boolean isJournaled() {
      return this != TRANSACTIONAL;
    }
  }

  // The session is read-only outside of this transaction: should BEGIN itself be cancelled, nothing
  // of what follows in the pipeline can write.
  private static final String BEGIN = "BEGIN READ WRITE";

  private static final Pattern ALTERS_SETTINGS =
      Pattern.compile("\\balter\\s+(?:database|role|user)\\b", Pattern.CASE_INSENSITIVE);

  static ScriptBody of(List<SqlStatement> all, Script.Transactions marker) {
    boolean wrapped = isOnePair(all);
    List<SqlStatement> inner = wrapped ? all.subList(1, all.size() - 1) : all;
    if (marker == Script.Transactions.NONE
        || all.stream().anyMatch(StatementConduct::cannotBeInTransaction)
        || inner.stream().anyMatch(ScriptBody::endsTransaction)) {
      return journaled(all, marker);
    }
    int hoisted = hoistable(inner);
    return new ScriptBody(
        Mode.TRANSACTIONAL,
        wrapped ? begin(all.getFirst()) : BEGIN,
        inner.subList(0, hoisted),
        inner.subList(hoisted, inner.size()),
        all.size());
  }

  /// The same script with a journal.
  static ScriptBody journaled(List<SqlStatement> all, Script.Transactions marker) {
    boolean asItIs =
        marker == Script.Transactions.NONE || all.stream().anyMatch(ScriptBody::endsTransaction);
    Mode mode = asItIs ? Mode.JOURNALED_SINGLY : Mode.JOURNALED_IN_GROUPS;
    return new ScriptBody(mode, "", List.of(), all, all.size());
  }

  /// Whether the server refused the script because it wants a transaction of its own for one of its
  /// statements, so that the script can be run with a journal.
  boolean wantsJournal(SQLException error, @Nullable SqlStatement failed) {
    boolean wrapped = hoisted.size() + statements.size() < count;
    return mode == Mode.TRANSACTIONAL
        && !wrapped
        && failed != null
        && (StatementConduct.wantsNoTransaction(failed, error)
            || SqlFailures.isForWantOfCommit(error));
  }

  /// The same transaction with callbacks in it.
  ScriptBody surrounded(List<SqlStatement> before, List<SqlStatement> after) {
    var all = new ArrayList<>(before);
    all.addAll(statements);
    all.addAll(after);
    return new ScriptBody(
        mode, begin, hoisted, List.copyOf(all), count + before.size() + after.size());
  }

  /// Whether the server needs a session of its own to have it as a new one after the script.
  boolean needsReconnect() {
    return statements.stream()
        .anyMatch(statement -> statement.kind().needsReconnect() || mayChangeSettings(statement));
  }

  /// A block that does it by EXECUTE, because the name of the database is not known.
  private static boolean mayChangeSettings(SqlStatement statement) {
    return statement.kind() == StatementKind.PROCEDURE
        && ALTERS_SETTINGS.matcher(statement.sql()).find();
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

  /// `READ COMMITTED` and `READ UNCOMMITTED` have the word, too.
  private static boolean readWrite(List<String> words) {
    return words.contains("WRITE");
  }

  private static String withReadWrite(SqlStatement begin) {
    boolean bare =
        begin.words().stream()
            .allMatch(word -> List.of("BEGIN", "START", "TRANSACTION", "WORK").contains(word));
    // A comment at the end of the statement would swallow what is put on the same line.
    return begin.sql() + (bare ? "\nREAD WRITE" : "\n, READ WRITE");
  }

  private static boolean endsTransaction(SqlStatement statement) {
    return switch (statement.kind()) {
      case BEGIN, COMMIT, ROLLBACK, PREPARED_TRANSACTION -> true;
      case SAVEPOINT,
          SET_TRANSACTION,
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

  /// A SET that may stand before the claim: it changes neither who we are nor the time limits.
  private static boolean isPlainSet(SqlStatement statement) {
    List<String> words = statement.words();
    return words.size() > 1
        && words.getFirst().equals("SET")
        && !words.contains("ROLE")
        && !words.contains("AUTHORIZATION");
  }
}
