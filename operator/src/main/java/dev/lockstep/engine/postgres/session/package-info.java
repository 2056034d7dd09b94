/// Connections: opens sessions, configures them and sends Lockstep's own statements.
///
/// [Connector] is the entry: it opens a session to a [PostgresTarget] and waits for a server that
/// does not answer yet. [SessionOptions] and [SessionDefaults] are the settings of a session,
/// [TrustedSearchPath] keeps names in our statements from resolving to objects of others,
/// [Pipeline] sends statements and collects a [PipelineResult]. [LockSession] holds the advisory
/// locks of [LockKeys] and `LockWait` waits for them; [PoolerCheck] rejects a pooler that would
/// lose them. [SqlFailures] classifies errors of the server by SQLSTATE, and [ServerText] and
/// [SecretMask] decide which parts of the server's messages are shown where.
@NullMarked
package dev.lockstep.engine.postgres.session;

import org.jspecify.annotations.NullMarked;
