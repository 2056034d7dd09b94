package dev.lockstep.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/// The HTTP API of a Prometheus.
///
/// @param host its address
record Prometheus(String host) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /// An alert that fires.
  record Alert(String name, String namespace, String resource, String description) {}

  /// The series that an expression gives now.
  List<JsonNode> query(String expression) {
    return get("query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8))
        .at("/data/result")
        .valueStream()
        .toList();
  }

  /// The alerts that fire now.
  List<Alert> firing() {
    return get("alerts")
        .at("/data/alerts")
        .valueStream()
        .filter(alert -> alert.at("/state").asText().equals("firing"))
        .map(
            alert ->
                new Alert(
                    alert.at("/labels/alertname").asText(),
                    alert.at("/labels/namespace").asText(),
                    alert.at("/labels/name").asText(),
                    alert.at("/annotations/description").asText()))
        .toList();
  }

  private JsonNode get(String path) {
    var uri = URI.create("http://%s:9090/api/v1/%s".formatted(host, path));
    try {
      var answer =
          HTTP.send(HttpRequest.newBuilder(uri).timeout(LIMIT).build(), BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IllegalStateException("%s: %s".formatted(uri, answer.body()));
      }
      return JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while %s was read".formatted(uri), e);
    }
  }
}
