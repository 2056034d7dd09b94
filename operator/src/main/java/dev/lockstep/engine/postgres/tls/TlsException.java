package dev.lockstep.engine.postgres.tls;

import java.security.cert.CertificateException;

/// Why TLS is not agreed on, as far as it is found out here; the message is the sentence.
public final class TlsException extends CertificateException {
  private static final long serialVersionUID = 1L;

  TlsException(String sentence) {
    super(sentence);
  }

  TlsException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
