package dev.lockstep.engine.postgres.tls;

import dev.lockstep.schema.PrivateKeyFile;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Properties;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.SslMode;
import org.postgresql.ssl.WrappedFactory;

/// TLS as in libpq, with PEM files. The driver instantiates this class by its name; the driver's
/// own factory supports fewer kinds of keys, and no key file that a group can read, such as one in
/// a mounted Secret.
///
/// `sslrootcert` and `sslcert` are PEM files; [PrivateKeyFile] reads `sslkey`. Without them the
/// files in `~/.postgresql` are used, as in psql; `sslrootcert=system` is the JDK's own list. A
/// given CA is verified in every mode.
public final class TlsSocketFactory extends WrappedFactory {
  static final String SYSTEM = "system";

  private static final int LINGER_SECONDS = 1;

  /// Called by the driver, with the parameters of the connection.
  ///
  /// @throws TlsException if a file cannot be used
  public TlsSocketFactory(Properties parameters) throws Exception {
    var context = SSLContext.getInstance("TLS");
    context.init(keyManagers(parameters), new TrustManager[] {trust(parameters)}, null);
    factory = context.getSocketFactory();
  }

  /// Limits the time for closing the socket. A TLS session ends with a message to the server. If
  /// the network was cut, this message waits behind all data that is still to be sent, and `close`
  /// waits with it, unless there is a limit.
  @Override
  public Socket createSocket(Socket socket, String host, int port, boolean autoClose)
      throws IOException {
    socket.setSoLinger(true, LINGER_SECONDS);
    return super.createSocket(socket, host, port, autoClose);
  }

  private static TrustManager trust(Properties parameters) throws Exception {
    SslMode mode = SslMode.of(parameters);
    String file = parameters.getProperty("sslrootcert");
    if (file == null && mode.verifyCertificate()) {
      file = home("root.crt");
    }
    X509TrustManager authorities = file == null ? null : authorities(file);
    return new ServerTrust(
        authorities,
        mode.verifyPeerName() ? ServerTrust.HostName.CHECKED : ServerTrust.HostName.ANY);
  }

  private static X509TrustManager authorities(String file) throws Exception {
    var trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(file.equals(SYSTEM) ? null : store(certificates(file, "CA")));
    for (TrustManager manager : trust.getTrustManagers()) {
      if (manager instanceof X509TrustManager found) {
        return found;
      }
    }
    throw new IllegalStateException("the JDK has no PKIX trust manager");
  }

  private static KeyStore store(X509Certificate[] certificates)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    int index = 0;
    for (Certificate certificate : certificates) {
      store.setCertificateEntry("ca" + index++, certificate);
    }
    return store;
  }

  private static KeyManager @Nullable [] keyManagers(Properties parameters) throws TlsException {
    String certificate = orAtHome(parameters.getProperty("sslcert"), "postgresql.crt");
    String key = orAtHome(parameters.getProperty("sslkey"), "postgresql.key");
    if (certificate == null || key == null) {
      return null;
    }
    byte[] content = read(key, "the key of the client's certificate");
    try {
      return new KeyManager[] {
        new ClientKey(PrivateKeyFile.read(content), certificates(certificate, "client"))
      };
    } catch (TlsException e) {
      throw e;
    } catch (GeneralSecurityException e) {
      throw new TlsException("the key file %s %s".formatted(key, e.getMessage()), e);
    }
  }

  private static @Nullable String orAtHome(@Nullable String file, String name) {
    if (file != null) {
      return file;
    }
    String atHome = home(name);
    return Files.isReadable(Path.of(atHome)) ? atHome : null;
  }

  private static String home(String name) {
    return Path.of(System.getProperty("user.home", "/"), ".postgresql", name).toString();
  }

  private static X509Certificate[] certificates(String file, String whose) throws TlsException {
    byte[] content = read(file, "certificates (%s)".formatted(whose));
    try {
      Collection<? extends Certificate> all =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new java.io.ByteArrayInputStream(content));
      if (!all.isEmpty()) {
        return all.toArray(X509Certificate[]::new);
      }
    } catch (GeneralSecurityException e) {
      throw new TlsException("the file %s contains no PEM certificate".formatted(file), e);
    }
    throw new TlsException("the file %s contains no PEM certificate".formatted(file));
  }

  private static byte[] read(String file, String what) throws TlsException {
    try {
      return Files.readAllBytes(Path.of(file));
    } catch (NoSuchFileException e) {
      throw new TlsException(
          "the file %s, which should contain %s, does not exist".formatted(file, what), e);
    } catch (IOException e) {
      throw new TlsException(
          "cannot read the file %s, which should contain %s".formatted(file, what), e);
    }
  }
}
