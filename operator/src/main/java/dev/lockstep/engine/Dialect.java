package dev.lockstep.engine;

import dev.lockstep.engine.script.DeclarativeScripts;
import dev.lockstep.engine.script.Fingerprint;

/// A kind of database, as far as it is known without a connection.
public interface Dialect {
  /// Tells whether two texts of a script are the same statements.
  Fingerprint fingerprint();

  /// Turns declarative scripts into statements.
  DeclarativeScripts declarations();

  /// Looks at scripts as a database of this kind would.
  ///
  /// @param schema the schema that unqualified names mean
  ScriptReview review(String schema);
}
