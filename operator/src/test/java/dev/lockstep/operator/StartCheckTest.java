package dev.lockstep.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import dev.lockstep.api.v1alpha1.spec.JobSettings;
import dev.lockstep.operator.migration.job.JobSettingsDefaults;
import dev.lockstep.testing.Await;
import dev.lockstep.testing.FreePort;
import dev.lockstep.testing.LockstepProcess;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.javaoperatorsdk.operator.OperatorException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// O17: an operator that cannot start reports the reason in one sentence, with the fix.
final class StartCheckTest {
  private static final String MIGRATIONS = "/apis/lockstep.dev/v1alpha1/schemamigrations";
  private static final String REVIEWS = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
  private static final String ACCOUNT = "/apis/authentication.k8s.io/v1/selfsubjectreviews";

  private record Answer(int code, String body) {}

  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final AtomicInteger unavailable = new AtomicInteger();
  private HttpServer server;
  private KubernetesClient client;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            String request =
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String path = exchange.getRequestURI().getPath();
            Answer answer =
                unavailable.getAndDecrement() > 0
                    ? new Answer(503, "{}")
                    : answers.entrySet().stream()
                        .filter(entry -> (path + request).matches(entry.getKey()))
                        .map(Map.Entry::getValue)
                        .findFirst()
                        .orElse(new Answer(404, "{}"));
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.code(), body.length);
            exchange.getResponseBody().write(body);
          }
        });
    server.start();
    client = client("http://127.0.0.1:" + server.getAddress().getPort());
  }

  @AfterEach
  void stop() {
    client.close();
    server.stop(0);
  }

  @Test
  void goesOnWhereTheKindIsServedAndMayBeRead() {
    answers.put(MIGRATIONS, new Answer(200, "{}"));
    answers.put(REVIEWS + ".*", new Answer(201, "{\"status\": {\"allowed\": true}}"));

    assertThatCode(() -> look(Set.of())).doesNotThrowAnyException();
  }

  /// For example a server without RBAC, or one that refuses the review itself.
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {"404; {}", "403; {}", "200; <html>", "200; ''", "200; []"})
  void goesOnWhereTheApiServerDoesNotSayWhatIsAllowed(int code, String body) {
    answers.put(MIGRATIONS, new Answer(200, "{}"));
    answers.put(REVIEWS + ".*", new Answer(code, body));

    assertThatCode(() -> look(Set.of())).doesNotThrowAnyException();
  }

  @Test
  void namesTheMissingDefinition() {
    assertThat(refusal(Set.of()))
        .isEqualTo(
            "The CRD schemamigrations.lockstep.dev is not installed, or does not serve v1alpha1: apply crds/, or install the chart with crds.install=true. In a cluster the operator restarts until this is corrected.");
  }

  @Test
  void namesTheAccountAndTheRightsThatItLacks() {
    answers.put(MIGRATIONS, new Answer(200, "{}"));
    answers.put(
        REVIEWS + ".*\"(configmaps|leases)\".*",
        new Answer(201, "{\"status\": {\"allowed\": false}}"));
    answers.put(
        ACCOUNT + ".*",
        new Answer(
            201,
            "{\"status\": {\"userInfo\": {\"username\": \"system:serviceaccount:lockstep:operator\"}}}"));

    assertThat(refusal(Set.of()))
        .startsWith(
            "The account system:serviceaccount:lockstep:operator may not list configmaps in all namespaces, watch configmaps in all namespaces, create leases.coordination.k8s.io in namespace system, get leases.coordination.k8s.io in namespace system and 1 more: ")
        .contains("rbac.create=true");
  }

  @Test
  void namesTheNamespaceWhoseRightsItLacks() {
    answers.put(".*schemamigrations", new Answer(200, "{}"));
    answers.put(REVIEWS + ".*\"pods\".*", new Answer(201, "{\"status\": {\"allowed\": false}}"));

    assertThat(refusal(Set.of("shop")))
        .startsWith(
            "The account of the operator may not list pods in namespace shop, watch pods in namespace shop: ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "401; does not accept the operator's credentials (Unauthorized)",
        "403; denies the operator the permissions it needs (Forbidden)",
        "400; answers with code 400",
        "503; answers with code 503",
        "429; answers with code 429",
      })
  void saysWhatTheApiServerAnswers(int code, String words) {
    String reason = words.replaceAll(".*\\(|\\).*", "");
    answers.put(
        ".*", new Answer(code, "{\"kind\": \"Status\", \"message\": \"%s\"}".formatted(reason)));

    assertThat(refusal(Set.of())).startsWith("The API server http://127.0.0.1:").contains(words);
  }

  @Test
  void waitsForAnApiServerThatIsBusy() {
    answers.put(MIGRATIONS, new Answer(200, "{}"));
    unavailable.set(1);

    assertThatCode(
            () ->
                new StartCheck(client, config(Set.of()), Duration.ofMinutes(1))
                    .await(new CountDownLatch(1)))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({"https://127.0.0.1, connection refused", "https://nowhere.invalid, unknown host"})
  void saysWhyTheApiServerCannotBeReached(String url, String words) {
    try (var nobody = client(url + ":" + FreePort.find())) {
      var refusal =
          catchThrowableOfType(
              CannotStartException.class,
              () ->
                  new StartCheck(nobody, config(Set.of()), Duration.ZERO)
                      .await(new CountDownLatch(1)));

      assertThat(refusal)
          .hasMessageStartingWith("The API server " + url)
          .hasMessageContaining("cannot be reached (" + words + ")")
          .hasMessageContaining("KUBECONFIG");
    }
  }

  /// The API server revokes something between the check and the start.
  @Test
  void explainsAnEndThatTheFrameworkMeets() {
    answers.put(".*", new Answer(403, "{\"kind\": \"Status\", \"message\": \"no\"}"));
    var cause =
        catchThrowableOfType(
            io.fabric8.kubernetes.client.KubernetesClientException.class,
            () -> client.pods().inAnyNamespace().list());

    assertThat(
            StartCheck.explained(client, new OperatorException("x", new OperatorException(cause))))
        .hasMessageContaining("denies the operator the permissions it needs (no)");
    assertThat(StartCheck.explained(client, new OperatorException(new TimeoutException())))
        .hasMessageContaining("did not list the watched resources in time");
    assertThatCode(() -> StartCheck.explained(client, new OperatorException("a bug")))
        .hasMessage("a bug");
  }

  /// Runs in a separate process, because the test is about its exit, with one line and no stack
  /// trace.
  @Test
  void theProgramEndsWithThatSentence(@TempDir Path folder) throws IOException {
    try (var operator = operator(kubeconfig(folder))) {
      assertThat(operator.exitCode()).isEqualTo(13);
      assertThat(log(operator).lines())
          .singleElement()
          .asString()
          .contains("ERROR", "The CRD schemamigrations.lockstep.dev is not installed");
    }
  }

  @Test
  void aSignalEndsTheWaiting(@TempDir Path folder) throws IOException {
    unavailable.set(Integer.MAX_VALUE);
    try (var operator = operator(kubeconfig(folder))) {
      Await.until(
          "it waits", Duration.ofMinutes(1), () -> log(operator).contains("It is asked again"));
      operator.terminate();

      assertThat(operator.exitCode()).isEqualTo(143);
      assertThat(log(operator).lines()).hasSize(1);
    }
  }

  @Test
  void aKubeconfigThatCannotBeReadIsWrongUse(@TempDir Path folder) throws IOException {
    try (var operator = operator(Files.writeString(folder.resolve("config"), "{ clusters: ["))) {
      assertThat(operator.exitCode()).isEqualTo(2);
      assertThat(operator.err())
          .startsWith("lockstep: the kubeconfig cannot be read: ")
          .hasLineCount(1);
    }
  }

  private static LockstepProcess operator(Path kubeconfig) {
    return LockstepProcess.start(
        Map.of("KUBECONFIG", kubeconfig.toString()), List.of("operator", "--job-image=lockstep:0"));
  }

  /// With the class path of the tests, the log goes to standard output.
  private static String log(LockstepProcess operator) {
    return operator.out() + operator.err();
  }

  private Path kubeconfig(Path folder) throws IOException {
    return Files.writeString(
        folder.resolve("config"),
        """
        apiVersion: v1
        kind: Config
        current-context: test
        clusters: [{name: test, cluster: {server: "http://127.0.0.1:%d"}}]
        users: [{name: test, user: {token: t}}]
        contexts: [{name: test, context: {cluster: test, user: test, namespace: shop}}]
        """
            .formatted(server.getAddress().getPort()));
  }

  private static KubernetesClient client(String url) {
    var config =
        new ConfigBuilder()
            .withAutoConfigure(false)
            .withMasterUrl(url)
            .withRequestRetryBackoffLimit(0)
            .build();
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  private void look(Set<String> namespaces) throws CannotStartException, InterruptedException {
    new StartCheck(client, config(namespaces), Duration.ZERO).await(new CountDownLatch(1));
  }

  private String refusal(Set<String> namespaces) {
    var refusal = catchThrowableOfType(CannotStartException.class, () -> look(namespaces));
    return String.valueOf(refusal.getMessage());
  }

  private static OperatorConfig config(Set<String> namespaces) {
    return new OperatorConfig(
        namespaces,
        new JobSettingsDefaults("lockstep:0", List.of(), JobSettings.NONE),
        new OperatorConfig.Metrics(0, Optional.empty(), OperatorConfig.Access.NONE),
        0,
        Optional.of(new OperatorConfig.Lease("system", "lockstep-operator", "me")));
  }
}
