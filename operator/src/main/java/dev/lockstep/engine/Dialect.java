package dev.lockstep.engine;

import dev.lockstep.engine.script.DeclarativeScripts;
import dev.lockstep.engine.script.Fingerprint;

/// A database product, as far as it is known without a connection.
public interface Dialect {
  /// Detects whether two texts of a script contain the same statements.
  Fingerprint fingerprint();

  /// Turns declarative scripts into statements.
  DeclarativeScripts declarations();

  /// A review of scripts without a database.
  ///
  /// @param schema the schema to which unqualified names resolve
  ScriptReview review(String schema);
}
