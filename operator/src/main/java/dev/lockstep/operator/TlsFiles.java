package dev.lockstep.operator;

import dev.lockstep.schema.PrivateKeyFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.LongSupplier;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The certificate and the key in a folder, `tls.crt` and `tls.key` as in a Secret of type
/// `kubernetes.io/tls`. Both are reloaded while the operator runs, so that a renewed certificate is
/// in use within seconds. If the new one cannot be read, the previous one stays in use.
final class TlsFiles {
  private static final Logger LOG = LoggerFactory.getLogger(TlsFiles.class);
  private static final long LOOK_EVERY = Duration.ofSeconds(10).toNanos();
  private static final char[] NO_PASSWORD = new char[0];

  private final Path folder;
  private final LongSupplier nanos;
  private byte[] certificates = new byte[0];
  private byte[] key = new byte[0];
  private @Nullable SSLContext context;
  private long lookedAt;

  TlsFiles(Path folder, LongSupplier nanos) {
    this.folder = folder;
    this.nanos = nanos;
  }

  /// Returns the TLS context for the next connection.
  ///
  /// @throws IOException if no readable certificate has been found since the start
  synchronized SSLContext context() throws IOException {
    SSLContext known = context;
    long now = nanos.getAsLong();
    if (known != null && now - lookedAt < LOOK_EVERY) {
      return known;
    }
    lookedAt = now;
    try {
      SSLContext fresh = read(known);
      context = fresh;
      return fresh;
    } catch (IOException | GeneralSecurityException e) {
      if (known == null) {
        throw new IOException(
            "cannot read the certificate tls.crt and the key tls.key in %s: %s"
                .formatted(folder, e.getMessage()),
            e);
      }
      LOG.atWarn()
          .log(
              "Cannot read the new certificate for the metrics in {}, the one before stays in use: {}",
              folder,
              e.getMessage());
      return known;
    }
  }

  private SSLContext read(@Nullable SSLContext known) throws IOException, GeneralSecurityException {
    byte[] freshCertificates = Files.readAllBytes(folder.resolve("tls.crt"));
    byte[] freshKey = Files.readAllBytes(folder.resolve("tls.key"));
    if (known != null
        && Arrays.equals(freshCertificates, certificates)
        && Arrays.equals(freshKey, key)) {
      return known;
    }
    SSLContext fresh = context(freshCertificates, freshKey);
    certificates = freshCertificates;
    key = freshKey;
    return fresh;
  }

  private static SSLContext context(byte[] certificates, byte[] key)
      throws IOException, GeneralSecurityException {
    Certificate[] chain =
        CertificateFactory.getInstance("X.509")
            .generateCertificates(new ByteArrayInputStream(certificates))
            .toArray(Certificate[]::new);
    if (chain.length == 0) {
      throw new GeneralSecurityException("tls.crt holds no certificate");
    }
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, NO_PASSWORD);
    store.setKeyEntry("metrics", PrivateKeyFile.read(key), NO_PASSWORD, chain);
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, NO_PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }
}
