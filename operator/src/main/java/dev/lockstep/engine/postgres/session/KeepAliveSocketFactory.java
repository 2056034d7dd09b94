package dev.lockstep.engine.postgres.session;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketOption;
import javax.net.SocketFactory;
import jdk.net.ExtendedSocketOptions;

/// Creates sockets that detect a vanished server as fast as the server detects a vanished client,
/// see [StartOptions]. The system's default is two hours, for which a run would wait for the end of
/// a statement that is no longer executed. The driver instantiates this class by its name.
public final class KeepAliveSocketFactory extends SocketFactory {
  static final int IDLE_SECONDS = 10;
  static final int INTERVAL_SECONDS = 5;
  static final int COUNT = 3;

  private final SocketFactory factory = SocketFactory.getDefault();

  @Override
  public Socket createSocket() throws IOException {
    return keptAlive(factory.createSocket());
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return keptAlive(factory.createSocket(host, port));
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort)
      throws IOException {
    return keptAlive(factory.createSocket(host, port, localHost, localPort));
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return keptAlive(factory.createSocket(host, port));
  }

  @Override
  public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
      throws IOException {
    return keptAlive(factory.createSocket(address, port, localAddress, localPort));
  }

  private static Socket keptAlive(Socket socket) throws IOException {
    socket.setKeepAlive(true);
    set(socket, ExtendedSocketOptions.TCP_KEEPIDLE, IDLE_SECONDS);
    set(socket, ExtendedSocketOptions.TCP_KEEPINTERVAL, INTERVAL_SECONDS);
    set(socket, ExtendedSocketOptions.TCP_KEEPCOUNT, COUNT);
    return socket;
  }

  /// Not every system supports these options.
  private static void set(Socket socket, SocketOption<Integer> option, int value)
      throws IOException {
    if (socket.supportedOptions().contains(option)) {
      socket.setOption(option, value);
    }
  }
}
