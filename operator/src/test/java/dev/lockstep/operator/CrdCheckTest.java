package dev.lockstep.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// No response may cause an exception, which would silently end the periodic check.
final class CrdCheckTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "200; {\"components\": {\"schemas\": {}}}",
        "200; {}",
        "200; []",
        "200; <html>busy</html>",
        "200; ''",
        "200; null",
        "200; {",
        "200; '{\"components\": {\"schemas\": [1, null]}}'",
        "200; busy: [",
        "200; '%busy'",
        "404; {}",
        "503; {}",
      })
  void anAnswerWithoutTheResourceChangesNothing(int code, String document) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    byte[] body = document.getBytes(StandardCharsets.UTF_8);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            exchange.sendResponseHeaders(code, body.length);
            exchange.getResponseBody().write(body);
          }
        });
    server.start();
    var config =
        new ConfigBuilder()
            .withAutoConfigure(false)
            .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
            .withRequestRetryBackoffLimit(0)
            .build();
    try (var client = new KubernetesClientBuilder().withConfig(config).build();
        var check = new CrdCheck(client)) {
      assertThatCode(check::look).doesNotThrowAnyException();

      assertThat(check.outdated()).isFalse();
    } finally {
      server.stop(0);
    }
  }
}
