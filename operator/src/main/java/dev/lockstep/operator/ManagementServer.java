package dev.lockstep.operator;

import dev.lockstep.operator.HttpMessage.Answer;
import dev.lockstep.operator.HttpMessage.Request;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Serves `/metrics` on one port, and `/healthz` and `/readyz` on another, to GET and HEAD only.
/// The ports are independent: clients that keep the metrics port busy do not block the kubelet's
/// probes, and the probe port can be closed to all other clients.
final class ManagementServer implements AutoCloseable {
  static final String METRICS = "/metrics";

  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

  private final HttpListener metrics;
  private final HttpListener probes;

  /// The endpoint of the metrics.
  ///
  /// @param port the port to listen on, 0 for any free one
  /// @param tls the certificate to present; plain text if absent
  /// @param access judges tokens; any client may read the metrics if absent
  record Metrics(
      int port, Supplier<byte[]> text, Optional<TlsFiles> tls, Optional<MetricsAccess> access) {}

  ManagementServer(Metrics served, int probePort, BooleanSupplier healthy, BooleanSupplier ready) {
    Map<String, Function<Request, Answer>> questions =
        Map.of("/healthz", _ -> probe(healthy), "/readyz", _ -> probe(ready));
    // Older charts probe the metrics port.
    var all = new HashMap<>(questions);
    all.put(METRICS, readers(served));
    metrics = new HttpListener(served.port(), orNull(served.tls()), reading(all));
    probes = new HttpListener(probePort, null, reading(questions));
  }

  private static @Nullable TlsFiles orNull(Optional<TlsFiles> tls) {
    return tls.orElse(null);
  }

  void start() {
    metrics.start();
    probes.start();
  }

  int port() {
    return metrics.port();
  }

  int probePort() {
    return probes.port();
  }

  private static Function<Request, Answer> readers(Metrics served) {
    return request ->
        served
            .access()
            .flatMap(access -> refusal(access, request))
            .orElseGet(() -> new Answer(200, PROMETHEUS, Map.of(), served.text().get()));
  }

  private static Optional<Answer> refusal(MetricsAccess access, Request request) {
    return switch (access.of(request.headers().get("authorization"))) {
      case GRANTED -> Optional.empty();
      case UNKNOWN ->
          Optional.of(
              Answer.text(
                  401,
                  Map.of("WWW-Authenticate", "Bearer"),
                  "a token of an account of this cluster is needed\n"));
      case FORBIDDEN -> Optional.of(Answer.text(403, "the account may not get /metrics\n"));
      case UNANSWERED -> Optional.of(Answer.text(503, "the API server cannot be asked\n"));
    };
  }

  private static Function<Request, Answer> reading(Map<String, Function<Request, Answer>> paths) {
    return request -> {
      if (request.path().isEmpty()) {
        return Answer.text(400, "this is no request that is read here\n");
      }
      Function<Request, Answer> handler = paths.get(request.path());
      if (handler == null) {
        return Answer.text(404, "not found\n");
      }
      return switch (request.method()) {
        case "GET", "HEAD" -> handler.apply(request);
        default -> Answer.text(405, Map.of("Allow", "GET, HEAD"), "only GET and HEAD\n");
      };
    };
  }

  private static Answer probe(BooleanSupplier good) {
    return good.getAsBoolean() ? Answer.text(200, "ok\n") : Answer.text(503, "not yet\n");
  }

  @Override
  public void close() {
    metrics.close();
    probes.close();
  }
}
