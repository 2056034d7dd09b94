/// How a database is named: by URL, by the variables that psql takes, or by a mounted Secret.
///
/// [DatabaseOptions] is the entry: its options, and the database that they name together.
/// [Dialects] is the one place that chooses a dialect; an [OfferedDialect] opens its databases, and
/// `PostgresOffer` is PostgreSQL's. The rest is what psql and libpq understand.
///
/// `ConnectionUrl` reads both forms of URL, `UrlParameters` says which parameters count,
/// `PsqlVariables` reads `PG*`, `DatabaseSecret` the layouts of Secrets that operators write, and
/// `HostList` pairs hosts and ports as libpq does. `FileAccess` warns of files with passwords that
/// others may read.
@NullMarked
package dev.lockstep.runner.connection;

import org.jspecify.annotations.NullMarked;
