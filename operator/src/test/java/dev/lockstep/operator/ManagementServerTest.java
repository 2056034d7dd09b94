package dev.lockstep.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
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
      new ManagementServer(0, () -> "lockstep_x 1.0\n", healthy::get, ready::get);
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
  }

  private HttpResponse<String> send(String method, String path)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(server.port(), path)))
            .method(method, BodyPublishers.noBody())
            .build();
    return http.send(request, BodyHandlers.ofString());
  }
}
