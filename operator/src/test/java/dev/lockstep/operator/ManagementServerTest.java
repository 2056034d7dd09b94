package dev.lockstep.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.testing.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ManagementServerTest {
  private final AtomicBoolean healthy = new AtomicBoolean(true);
  private final AtomicBoolean ready = new AtomicBoolean();
  private final ManagementServer server =
      new ManagementServer(
          new ManagementServer.Metrics(
              0,
              () -> "lockstep_x 1.0\n".getBytes(StandardCharsets.UTF_8),
              Optional.empty(),
              Optional.empty()),
          0,
          healthy::get,
          ready::get);
  private final HttpClient http = HttpClient.newHttpClient();

  @BeforeEach
  void start() {
    server.start();
  }

  @AfterEach
  void stop() {
    server.close();
    http.close();
  }

  @Test
  void servesMetricsInPrometheusFormat() throws Exception {
    HttpResponse<String> answer = send("GET", "/metrics");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("lockstep_x 1.0\n");
    assertThat(answer.headers().firstValue("Content-Type"))
        .hasValue("text/plain; version=0.0.4; charset=utf-8");
  }

  @Test
  void isReadyOnceTheOperatorIs() throws Exception {
    assertThat(send("GET", "/readyz").statusCode()).isEqualTo(503);

    ready.set(true);

    assertThat(send("GET", "/readyz").statusCode()).isEqualTo(200);
  }

  @Test
  void isHealthyUntilTheOperatorIsNot() throws Exception {
    assertThat(send("GET", "/healthz").body()).isEqualTo("ok\n");

    healthy.set(false);

    assertThat(send("GET", "/healthz").statusCode()).isEqualTo(503);
  }

  @ParameterizedTest
  @CsvSource({"/metrics, 200", "/healthz, 200", "/readyz, 503"})
  void answersHeadAsGetWithoutABody(String path, int code) throws Exception {
    HttpResponse<String> answer = send("HEAD", path);

    assertThat(answer.statusCode()).isEqualTo(code);
    assertThat(answer.body()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS"})
  void takesNoOtherMethod(String method) throws Exception {
    HttpResponse<String> answer = send(method, "/metrics");

    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("Allow")).hasValue("GET, HEAD");
  }

  @Test
  void knowsNoOtherPath() throws Exception {
    assertThat(send("GET", "/").statusCode()).isEqualTo(404);
    assertThat(send("GET", "/metricsandmore").statusCode()).isEqualTo(404);
    assertThat(send("GET", "/metrics?x=y").statusCode()).isEqualTo(200);
  }

  @Test
  void keepsMetricsAndProbesApart() throws Exception {
    assertThat(send(server.probePort(), "GET", "/metrics").statusCode()).isEqualTo(404);
    // Older charts probe this port.
    assertThat(send(server.port(), "GET", "/healthz").statusCode()).isEqualTo(200);
  }

  @Test
  void answersARequestWithABodyAndPassesOverIt() throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/metrics".formatted(server.port())))
            .POST(BodyPublishers.ofString("x".repeat(50_000)))
            .build();

    assertThat(http.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(405);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /metrics HTTP/1.0\r\n\r\n -> 200",
        "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\nGET /metrics HTTP/1.1\r\n\r\n -> 200",
        "GET /metrics\r\n\r\n -> 400",
        "GET  /metrics HTTP/1.1\r\n\r\n -> 400",
        "GET http://x/metrics HTTP/1.1\r\n\r\n -> 400",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n -> 400",
        "GET /metrics HTTP/1.1\r\nno header\r\n\r\n -> 400",
        "\r\n\r\n -> 400",
      })
  void readsWhatItReadsAndRefusesTheRest(String exchange) throws Exception {
    String[] parts = exchange.split(" -> ", -1);

    assertThat(raw(parts[0])).startsWith("HTTP/1.1 " + parts[1] + " ");
  }

  @Test
  void readsNoMoreThanABound() throws Exception {
    String most = "GET /metrics HTTP/1.1\r\nX: ";

    assertThat(raw(most + "a".repeat(HttpMessage.MOST_BYTES - most.length() - 4) + "\r\n\r\n"))
        .startsWith("HTTP/1.1 200 ");
    assertThat(raw(most + "a".repeat(HttpMessage.MOST_BYTES))).startsWith("HTTP/1.1 400 ");
  }

  // B5
  @Test
  void answersAtOnceWhileStrangersHoldManyMoreConnectionsThanItKeeps() throws Exception {
    var held = new ArrayList<Socket>();
    try {
      for (int i = 0; i < 3 * HttpListener.MOST; i++) {
        var socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        held.add(socket);
        socket
            .getOutputStream()
            .write("GET /metrics HTTP/1.1\r\nX-".getBytes(StandardCharsets.UTF_8));
        if (i % 50 == 0) {
          assertThat(send("GET", "/metrics").statusCode()).isEqualTo(200);
          assertThat(send("GET", "/healthz").statusCode()).isEqualTo(200);
        }
      }

      assertThat(send("GET", "/metrics").statusCode()).isEqualTo(200);
      assertThat(held)
          .filteredOn(ManagementServerTest::isClosed)
          .hasSizeGreaterThanOrEqualTo(2 * HttpListener.MOST);
    } finally {
      for (Socket socket : held) {
        socket.close();
      }
    }
  }

  // B5
  @Test
  void endsAConnectionThatDoesNotSayWhatItWants() throws Exception {
    try (var silent = new Socket(InetAddress.getLoopbackAddress(), server.port());
        var slow = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      slow.getOutputStream().write("GET /metrics HTTP".getBytes(StandardCharsets.UTF_8));

      Await.until(
          "both are closed", Duration.ofSeconds(30), () -> isClosed(silent) && isClosed(slow));
    }
    assertThat(send("GET", "/metrics").statusCode()).isEqualTo(200);
  }

  private static boolean isClosed(Socket socket) {
    try {
      socket.setSoTimeout(1);
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException _) {
      return false;
    } catch (IOException _) {
      return true;
    }
  }

  private String raw(String request) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private HttpResponse<String> send(String method, String path)
      throws IOException, InterruptedException {
    return send(path.endsWith("z") ? server.probePort() : server.port(), method, path);
  }

  private HttpResponse<String> send(int port, String method, String path)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(port, path)))
            .method(method, BodyPublishers.noBody())
            .build();
    return http.send(request, BodyHandlers.ofString());
  }
}
