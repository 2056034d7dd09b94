package dev.lockstep.engine.postgres.tls;

import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;

/// Asks a server whether it supports TLS. If it does not, the driver reports the same error as for
/// a missing password.
public final class TlsProbe {
  private static final int TLS_REQUEST = 80877103;
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private TlsProbe() {}

  /// Whether the first of the hosts replies that it does not support TLS.
  public static boolean isRefusedBy(String hosts) {
    String first = hosts.split(",", 2)[0];
    int colon = first.lastIndexOf(':');
    String host = first.substring(0, colon).replaceAll("^\\[|\\]$", "");
    int patience = Math.toIntExact(PATIENCE.toMillis());
    try (var socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(host, Integer.parseInt(first.substring(colon + 1))), patience);
      socket.setSoTimeout(patience);
      var out = new DataOutputStream(socket.getOutputStream());
      out.writeInt(8);
      out.writeInt(TLS_REQUEST);
      out.flush();
      return socket.getInputStream().read() == 'N';
    } catch (IOException _) {
      return false;
    }
  }
}
