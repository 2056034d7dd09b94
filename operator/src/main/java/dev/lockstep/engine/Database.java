package dev.lockstep.engine;

import dev.lockstep.engine.adoption.AdoptionSource;
import dev.lockstep.engine.history.History;
import java.util.Optional;

/// A database that holds a schema and its history, as anybody may ask it: nothing is locked,
/// created or changed, until [#acquire()] gives the [Session] that may. Its failures are
/// [dev.lockstep.schema.EngineException]s.
public interface Database extends AdoptionSource, AutoCloseable {
  /// The history; empty when there is none.
  History read();

  /// This database, where no run is at work: one that is may commit the next moment.
  Database atRest();

  /// How scripts look to this database.
  ScriptReview review();

  /// As whom the database is used, for people.
  String user();

  /// What the schema is made of; empty where the dialect has no way to compare schemas.
  Optional<SchemaCatalog> catalog();

  /// Takes the sole right to change the schema, waiting for others, makes the history's tables
  /// where they are missing, and reads them. A session that was open before is closed.
  Session acquire();

  /// Takes the sole right to change the schema to try scripts, and leaves nothing behind; empty
  /// where the dialect cannot roll back what scripts do.
  Optional<DryRunSession> acquireForDryRun();

  /// Asks the server to end what it is doing for the open session. Called from another thread, and
  /// again until the run has ended.
  void cancel();

  /// Closes the open session, and what else is open.
  @Override
  void close();
}
