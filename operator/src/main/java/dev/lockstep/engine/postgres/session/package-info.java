/// Connections: how a session is opened, what is set in it, and how statements of ours travel.
///
/// [Connector] is the entry: it opens a session to a [PostgresTarget] and waits for a server that
/// does not answer yet. [SessionOptions] and [SessionDefaults] say what a session has set,
/// [TrustedSearchPath] keeps the names of our statements away from those of others, [Pipeline]
/// sends statements and gathers [PipelineResult]. [LockSession] holds the advisory locks of
/// [LockKeys] and `LockWait` waits for them; [PoolerCheck] refuses a pooler that would take them
/// away. [SqlFailures] turns errors of the server into failures, by SQLSTATE, and [ServerText] and
/// [SecretMask] decide who reads the server's words.
@NullMarked
package dev.lockstep.engine.postgres.session;

import org.jspecify.annotations.NullMarked;
