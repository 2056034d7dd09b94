package dev.lockstep.engine.source;

import dev.lockstep.engine.script.MarkerException;
import dev.lockstep.engine.script.MarkerLines;
import dev.lockstep.engine.script.Script.Transactions;
import dev.lockstep.engine.script.ScriptHeader;
import dev.lockstep.engine.script.ScriptWarning;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A file of a set, divided into what goes forward and what undoes it. The lines of both parts have
/// the numbers that they have in the file.
///
/// @param forward the forward part
/// @param transactions what the file wants of transactions for it
/// @param undo the part that undoes it, where the file has one
/// @param undoTransactions what the file wants of transactions for that
/// @param remarks what a person should know of it
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
    return new ScriptParts(
        forward, transactions.or(more), undo, undoTransactions.or(more), remarks);
  }

  /// The same parts with more to say of them.
  ScriptParts with(List<ScriptWarning> more) {
    return new ScriptParts(
        forward,
        transactions,
        undo,
        undoTransactions,
        Stream.concat(remarks.stream(), more.stream()).toList());
  }

  /// The same parts as the lines of Liquibase in the forward part want them.
  ScriptParts with(LiquibaseFile liquibase) {
    return new ScriptParts(
            forward, transactions.or(liquibase.transactions()), undo, undoTransactions, remarks)
        .with(liquibase.objections());
  }
}
