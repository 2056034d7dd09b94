package dev.lockstep.operator;

import dev.lockstep.operator.HttpMessage.Answer;
import dev.lockstep.operator.HttpMessage.Request;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A small HTTP server: each request is one line and a few headers, on a connection of its own. It
/// stays responsive regardless of how many clients connect and how slowly they write and read.
///
/// A connection has a limited time to send its request, and a limited time to take the response.
/// The number of connections in each of these states is limited, too; one more closes the oldest in
/// that state. A client that holds many connections open therefore only loses its own, while a
/// request that is sent at once is answered at once. A server that refuses new connections when it
/// is full would let such a client shut out all others.
final class HttpListener implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpListener.class);

  /// The maximum number of connections that are reading, and of those that are writing.
  static final int MOST = 128;

  static final Duration READ_WITHIN = Duration.ofSeconds(5);
  static final Duration ANSWER_WITHIN = Duration.ofSeconds(20);

  private static final Duration LOOK_EVERY = Duration.ofMillis(250);
  private static final int BACKLOG = 128;
  private static final int SEND_BUFFER = 64 * 1024;

  private final ServerSocket server;
  private final Function<Request, Answer> handler;
  private final @Nullable TlsFiles tls;
  private final Set<Connection> reading = new LinkedHashSet<>();
  private final Set<Connection> answering = new LinkedHashSet<>();

  /// Opens the port, but does not accept connections yet.
  ///
  /// @param port the port to listen on, 0 for any free one
  /// @param tls the certificate to present; plain text if null
  HttpListener(int port, @Nullable TlsFiles tls, Function<Request, Answer> handler) {
    this.tls = tls;
    this.handler = handler;
    try {
      server = new ServerSocket();
      server.bind(new InetSocketAddress(port), BACKLOG);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot listen on port " + port, e);
    }
  }

  void start() {
    Thread.ofPlatform().daemon().name("http-" + port()).start(this::accept);
    Thread.ofVirtual().name("http-deadlines-" + port()).start(this::watchDeadlines);
  }

  int port() {
    return server.getLocalPort();
  }

  private static final class Connection {
    private final Socket socket;
    private volatile long deadline = System.nanoTime() + READ_WITHIN.toNanos();

    Connection(Socket socket) {
      this.socket = socket;
    }

    void answers() {
      deadline = System.nanoTime() + ANSWER_WITHIN.toNanos();
    }

    boolean isOverdue() {
      return System.nanoTime() - deadline > 0;
    }

    void close() {
      try {
        socket.close();
      } catch (IOException _) {
        // Already closed.
      }
    }
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        var connection = new Connection(server.accept());
        makeRoom(reading, connection);
        Thread.ofVirtual().start(() -> serve(connection));
      } catch (IOException e) {
        // For example, too many open files: accepting goes on as soon as other connections end.
        if (!server.isClosed()) {
          LOG.atDebug().setCause(e).log("Could not accept a connection");
          pause();
        }
      }
    }
  }

  /// Waits until the deadlines of the connections are due to be checked again. An interruption ends
  /// the thread.
  ///
  /// @return whether to go on
  private static boolean pause() {
    try {
      Thread.sleep(LOOK_EVERY);
      return true;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// Adds a connection, and closes the oldest if there are too many.
  private void makeRoom(Set<Connection> all, Connection added) {
    Optional<Connection> oldest = Optional.empty();
    synchronized (this) {
      all.add(added);
      if (all.size() > MOST) {
        oldest = all.stream().findFirst();
        oldest.ifPresent(all::remove);
      }
    }
    oldest.ifPresent(Connection::close);
  }

  private synchronized void forget(Connection connection) {
    reading.remove(connection);
    answering.remove(connection);
  }

  private void serve(Connection connection) {
    try (Socket plain = connection.socket;
        Socket socket = secured(plain)) {
      socket.setTcpNoDelay(true);
      plain.setSendBufferSize(SEND_BUFFER);
      Optional<Request> request = HttpMessage.read(socket.getInputStream());
      if (request.isEmpty()) {
        return;
      }
      connection.answers();
      forget(connection);
      makeRoom(answering, connection);
      HttpMessage.write(request.get(), handler.apply(request.get()), socket.getOutputStream());
      HttpMessage.awaitEnd(plain, socket);
    } catch (IOException e) {
      // The client has disconnected, was too slow, or does not speak TLS.
      LOG.atTrace().setCause(e).log("A connection ended");
    } finally {
      forget(connection);
    }
  }

  private Socket secured(Socket plain) throws IOException {
    if (tls == null) {
      return plain;
    }
    SSLSocketFactory factory = tls.context().getSocketFactory();
    var secured = (SSLSocket) factory.createSocket(plain, null, plain.getPort(), true);
    secured.setUseClientMode(false);
    return secured;
  }

  private void watchDeadlines() {
    while (!server.isClosed() && pause()) {
      List<Connection> overdue;
      synchronized (this) {
        overdue =
            Stream.concat(reading.stream(), answering.stream())
                .filter(Connection::isOverdue)
                .toList();
      }
      overdue.forEach(Connection::close);
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException _) {
      // The port is no longer listening.
    }
    List<Connection> open;
    synchronized (this) {
      open = Stream.concat(reading.stream(), answering.stream()).toList();
    }
    open.forEach(Connection::close);
  }
}
