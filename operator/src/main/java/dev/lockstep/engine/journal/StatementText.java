package dev.lockstep.engine.journal;

/// The text of one statement of a script.
public interface StatementText {
  /// The statement, without what separates it from the next one.
  String sql();

  /// The data that follows the statement in the script; empty if there is none.
  String data();
}
