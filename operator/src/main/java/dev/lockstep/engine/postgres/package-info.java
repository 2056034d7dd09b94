/// [dev.lockstep.engine.Database] for PostgreSQL, and what PostgreSQL alone has.
///
/// [PostgresDatabase] is the entry, and [PostgresDialect] what is known without a connection:
/// `PostgresReview` looks at scripts, and [PostgresDeclarations] turns declarative ones into SQL.
/// Behind the lock a `PostgresSession` does what a run asks for.
///
/// The rooms, from the ground up: `sql` (text), `statement` (one statement), `tls`, `session`
/// (connections and locks), `catalog` (what a schema looks like), `history` (our tables),
/// `recovery` (effects of statements that no transaction holds), `run` (a script on its way).
/// `lint` reads scripts and touches no database. Nothing outside this package uses its rooms,
/// except the named value types of `ArchitectureTest`.
@NullMarked
package dev.lockstep.engine.postgres;

import org.jspecify.annotations.NullMarked;
