package dev.lockstep.engine;

import dev.lockstep.engine.adoption.AdoptionSource;
import dev.lockstep.engine.history.History;
import dev.lockstep.engine.lint.DatabaseLinter;
import java.util.Optional;

/// A database with a schema and its history, for callers without the lock: nothing is locked,
/// created or changed until [#acquire()] returns a [Session]. It throws
/// [dev.lockstep.schema.EngineException]s for all failures.
public interface Database extends AdoptionSource, AutoCloseable {
  /// The history; empty if there is none.
  History read();

  /// Returns this database if no run is in progress; otherwise fails, because a run may commit at
  /// any moment.
  Database atRest();

  /// A review of scripts with the facts of this database.
  ScriptReview review();

  /// The user who connects, for messages.
  String user();

  /// The catalog of the schema; empty if the dialect cannot compare schemas.
  Optional<SchemaCatalog> catalog();

  /// Lint with what this database reports about its tables; empty where the dialect has no rules.
  Optional<DatabaseLinter> linter();

  /// Begins to connect for [#acquire()], which the caller calls after other work, or [#close()].
  /// Nothing is locked or read, and a failure is thrown there.
  default void connectAhead() {}

  /// Acquires the run lock of the schema, waiting for other runs, creates or upgrades the history's
  /// tables if necessary, and reads them. A session that is already open is closed.
  Session acquire();

  /// Acquires the run lock of the schema for a dry run, which leaves nothing behind; empty if the
  /// dialect cannot roll back the effects of scripts.
  Optional<DryRunSession> acquireForDryRun();

  /// Requests the server to cancel the current statement of the open session. Called from another
  /// thread, repeatedly until the run has ended.
  void cancel();

  /// Closes the open session and all connections.
  @Override
  void close();
}
