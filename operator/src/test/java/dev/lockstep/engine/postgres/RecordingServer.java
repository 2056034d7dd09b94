package dev.lockstep.engine.postgres;

import dev.lockstep.engine.postgres.sql.SqlScanner;
import dev.lockstep.engine.postgres.sql.StandardStrings;
import dev.lockstep.engine.postgres.sql.TokenKind;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A server that implements enough of PostgreSQL's protocol for psql, accepts every statement, and
/// records what it receives: how psql splits a script, valid or not.
final class RecordingServer implements AutoCloseable {
  private static final Pattern COPY = Pattern.compile("(?is)copy\\b.*\\bfrom\\s+stdin.*");
  private static final Pattern STRINGS =
      Pattern.compile("(?is)set\\s+standard_conforming_strings\\s*(?:=|to)\\s*'?(on|off)'?\\s*;?");

  /// A message with a statement, and the data that was copied after it.
  record Message(String sql, String copied) {}

  private final ServerSocket listener;
  private final List<Message> messages = new ArrayList<>();

  RecordingServer() throws IOException {
    listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  /// The messages since the last call.
  List<Message> takeMessages() {
    synchronized (messages) {
      List<Message> taken = List.copyOf(messages);
      messages.clear();
      return taken;
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try (Socket socket = listener.accept()) {
        serve(
            new DataInputStream(new BufferedInputStream(socket.getInputStream())),
            new DataOutputStream(new BufferedOutputStream(socket.getOutputStream())));
      } catch (SocketException e) {
        return;
      } catch (IOException e) {
        System.err.println("a client went away: " + e);
      }
    }
  }

  private void serve(DataInputStream in, DataOutputStream out) throws IOException {
    in.readNBytes(in.readInt() - 4);
    send(out, 'R', new byte[4]);
    parameter(out, "server_version", "15.0");
    parameter(out, "client_encoding", "UTF8");
    parameter(out, "standard_conforming_strings", "on");
    ready(out);
    for (int type = in.read(); type == 'Q'; type = in.read()) {
      answer(in, out, text(in));
      ready(out);
    }
  }

  private void answer(DataInputStream in, DataOutputStream out, String sql) throws IOException {
    String bare = bare(sql);
    String copied = "";
    if (COPY.matcher(bare).matches()) {
      send(out, 'G', new byte[3]);
      out.flush();
      var data = new StringBuilder();
      for (int type = in.read(); type == 'd'; type = in.read()) {
        data.append(new String(in.readNBytes(in.readInt() - 4), StandardCharsets.UTF_8));
      }
      in.readNBytes(in.readInt() - 4);
      copied = data.toString();
    }
    synchronized (messages) {
      messages.add(new Message(sql, copied));
    }
    Matcher strings = STRINGS.matcher(bare);
    if (strings.matches()) {
      parameter(out, "standard_conforming_strings", strings.group(1).toLowerCase(Locale.ROOT));
    }
    send(out, 'C', "SET\0".getBytes(StandardCharsets.UTF_8));
  }

  /// The statement without comments; unchanged from a string that is not closed.
  private static String bare(String sql) {
    var bare = new StringBuilder();
    var scanner = new SqlScanner(sql, StandardStrings.ON);
    try {
      for (TokenKind token = scanner.next(); token != TokenKind.END; token = scanner.next()) {
        if (token != TokenKind.COMMENT) {
          bare.append(sql, scanner.start(), scanner.end());
        }
      }
    } catch (SqlScanner.Unclosed unclosed) {
      bare.append(sql, unclosed.offset(), sql.length());
    }
    return bare.toString().strip();
  }

  private static String text(DataInputStream in) throws IOException {
    byte[] bytes = in.readNBytes(in.readInt() - 4);
    return new String(bytes, 0, bytes.length - 1, StandardCharsets.UTF_8);
  }

  private static void parameter(DataOutputStream out, String name, String value)
      throws IOException {
    send(out, 'S', (name + "\0" + value + "\0").getBytes(StandardCharsets.UTF_8));
  }

  private static void ready(DataOutputStream out) throws IOException {
    send(out, 'Z', new byte[] {'I'});
    out.flush();
  }

  private static void send(DataOutputStream out, char type, byte[] body) throws IOException {
    out.writeByte(type);
    out.writeInt(body.length + 4);
    out.write(body);
  }
}
