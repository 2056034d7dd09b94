package dev.lockstep.engine.postgres.tls;

import java.security.cert.CertificateException;

/// Thrown if a TLS connection cannot be established for a reason that is detected here; the message
/// is the sentence for the user.
public final class TlsException extends CertificateException {
  private static final long serialVersionUID = 1L;

  TlsException(String sentence) {
    super(sentence);
  }

  TlsException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
