package dev.lockstep.engine;

import dev.lockstep.engine.Script.Transactions;
import org.jspecify.annotations.Nullable;

/// A file of a set, divided into what goes forward and what undoes it. The lines of both parts have
/// the numbers that they have in the file.
///
/// @param forward the forward part
/// @param transactions what the file wants of transactions for it
/// @param undo the part that undoes it, where the file has one
/// @param undoTransactions what the file wants of transactions for that
record ScriptParts(
    String forward,
    Transactions transactions,
    @Nullable String undo,
    Transactions undoTransactions) {

  /// What a file has whose parts cannot be told.
  static final ScriptParts NONE = of("");

  /// A text that goes forward and has no markers.
  static ScriptParts of(String text) {
    return new ScriptParts(
        text, Transactions.AS_STATEMENTS_ALLOW, null, Transactions.AS_STATEMENTS_ALLOW);
  }

  /// A file that goes one way.
  static ScriptParts whole(String text) throws MarkerException {
    return new ScriptParts(
        text, ScriptHeader.transactions(text), null, Transactions.AS_STATEMENTS_ALLOW);
  }

  /// A file with two parts.
  ///
  /// @param down where the undo part begins; -1 when there is none
  /// @param transactions what the tool's marker wants for the forward part
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

  /// The parts of a file that the tool's own configuration file speaks of, too.
  ScriptParts with(Transactions more) {
    return new ScriptParts(forward, transactions.or(more), undo, undoTransactions.or(more));
  }
}
