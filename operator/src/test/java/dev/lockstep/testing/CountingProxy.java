package dev.lockstep.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// Stands between a client and PostgreSQL, understands as much of the protocol as it takes to count
/// round trips, and plays tricks: it can delay each of them, and lose the answer to a COMMIT.
///
/// When a client goes away while the server still owes it answers, the proxy keeps the server's
/// side open until all are given: the server then works through what is in its buffer, as it does
/// when a client's machine dies.
public final class CountingProxy implements AutoCloseable {
  /// How long a client must be silent to count as waiting.
  private static final Duration QUIET = Duration.ofMillis(10);

  private static final int SSL_REQUEST = 80877103;
  private static final int GSS_REQUEST = 80877104;

  private final String host;
  private final int port;
  private final ServerSocket listener;
  private final AtomicInteger turns = new AtomicInteger();
  private final AtomicInteger statements = new AtomicInteger();
  private volatile Duration delay = Duration.ZERO;
  private volatile String losesAnswerTo = "";
  private volatile String loses = "";
  private volatile boolean abortsCommit;
  private volatile boolean blind;
  private final AtomicInteger lost = new AtomicInteger();
  private final Set<Link> links = ConcurrentHashMap.newKeySet();

  private CountingProxy(String host, int port) throws IOException {
    this.host = host;
    this.port = port;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  /// Starts a proxy in front of a server.
  public static CountingProxy before(PostgresServer server) {
    try {
      var proxy = new CountingProxy(server.host(), server.port());
      Thread.ofVirtual().start(proxy::accept);
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return listener.getLocalPort();
  }

  /// How often a client has sent something after it had all answers, connecting not counted.
  public int turns() {
    return turns.get();
  }

  /// How many messages with statements clients have sent.
  public int statements() {
    return statements.get();
  }

  /// Forgets what was counted.
  public void reset() {
    turns.set(0);
    statements.set(0);
  }

  /// Holds each round trip for that long.
  public void delay(Duration time) {
    delay = time;
  }

  /// The next message with a statement that begins with this text reaches the server; its answer,
  /// and the connection, are lost.
  public void loseAnswerTo(String text) {
    losesAnswerTo = text;
  }

  /// The next message with a statement that begins with this text never reaches the server, nor
  /// does anything that was sent together with it, and the connection is lost.
  public void lose(String text) {
    loses = text;
  }

  /// The next message that ends a script with COMMIT rolls it back, as if the commit had failed.
  public void abortNextCommit() {
    abortsCommit = true;
  }

  /// Passes on what it does not understand, TLS for one: nothing is counted, and no answer is lost.
  public CountingProxy blindly() {
    blind = true;
    return this;
  }

  /// Cuts the connections that there are: the server sees them end, and their clients hear nothing
  /// any more, nor does anybody read what they send. New ones go through.
  public void cut() {
    links.forEach(Link::cut);
  }

  /// How many answers, statements and commits were lost.
  public int lost() {
    return lost.get();
  }

  @Override
  public void close() {
    try {
      listener.close();
      links.stream().filter(link -> link.cut).forEach(Link::closeBoth);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        var link = new Link(client, new Socket(host, port));
        links.add(link);
        Thread.ofVirtual()
            .start(blind ? () -> link.pass(link.client, link.server) : link::fromClient);
        Thread.ofVirtual()
            .start(blind ? () -> link.pass(link.server, link.client) : link::fromServer);
      } catch (IOException _) {
        // Closed, or the server is away: the client sees its connection end.
      }
    }
  }

  private final class Link {
    private final Socket client;
    private final Socket server;
    private final AtomicInteger owed = new AtomicInteger();
    private volatile boolean started;
    private volatile boolean clientGone;
    private volatile boolean cut;

    Link(Socket client, Socket server) throws IOException {
      this.client = client;
      this.server = server;
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
    }

    void fromClient() {
      try {
        var in = new DataInputStream(new BufferedInputStream(client.getInputStream(), 1 << 16));
        OutputStream out = server.getOutputStream();
        while (!started) {
          startup(in, out);
        }
        while (true) {
          out.write(batch(in));
          out.flush();
        }
      } catch (IOException _) {
        clientGone = true;
        if (!cut && owed.get() == 0) {
          closeBoth();
        }
      }
    }

    void pass(Socket from, Socket to) {
      try {
        from.getInputStream().transferTo(to.getOutputStream());
      } catch (IOException _) {
        // One side has gone.
      }
      if (!cut) {
        closeBoth();
      }
    }

    void cut() {
      cut = true;
      try {
        server.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private void startup(DataInputStream in, OutputStream out) throws IOException {
      byte[] rest = new byte[in.readInt() - 4];
      in.readFully(rest);
      int code = ByteBuffer.wrap(rest).getInt();
      started = code != SSL_REQUEST && code != GSS_REQUEST;
      write(out, -1, rest);
    }

    /// All that a client sends before it waits: the server must not see, and answer, the first of
    /// it before the last has come, or the answer would look like one that was waited for.
    private byte[] batch(DataInputStream in) throws IOException {
      var batch = new ByteArrayOutputStream();
      do {
        typed(in, batch);
      } while (!isQuiet(in));
      return batch.toByteArray();
    }

    private static boolean isQuiet(DataInputStream in) throws IOException {
      long end = System.nanoTime() + QUIET.toNanos();
      while (in.available() == 0) {
        if (System.nanoTime() > end) {
          return true;
        }
        LockSupport.parkNanos(500_000);
      }
      return false;
    }

    private void typed(DataInputStream in, OutputStream out) throws IOException {
      int type = in.readUnsignedByte();
      byte[] body = new byte[in.readInt() - 4];
      in.readFully(body);
      if (type == 'Q') {
        if (owed.getAndIncrement() == 0) {
          turns.incrementAndGet();
          LockSupport.parkNanos(delay.toNanos());
        }
        statements.incrementAndGet();
        String text = new String(body, StandardCharsets.UTF_8);
        if (!losesAnswerTo.isEmpty() && contains(text, losesAnswerTo)) {
          losesAnswerTo = "";
          lost.incrementAndGet();
          clientGone = true;
        }
        if (!loses.isEmpty() && contains(text, loses)) {
          loses = "";
          lost.incrementAndGet();
          closeBoth();
          throw new IOException("the connection is to be lost");
        }
      }
      write(out, type, type == 'Q' && abortsCommit ? aborting(body) : body);
    }

    private byte[] aborting(byte[] message) {
      String text = new String(message, StandardCharsets.UTF_8);
      if (!text.endsWith(";\nCOMMIT\0")) {
        return message;
      }
      abortsCommit = false;
      lost.incrementAndGet();
      return text.replaceFirst("COMMIT\0$", "ABORT\0").getBytes(StandardCharsets.UTF_8);
    }

    /// Whether one of the statements of a message begins with a text.
    private static boolean contains(String message, String text) {
      return message.startsWith(text) || message.contains(";\n" + text);
    }

    void fromServer() {
      try {
        InputStream raw = server.getInputStream();
        var in = new DataInputStream(new BufferedInputStream(raw, 1 << 16));
        OutputStream out = client.getOutputStream();
        while (!started) {
          int answer = in.read();
          if (answer == 'N' || answer < 0) {
            out.write(answer);
            out.flush();
          } else {
            message(in, out, answer);
            break;
          }
        }
        while (true) {
          message(in, out, in.readUnsignedByte());
        }
      } catch (IOException _) {
        if (!cut) {
          closeBoth();
        }
      }
    }

    private void message(DataInputStream in, OutputStream out, int type) throws IOException {
      byte[] body = new byte[in.readInt() - 4];
      in.readFully(body);
      if (type == 'Z') {
        owed.updateAndGet(count -> Math.max(0, count - 1));
      }
      if (!clientGone) {
        try {
          write(out, type, body);
        } catch (IOException _) {
          clientGone = true;
        }
      }
      if (clientGone && owed.get() == 0) {
        client.close();
        throw new IOException("the client is gone and has all answers");
      }
    }

    private void write(OutputStream out, int type, byte[] body) throws IOException {
      var bytes = ByteBuffer.allocate(body.length + (type < 0 ? 4 : 5));
      if (type >= 0) {
        bytes.put((byte) type);
      }
      bytes.putInt(body.length + 4).put(body);
      out.write(bytes.array());
      out.flush();
    }

    private void closeBoth() {
      try (client;
          server) {
        clientGone = true;
      } catch (IOException _) {
        // Closed is what they are to be.
      }
    }
  }
}
