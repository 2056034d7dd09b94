/// Implements [dev.lockstep.engine.Database] for PostgreSQL.
///
/// [PostgresDatabase] is the entry, and [PostgresDialect] is the part that needs no connection:
/// `PostgresReview` reviews scripts, and [PostgresDeclarations] turns declarative ones into SQL.
/// `PostgresSession` runs scripts while it holds the lock.
///
/// The rooms, from the ground up: `sql` (text), `command` (parsed statements), `statement`
/// (properties of one statement), `tls`, `session` (connections and locks), `catalog` (the
/// definitions of a schema), `history` (our tables), `recovery` (effects of non-transactional
/// statements), `run` (running a script). `lint` reads scripts and uses no connection. Nothing
/// outside this package uses its rooms, except the named value types of `ArchitectureTest`.
@NullMarked
package dev.lockstep.engine.postgres;

import org.jspecify.annotations.NullMarked;
