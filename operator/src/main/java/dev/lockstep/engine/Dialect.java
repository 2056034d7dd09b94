package dev.lockstep.engine;

import dev.lockstep.engine.lint.Linter;
import dev.lockstep.engine.script.DeclarativeScripts;
import dev.lockstep.engine.script.Fingerprint;
import java.util.Optional;

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

  /// What the dialect is called, for people.
  String name();

  /// Lint for this kind of database; empty where the dialect has no rules.
  Optional<Linter> linter();
}
