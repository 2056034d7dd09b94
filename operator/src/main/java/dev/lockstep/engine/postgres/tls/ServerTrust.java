package dev.lockstep.engine.postgres.tls;

import java.net.InetAddress;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/// Verifies the server's certificate, and reports the reason for rejecting it as an exception type.
final class ServerTrust extends X509ExtendedTrustManager {
  /// Whether the host name in the certificate is verified.
  enum HostName {
    CHECKED,
    ANY
  }

  /// The types of names in a certificate, as numbered by its extension.
  private static final int DNS = 2;

  private static final int ADDRESS = 7;

  private final @Nullable X509TrustManager authorities;
  private final HostName hostName;

  /// @param authorities the trusted CAs; null to accept any certificate
  ServerTrust(@Nullable X509TrustManager authorities, HostName hostName) {
    this.authorities = authorities;
    this.hostName = hostName;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    checkServerTrusted(chain, authType);
    if (hostName == HostName.CHECKED && socket instanceof SSLSocket tls) {
      checkName(chain[0], tls.getHandshakeSession().getPeerHost());
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    if (authorities != null) {
      authorities.checkServerTrusted(chain, authType);
    }
  }

  private static void checkName(X509Certificate certificate, String host) throws TlsException {
    List<String> names;
    try {
      names = names(certificate);
    } catch (CertificateException e) {
      throw new TlsException("cannot read the names in the server's certificate", e);
    }
    // The zone of an address has a meaning only on this machine.
    String bare = host.replaceAll("^\\[|(%.*)?\\]$", "").toLowerCase(Locale.ROOT);
    // Addresses in the certificate are not abbreviated.
    String wanted = bare.contains(":") ? InetAddress.ofLiteral(bare).getHostAddress() : bare;
    if (names.stream().noneMatch(name -> matches(name.toLowerCase(Locale.ROOT), wanted))) {
      throw new TlsException(
          "the server's certificate is for %s, not for %s"
              .formatted(names.isEmpty() ? "nobody" : String.join(", ", names), host));
    }
  }

  /// The alternative names, or the common name if there are none.
  private static List<String> names(X509Certificate certificate) throws CertificateException {
    var names = new ArrayList<String>();
    var alternatives = certificate.getSubjectAlternativeNames();
    if (alternatives != null) {
      for (List<?> name : alternatives) {
        if (name.get(0) instanceof Integer kind && (kind == DNS || kind == ADDRESS)) {
          names.add(String.valueOf(name.get(1)));
        }
      }
    }
    if (names.isEmpty()) {
      String subject = certificate.getSubjectX500Principal().getName();
      for (String part : subject.split(",", -1)) {
        if (part.startsWith("CN=")) {
          names.add(part.substring(3));
        }
      }
    }
    return names;
  }

  /// A wildcard matches exactly the first label.
  private static boolean matches(String name, String host) {
    if (name.startsWith("*.")) {
      int dot = host.indexOf('.');
      return dot > 0 && host.substring(dot).equals(name.substring(1));
    }
    return name.equals(host);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    throw new CertificateException("connections are made with sockets");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    throw new CertificateException("this is no server");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    throw new CertificateException("this is no server");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("this is no server");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return authorities == null ? new X509Certificate[0] : authorities.getAcceptedIssuers();
  }
}
