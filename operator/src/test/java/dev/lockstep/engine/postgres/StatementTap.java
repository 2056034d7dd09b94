package dev.lockstep.engine.postgres;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A proxy between Lockstep and a server that records every statement.
final class StatementTap implements AutoCloseable {
  private static final int PROTOCOL_3 = 3;

  private final ServerSocket listener;
  private final String host;
  private final int port;
  private final List<Session> sessions = new ArrayList<>();

  /// The traffic of one session.
  ///
  /// @param startUp the start-up packet, its zero bytes as line ends
  record Session(String startUp, List<String> statements) {}

  StatementTap(String host, int port) {
    this.host = host;
    this.port = port;
    try {
      listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  /// The sessions so far, in the order in which they began.
  List<Session> sessions() {
    synchronized (sessions) {
      return sessions.stream()
          .map(each -> new Session(each.startUp(), List.copyOf(each.statements())))
          .toList();
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        var server = new Socket(host, port);
        server.setTcpNoDelay(true);
        client.setTcpNoDelay(true);
        Thread.ofVirtual().start(() -> listen(client, server));
        Thread.ofVirtual().start(() -> pass(server, client));
      } catch (IOException _) {
        // Closed.
      }
    }
  }

  private static void pass(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException _) {
      // One side has closed its connection.
    }
  }

  private void listen(Socket client, Socket server) {
    try (client;
        server) {
      var in = new DataInputStream(new java.io.BufferedInputStream(client.getInputStream()));
      var out =
          new DataOutputStream(new java.io.BufferedOutputStream(server.getOutputStream(), 1 << 16));
      Session session = startUp(in, out);
      while (true) {
        int type = in.readUnsignedByte();
        byte[] body = body(in);
        if (type == 'Q') {
          synchronized (sessions) {
            session.statements().add(new String(body, 0, body.length - 1, StandardCharsets.UTF_8));
          }
        }
        out.writeByte(type);
        write(out, body);
        if (in.available() == 0) {
          out.flush();
        }
      }
    } catch (IOException _) {
      // One side has closed its connection.
    }
  }

  private Session startUp(DataInputStream in, DataOutputStream out) throws IOException {
    while (true) {
      byte[] body = body(in);
      write(out, body);
      out.flush();
      if (ByteBuffer.wrap(body).getShort() == PROTOCOL_3) {
        String text = new String(body, 4, body.length - 4, StandardCharsets.UTF_8);
        var session = new Session(text.replace('\0', '\n'), new ArrayList<>());
        synchronized (sessions) {
          sessions.add(session);
        }
        return session;
      }
    }
  }

  private static byte[] body(DataInputStream in) throws IOException {
    byte[] body = new byte[in.readInt() - 4];
    in.readFully(body);
    return body;
  }

  private static void write(DataOutputStream out, byte[] body) throws IOException {
    out.writeInt(body.length + 4);
    out.write(body);
  }
}
