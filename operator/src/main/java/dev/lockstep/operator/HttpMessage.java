package dev.lockstep.operator;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The subset of HTTP/1.1 that probes and metrics need: a request without a body, one response, and
/// the end of the connection.
final class HttpMessage {
  /// The maximum size of the request line and the headers, in bytes; a service account token has
  /// some 1,500.
  static final int MOST_BYTES = 16 * 1024;

  private static final int MOST_DRAINED = 64 * 1024;

  private HttpMessage() {}

  /// A request.
  ///
  /// @param path the path without the query; empty if the request cannot be read
  /// @param headers the headers by their names in lower case
  record Request(String method, String path, Map<String, String> headers) {
    static final Request UNREADABLE = new Request("", "", Map.of());

    Request {
      headers = Map.copyOf(headers);
    }
  }

  /// A response. Connections share its body, which must not be modified.
  ///
  /// @param headers the headers besides type and length
  @SuppressWarnings("ArrayRecordComponent")
  record Answer(int code, String type, Map<String, String> headers, byte[] body) {
    static final String TEXT = "text/plain; charset=utf-8";

    Answer {
      headers = Map.copyOf(headers);
    }

    static Answer text(int code, String body) {
      return text(code, Map.of(), body);
    }

    static Answer text(int code, Map<String, String> headers, String body) {
      return new Answer(code, TEXT, headers, body.getBytes(StandardCharsets.UTF_8));
    }
  }

  /// Reads a request up to the end of its headers.
  ///
  /// @return empty if the client closes the connection before that
  static Optional<Request> read(InputStream in) throws IOException {
    var head = new byte[MOST_BYTES];
    int size = 0;
    while (size < MOST_BYTES) {
      int count = in.read(head, size, MOST_BYTES - size);
      if (count < 0) {
        return Optional.empty();
      }
      int end = endOfHead(head, Math.max(0, size - 3), size + count);
      if (end >= 0) {
        return Optional.of(parse(new String(head, 0, end, StandardCharsets.ISO_8859_1)));
      }
      size += count;
    }
    return Optional.of(Request.UNREADABLE);
  }

  private static int endOfHead(byte[] head, int from, int size) {
    for (int i = from; i + 3 < size; i++) {
      if (head[i] == '\r' && head[i + 1] == '\n' && head[i + 2] == '\r' && head[i + 3] == '\n') {
        return i;
      }
    }
    return -1;
  }

  private static Request parse(String head) {
    String[] lines = head.split("\r\n", -1);
    String[] words = lines[0].split(" ", -1);
    if (words.length != 3 || !words[2].startsWith("HTTP/1.") || !words[1].startsWith("/")) {
      return Request.UNREADABLE;
    }
    var headers = new HashMap<String, String>();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      if (colon <= 0) {
        return Request.UNREADABLE;
      }
      headers.put(
          lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
          lines[i].substring(colon + 1).strip());
    }
    int query = words[1].indexOf('?');
    return new Request(words[0], query < 0 ? words[1] : words[1].substring(0, query), headers);
  }

  static void write(Request request, Answer answer, OutputStream out) throws IOException {
    var head = new StringBuilder("HTTP/1.1 ").append(answer.code()).append(' ');
    head.append(phrase(answer.code())).append("\r\n");
    head.append("Content-Type: ").append(answer.type()).append("\r\n");
    head.append("Content-Length: ").append(answer.body().length).append("\r\n");
    answer
        .headers()
        .forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    head.append("Connection: close\r\n\r\n");
    out.write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
    if (!request.method().equals("HEAD")) {
      out.write(answer.body());
    }
    out.flush();
  }

  /// Waits until the client has read the response. Closing a connection that has unread input, such
  /// as an unexpected body, would reset it, and the client could lose the response.
  static void awaitEnd(Socket plain, Socket socket) throws IOException {
    socket.shutdownOutput();
    var buffer = new byte[2048];
    int drained = 0;
    int count = plain.getInputStream().read(buffer);
    while (count >= 0 && drained < MOST_DRAINED) {
      drained += count;
      count = plain.getInputStream().read(buffer);
    }
  }

  private static String phrase(int code) {
    return switch (code) {
      case 200 -> "OK";
      case 400 -> "Bad Request";
      case 401 -> "Unauthorized";
      case 403 -> "Forbidden";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      case 503 -> "Service Unavailable";
      default -> "Error";
    };
  }
}
