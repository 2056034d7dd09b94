/// Selects a database: by URL, by the variables of psql, or by a mounted Secret.
///
/// [DatabaseOptions] is the entry: its options, and the database that they name together.
/// [Dialects] is the only place that selects a dialect; an [OfferedDialect] opens its databases,
/// and `PostgresOffer` is PostgreSQL's. The rest implements the parameters of psql and libpq.
///
/// `ConnectionUrl` parses both forms of URL, `UrlParameters` are the parameters of one,
/// `PsqlVariables` reads `PG*`, `DatabaseSecret` reads the Secrets that operators create, and
/// `HostList` pairs hosts and ports as libpq does. `FileAccess` warns about files with passwords
/// that other users can read.
@NullMarked
package dev.lockstep.runner.connection;

import org.jspecify.annotations.NullMarked;
