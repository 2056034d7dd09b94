package dev.lockstep.bench;

import dev.lockstep.testing.PostgresServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;

/// A way to the server on which everything takes its time, and much can be on its way at once.
final class SlowNetwork implements AutoCloseable {
  private static final int BUFFER = 64 * 1024;

  private final PostgresServer server;
  private final Duration oneWay;
  private final ServerSocket listener;

  /// Bytes on their way; none at all say that the sender has ended.
  private record Packet(ByteBuffer bytes, long due) {}

  private SlowNetwork(PostgresServer server, Duration oneWay) throws IOException {
    this.server = server;
    this.oneWay = oneWay;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  /// Opens a way on which a question and its answer take `roundTrip` together.
  static SlowNetwork before(PostgresServer server, Duration roundTrip) throws IOException {
    var network = new SlowNetwork(server, roundTrip.dividedBy(2));
    Thread.ofPlatform().daemon().start(network::accept);
    return network;
  }

  int port() {
    return listener.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        var target = new Socket(server.host(), server.port());
        client.setTcpNoDelay(true);
        target.setTcpNoDelay(true);
        carry(client, target);
        carry(target, client);
      } catch (IOException _) {
        // Closed, or the server is away: the client sees its connection end.
      }
    }
  }

  private void carry(Socket from, Socket to) {
    var underWay = new LinkedBlockingQueue<Packet>();
    Thread.ofPlatform().daemon().start(() -> read(from, underWay));
    Thread.ofPlatform().daemon().start(() -> write(underWay, to));
  }

  private void read(Socket from, LinkedBlockingQueue<Packet> underWay) {
    byte[] buffer = new byte[BUFFER];
    try (from) {
      InputStream in = from.getInputStream();
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        long due = System.nanoTime() + oneWay.toNanos();
        underWay.add(new Packet(ByteBuffer.wrap(Arrays.copyOf(buffer, count)), due));
      }
    } catch (IOException _) {
      // The connection has ended.
    }
    underWay.add(new Packet(ByteBuffer.allocate(0), System.nanoTime()));
  }

  private static void write(LinkedBlockingQueue<Packet> underWay, Socket to) {
    try (to) {
      OutputStream out = to.getOutputStream();
      for (Packet packet = underWay.take();
          packet.bytes().hasRemaining();
          packet = underWay.take()) {
        for (long left = packet.due() - System.nanoTime();
            left > 0;
            left = packet.due() - System.nanoTime()) {
          LockSupport.parkNanos(left);
        }
        out.write(packet.bytes().array());
        out.flush();
      }
    } catch (IOException _) {
      // The connection has ended.
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
