/// TLS as libpq has it: the modes of `sslmode`, certificates and keys in PEM files, and sentences
/// that say which certificate was refused and why.
///
/// [TlsSocketFactory] is the entry; the driver makes it by name. `ServerTrust` checks the server's
/// certificate, `ClientKey` holds ours, and `TlsProbe` finds out what a server offers after a
/// handshake has failed.
@NullMarked
package dev.lockstep.engine.postgres.tls;

import org.jspecify.annotations.NullMarked;
