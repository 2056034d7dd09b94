package dev.lockstep.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.lockstep.operator.MetricsAccess.Verdict;
import dev.lockstep.testing.Certificates;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Access to the metrics: authorization and TLS.
@SuppressWarnings("NullAway.Init")
final class MetricsAccessTest {
  private final AtomicLong nanos = new AtomicLong();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private HttpServer api;
  private KubernetesClient client;
  private MetricsAccess access;
  private boolean up = true;

  @BeforeEach
  void start() throws IOException {
    api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    api.createContext("/", this::answer);
    api.start();
    client =
        new KubernetesClientBuilder()
            .withConfig(
                new ConfigBuilder()
                    .withAutoConfigure(false)
                    .withMasterUrl("http://127.0.0.1:" + api.getAddress().getPort())
                    .withRequestRetryBackoffLimit(0)
                    .build())
            .build();
    access = new MetricsAccess(client, nanos::get);
  }

  @AfterEach
  void stop() {
    client.close();
    api.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      asked.add(exchange.getRequestURI().getPath() + " " + body);
      String answer =
          exchange.getRequestURI().getPath().endsWith("/tokenreviews")
              ? "{\"kind\":\"TokenReview\",\"apiVersion\":\"authentication.k8s.io/v1\",\"status\":{\"authenticated\":%s,\"user\":{\"username\":\"%s\",\"groups\":[\"g\"]}}}"
                  .formatted(
                      body.contains("\"known") || body.contains("\"other"),
                      body.contains("\"known") ? "prometheus" : "other")
              : "{\"kind\":\"SubjectAccessReview\",\"apiVersion\":\"authorization.k8s.io/v1\",\"status\":{\"allowed\":%s}}"
                  .formatted(body.contains("\"prometheus\""));
      byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(up ? 201 : 500, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  @Test
  void grantsTheMetricsToWhomTheApiServerDoes() {
    assertThat(access.of("Bearer known")).isEqualTo(Verdict.GRANTED);

    assertThat(asked).hasSize(2);
    assertThat(asked.getLast())
        .contains("\"path\":\"/metrics\"", "\"verb\":\"get\"", "\"groups\":[\"g\"]");
  }

  @Test
  void refusesOthers() {
    assertThat(access.of(null)).isEqualTo(Verdict.UNKNOWN);
    assertThat(access.of("Basic known")).isEqualTo(Verdict.UNKNOWN);
    assertThat(access.of("Bearer ")).isEqualTo(Verdict.UNKNOWN);
    assertThat(asked).isEmpty();
    assertThat(access.of("Bearer stranger")).isEqualTo(Verdict.UNKNOWN);
    assertThat(access.of("Bearer other")).isEqualTo(Verdict.FORBIDDEN);
  }

  @Test
  void remembersAnAnswerForAMinute() {
    access.of("Bearer known");
    access.of("bearer known");
    assertThat(asked).hasSize(2);

    nanos.addAndGet(Duration.ofSeconds(59).toNanos());
    access.of("Bearer known");
    assertThat(asked).hasSize(2);

    nanos.addAndGet(Duration.ofSeconds(2).toNanos());
    access.of("Bearer known");
    assertThat(asked).hasSize(4);
  }

  @Test
  void remembersNoMoreThanABoundOfThem() {
    access.of("Bearer known");
    for (int i = 0; i < 1_000; i++) {
      access.of("Bearer stranger" + i);
    }
    asked.clear();

    access.of("Bearer known");

    assertThat(asked).hasSize(2);
  }

  @Test
  void anApiServerThatIsDownIsNoAnswer() {
    up = false;
    assertThat(access.of("Bearer known")).isEqualTo(Verdict.UNANSWERED);

    up = true;
    assertThat(access.of("Bearer known")).isEqualTo(Verdict.GRANTED);
  }

  @Test
  void aTokenIsNeededWhereOneIsAskedForAndTheCertificateIsTheNewestOfTheFolder(@TempDir Path folder)
      throws Exception {
    var authority = Certificates.in(folder.resolve("ca"));
    Path mounted = Files.createDirectory(folder.resolve("tls"));
    mount(authority, "localhost", mounted);
    var tls = new TlsFiles(mounted, nanos::get);
    var served =
        new ManagementServer.Metrics(
            0,
            () -> "lockstep_x 1.0\n".getBytes(StandardCharsets.UTF_8),
            Optional.of(tls),
            Optional.of(access));
    try (var server = new ManagementServer(served, 0, () -> true, () -> true);
        HttpClient http = HttpClient.newBuilder().sslContext(trusting(authority)).build()) {
      server.start();

      assertThat(get(http, server, Optional.empty()).statusCode()).isEqualTo(401);
      assertThat(get(http, server, Optional.of("other")).statusCode()).isEqualTo(403);
      HttpResponse<String> answer = get(http, server, Optional.of("known"));
      assertThat(answer.body()).isEqualTo("lockstep_x 1.0\n");
      assertThat(subject(answer)).isEqualTo("CN=localhost");

      mount(authority, "renewed", mounted);
      nanos.addAndGet(Duration.ofSeconds(11).toNanos());
      try (HttpClient later = HttpClient.newBuilder().sslContext(trusting(authority)).build()) {
        assertThat(subject(get(later, server, Optional.of("known")))).isEqualTo("CN=renewed");
      }

      Files.writeString(mounted.resolve("tls.key"), "damaged");
      nanos.addAndGet(Duration.ofSeconds(11).toNanos());
      try (HttpClient later = HttpClient.newBuilder().sslContext(trusting(authority)).build()) {
        assertThat(subject(get(later, server, Optional.of("known")))).isEqualTo("CN=renewed");
      }
    }
  }

  private static void mount(Certificates authority, String name, Path folder) throws IOException {
    Certificates.Pair pair =
        authority.issue(name, "DNS:localhost,IP:127.0.0.1", Certificates.Validity.VALID);
    Files.copy(pair.certificate(), folder.resolve("tls.crt"), StandardCopyOption.REPLACE_EXISTING);
    Files.copy(pair.key(), folder.resolve("tls.key"), StandardCopyOption.REPLACE_EXISTING);
  }

  private static HttpResponse<String> get(
      HttpClient http, ManagementServer server, Optional<String> token)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create("https://localhost:%d/metrics".formatted(server.port())));
    token.ifPresent(value -> request.header("Authorization", "Bearer " + value));
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private static String subject(HttpResponse<?> answer) throws Exception {
    return ((X509Certificate) answer.sslSession().orElseThrow().getPeerCertificates()[0])
        .getSubjectX500Principal()
        .getName();
  }

  private static SSLContext trusting(Certificates authority) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    try (InputStream in = Files.newInputStream(authority.authority())) {
      store.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
