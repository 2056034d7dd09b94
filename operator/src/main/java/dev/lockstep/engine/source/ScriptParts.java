package dev.lockstep.engine.source;

import dev.lockstep.engine.script.MarkerException;
import dev.lockstep.engine.script.MarkerLines;
import dev.lockstep.engine.script.Script.Transactions;
import dev.lockstep.engine.script.ScriptHeader;
import dev.lockstep.engine.script.ScriptWarning;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A file of a set, split into its forward part and its undo part. The lines of both parts keep
/// their numbers in the file.
///
/// @param forward the forward part
/// @param transactions the transactions that the file requires for the forward part
/// @param undo the undo part, if the file has one
/// @param undoTransactions the transactions that the file requires for the undo part
/// @param remarks warnings and objections
record ScriptParts(
    String forward,
    Transactions transactions,
    @Nullable String undo,
    Transactions undoTransactions,
    List<ScriptWarning> remarks) {
  ScriptParts {
    remarks = List.copyOf(remarks);
  }

  private ScriptParts(
      String forward,
      Transactions transactions,
      @Nullable String undo,
      Transactions undoTransactions) {
    this(forward, transactions, undo, undoTransactions, List.of());
  }

  /// The parts of a file that could not be split.
  static final ScriptParts NONE = of("");

  /// A forward part without markers.
  static ScriptParts of(String text) {
    return new ScriptParts(
        text, Transactions.AS_STATEMENTS_ALLOW, null, Transactions.AS_STATEMENTS_ALLOW);
  }

  /// A file with a single part.
  static ScriptParts whole(String text) throws MarkerException {
    return new ScriptParts(
        text, ScriptHeader.transactions(text), null, Transactions.AS_STATEMENTS_ALLOW);
  }

  /// A file with two parts.
  ///
  /// @param down the offset of the undo part; -1 if there is none
  /// @param transactions the transactions that the tool's marker requires for the forward part
  /// @param undoTransactions likewise for the undo part
  static ScriptParts divided(
      String text, int down, Transactions transactions, Transactions undoTransactions)
      throws MarkerException {
    String forward = down < 0 ? text : text.substring(0, down);
    String undo =
        down < 0 ? null : "\n".repeat(MarkerLines.feedsBefore(text, down)) + text.substring(down);
    return new ScriptParts(
        forward,
        transactions.or(ScriptHeader.transactions(forward)),
        undo,
        undo == null ? undoTransactions : undoTransactions.or(ScriptHeader.transactions(undo)));
  }

  /// These parts with the transactions of the script's configuration file.
  ScriptParts with(Transactions more) {
    return new ScriptParts(
        forward, transactions.or(more), undo, undoTransactions.or(more), remarks);
  }

  /// These parts with further remarks.
  ScriptParts with(List<ScriptWarning> more) {
    if (more.isEmpty()) {
      return this;
    }
    return new ScriptParts(
        forward,
        transactions,
        undo,
        undoTransactions,
        Stream.concat(remarks.stream(), more.stream()).toList());
  }

  /// These parts with the transactions and objections of Liquibase's lines in the forward part.
  ScriptParts with(LiquibaseFile liquibase) {
    return new ScriptParts(
            forward, transactions.or(liquibase.transactions()), undo, undoTransactions, remarks)
        .with(liquibase.objections());
  }
}
