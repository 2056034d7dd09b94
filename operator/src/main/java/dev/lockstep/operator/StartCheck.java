package dev.lockstep.operator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.api.v1alpha1.LockstepNames;
import dev.lockstep.schema.Printable;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.OperatorException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Checks, before the caches are filled, whether the API server answers, serves SchemaMigrations,
/// and lets the operator's account read what it watches. Without this check, the framework would
/// fail with a stack trace for each of its informers.
final class StartCheck {
  private static final Logger LOG = LoggerFactory.getLogger(StartCheck.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Duration PAUSE = Duration.ofSeconds(2);
  private static final int TOO_MANY_REQUESTS = 429;
  private static final String RESTART =
      "In a cluster the operator restarts until this is corrected.";

  private static final String MISSING_DEFINITION =
      "The CRD schemamigrations.lockstep.dev is not installed, or does not serve v1alpha1: apply crds/, or install the chart with crds.install=true. "
          + RESTART;
  private static final String MIGRATIONS = "schemamigrations";
  private static final String REVIEWS = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";

  private final KubernetesClient client;
  private final OperatorConfig config;
  private final Duration patience;

  /// A permission that the operator needs to start.
  ///
  /// @param namespace the namespace; all namespaces if empty
  /// @param name the name of the object; all objects if empty
  private record Right(String verb, String group, String resource, String namespace, String name) {
    @Override
    public String toString() {
      return "%s %s %s"
          .formatted(
              verb,
              group.isEmpty() ? resource : resource + "." + group,
              namespace.isEmpty() ? "in all namespaces" : "in namespace " + namespace);
    }

    Map<String, String> attributes() {
      return Map.of(
          "verb", verb, "group", group, "resource", resource, "namespace", namespace, "name", name);
    }
  }

  /// @param client a client that does not retry requests by itself
  StartCheck(KubernetesClient client, OperatorConfig config) {
    this(client, config, PATIENCE);
  }

  StartCheck(KubernetesClient client, OperatorConfig config, Duration patience) {
    this.client = client;
    this.config = config;
    this.patience = patience;
  }

  /// Runs the check. If the API server does not answer, the check logs this at once and waits for
  /// it.
  ///
  /// @param stop ends the waiting
  void await(CountDownLatch stop) throws CannotStartException, InterruptedException {
    long begin = System.nanoTime();
    boolean logged = false;
    while (true) {
      try {
        look();
        return;
      } catch (KubernetesClientException e) {
        CannotStartException reason = explained(client, e);
        if (!mayHeal(e) || System.nanoTime() - begin > patience.toNanos()) {
          throw reason;
        }
        if (!logged) {
          LOG.warn("{} It is asked again for {} s.", reason.getMessage(), patience.toSeconds());
          logged = true;
        }
      }
      if (stop.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    }
  }

  private void look() throws CannotStartException {
    List<Right> refused = rights().filter(this::isRefused).toList();
    if (!refused.isEmpty()) {
      throw new CannotStartException(
          "The account %s may not %s: install the chart with rbac.create=true, or bind the permissions of its role to the account. %s"
              .formatted(account(), shortened(refused), RESTART));
    }
    for (String namespace : namespaces()) {
      if (client.raw(path(namespace)) == null) {
        throw new CannotStartException(MISSING_DEFINITION);
      }
    }
  }

  private Set<String> namespaces() {
    return config.namespaces().isEmpty() ? Set.of("") : config.namespaces();
  }

  private Stream<Right> rights() {
    var rights = new ArrayList<Right>();
    for (String namespace : namespaces()) {
      for (String verb : List.of("list", "watch")) {
        rights.add(new Right(verb, LockstepNames.GROUP, MIGRATIONS, namespace, ""));
        rights.add(new Right(verb, "", "configmaps", namespace, ""));
        rights.add(new Right(verb, "batch", "jobs", namespace, ""));
        rights.add(new Right(verb, "", "pods", namespace, ""));
      }
    }
    String leases = "coordination.k8s.io";
    config
        .lease()
        .ifPresent(
            lease -> {
              rights.add(new Right("create", leases, "leases", lease.namespace(), ""));
              rights.add(new Right("get", leases, "leases", lease.namespace(), lease.name()));
              rights.add(new Right("update", leases, "leases", lease.namespace(), lease.name()));
            });
    return rights.stream();
  }

  private static String shortened(List<Right> refused) {
    int most = 4;
    return refused.stream().limit(most).map(Right::toString).collect(Collectors.joining(", "))
        + (refused.size() > most ? " and %d more".formatted(refused.size() - most) : "");
  }

  private static String path(String namespace) {
    return "/apis/%s/v1alpha1%s/%s?limit=1"
        .formatted(
            LockstepNames.GROUP, namespace.isEmpty() ? "" : "/namespaces/" + namespace, MIGRATIONS);
  }

  /// Returns whether the API server denies the permission. If it gives no answer, the permission is
  /// assumed.
  private boolean isRefused(Right right) {
    JsonNode status =
        ask(
            REVIEWS,
            Map.of(
                "apiVersion", "authorization.k8s.io/v1",
                "kind", "SelfSubjectAccessReview",
                "spec", Map.of("resourceAttributes", right.attributes())));
    return status.path("allowed").isBoolean() && !status.path("allowed").asBoolean();
  }

  private String account() {
    JsonNode status =
        ask(
            "/apis/authentication.k8s.io/v1/selfsubjectreviews",
            Map.of("apiVersion", "authentication.k8s.io/v1", "kind", "SelfSubjectReview"));
    return Printable.line(status.at("/userInfo/username").asText("of the operator"));
  }

  /// Returns the status of the response; empty if there is none.
  private JsonNode ask(String path, Map<String, Object> review) {
    try {
      String answer = client.raw(path, "POST", JSON.writeValueAsString(review));
      return JSON.readTree(answer == null ? "{}" : answer).path("status");
    } catch (JsonProcessingException _) {
      return JSON.createObjectNode();
    } catch (KubernetesClientException e) {
      if (mayHeal(e) || e.getCode() == HttpURLConnection.HTTP_UNAUTHORIZED) {
        throw e;
      }
      return JSON.createObjectNode();
    }
  }

  private static boolean mayHeal(KubernetesClientException e) {
    return !wasAnswered(e)
        || e.getCode() == TOO_MANY_REQUESTS
        || e.getCode() >= HttpURLConnection.HTTP_INTERNAL_ERROR;
  }

  private static boolean wasAnswered(KubernetesClientException e) {
    return e.getCode() > 0;
  }

  /// Explains why the framework did not start, if the reason lies in the cluster; rethrows any
  /// other error.
  static CannotStartException explained(KubernetesClient client, OperatorException error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof KubernetesClientException answer) {
        return explained(client, answer);
      }
      if (cause instanceof TimeoutException) {
        return new CannotStartException(
            "The API server %s did not list the watched resources in time: check its log and load. %s"
                .formatted(client.getMasterUrl(), RESTART),
            error);
      }
    }
    throw error;
  }

  /// Explains an error of the client at the start.
  static CannotStartException explained(KubernetesClient client, KubernetesClientException error) {
    String server = client.getMasterUrl().toString();
    String reason = Printable.line(reason(error));
    if (!wasAnswered(error)) {
      return new CannotStartException(
          "The API server %s cannot be reached (%s): start it, or select another one in the kubeconfig or with KUBECONFIG."
              .formatted(server, reason),
          error);
    }
    String sentence =
        switch (error.getCode()) {
          case HttpURLConnection.HTTP_UNAUTHORIZED ->
              "The API server %s does not accept the operator's credentials (%s): renew the token or the certificate in the kubeconfig, or mount the token of the service account."
                  .formatted(server, reason);
          case HttpURLConnection.HTTP_FORBIDDEN ->
              "The API server %s denies the operator the permissions it needs (%s): install the chart with rbac.create=true, or bind the permissions of its role to the account."
                  .formatted(server, reason);
          case HttpURLConnection.HTTP_NOT_FOUND -> MISSING_DEFINITION;
          default ->
              "The API server %s answered with code %d (%s): check its log."
                  .formatted(server, error.getCode(), reason);
        };
    return new CannotStartException(sentence, error);
  }

  /// Returns the API server's message, or that of the innermost error.
  static String reason(KubernetesClientException error) {
    if (error.getStatus() != null) {
      String reason = error.getStatus().getMessage();
      return reason == null ? "without a reason" : reason;
    }
    String reason = null;
    for (Throwable cause = error.getCause(); cause != null; cause = cause.getCause()) {
      String message = messageOf(cause);
      reason = message == null ? reason : message;
    }
    return reason == null ? String.valueOf(error.getMessage()) : reason;
  }

  /// The JDK's HTTP client has no message for the most common errors.
  private static @Nullable String messageOf(Throwable cause) {
    return switch (cause) {
      case UnresolvedAddressException _ -> "unknown host";
      case HttpTimeoutException _ -> "no answer in time";
      case ConnectException refused when refused.getMessage() == null -> "connection refused";
      default -> cause.getMessage();
    };
  }
}
