/// TLS as in libpq: the modes of `sslmode`, certificates and keys in PEM files, and messages that
/// state which certificate was rejected and why.
///
/// [TlsSocketFactory] is the entry; the driver instantiates it by name. `ServerTrust` verifies the
/// server's certificate, `ClientKey` holds the client's, and `TlsProbe` determines whether a server
/// supports TLS after a handshake has failed.
@NullMarked
package dev.lockstep.engine.postgres.tls;

import org.jspecify.annotations.NullMarked;
