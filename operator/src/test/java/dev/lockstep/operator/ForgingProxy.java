package dev.lockstep.operator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/// A proxy between an operator and the real API server. It answers some requests itself, with
/// errors that a healthy server returns too rarely for a test, and forwards all others, including
/// watches.
final class ForgingProxy implements AutoCloseable {
  private static final List<String> FORWARDED = List.of("Accept", "Content-Type");
  private static final String EXPIRED =
      """
      {"type":"ERROR","object":{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"too old resource version","reason":"Expired","code":410}}
      """;

  /// A request.
  record Request(String method, String path, String query) {
    boolean isWatch() {
      return query.contains("watch=true");
    }

    boolean isList(String resource) {
      return method.equals("GET") && path.endsWith("/" + resource) && !isWatch();
    }

    boolean isWrite() {
      return !method.equals("GET");
    }

    boolean createsAJob() {
      return method.equals("POST") && path.endsWith("/jobs");
    }

    boolean deletesAJob() {
      return method.equals("DELETE") && path.contains("/jobs/");
    }

    boolean writesAStatus() {
      return method.equals("PATCH") && path.endsWith("/status");
    }
  }

  /// How the server handles a request whose response is forged.
  enum Fate {
    /// The server does not receive the request.
    KEPT_BACK,
    /// The server executes the request; only its response is lost.
    CARRIED_OUT
  }

  private record Forgery(Predicate<Request> which, Fate fate, int code, AtomicInteger left) {
    boolean takes(Request request) {
      return which.test(request) && left.getAndUpdate(times -> Math.max(0, times - 1)) > 0;
    }
  }

  private final Config config;
  private final HttpClient http;
  private final HttpServer server;
  private final List<Forgery> forgeries = new CopyOnWriteArrayList<>();
  private final List<Request> forged = new CopyOnWriteArrayList<>();
  private final List<Request> seen = new CopyOnWriteArrayList<>();
  private final Set<HttpExchange> watches = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean cut = new AtomicBoolean();

  /// @param config the configuration of the operator's account
  ForgingProxy(Config config) {
    this.config = config;
    try {
      http = HttpClient.newBuilder().sslContext(SSLUtils.sslContext(config)).build();
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
  }

  /// Returns the configuration of a client that uses this proxy and does not retry.
  Config config() {
    return new ConfigBuilder(config)
        .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
        .withOnlyHttpWatches(true)
        .withRequestRetryBackoffLimit(0)
        .withWatchReconnectInterval(100)
        .build();
  }

  /// Forges the responses to the next requests of a kind.
  void forge(Predicate<Request> which, int times, Fate fate, int code) {
    forgeries.add(new Forgery(which, fate, code, new AtomicInteger(times)));
  }

  /// Blocks all requests from a write on, as if the operator were killed during it.
  ///
  /// @param write the number of the write, from 1
  /// @param fate how the server handles that write
  void cutAtWrite(int write, Fate fate) {
    var writes = new AtomicInteger();
    forge(
        request -> request.isWrite() && !isCut() && writes.incrementAndGet() == write && cut(),
        1,
        fate,
        503);
    forge(_ -> isCut(), Integer.MAX_VALUE, Fate.KEPT_BACK, 503);
  }

  /// Returns whether all requests are blocked.
  boolean isCut() {
    return cut.get();
  }

  private boolean cut() {
    return cut.compareAndSet(false, true);
  }

  /// Forwards all requests again.
  void forgeNothing() {
    forgeries.clear();
  }

  /// Returns the requests whose responses were forged.
  List<Request> forged() {
    return List.copyOf(forged);
  }

  /// Returns the number of requests of a kind.
  long count(Predicate<Request> which) {
    return seen.stream().filter(which).count();
  }

  /// Closes every open watch.
  void dropWatches() {
    watches.forEach(HttpExchange::close);
  }

  /// Ends every open watch as a server does that no longer has the resource version at which it
  /// began.
  void expireWatches() {
    for (HttpExchange watch : watches) {
      try {
        watch.getResponseBody().write(EXPIRED.getBytes(StandardCharsets.UTF_8));
        watch.getResponseBody().flush();
      } catch (IOException _) {
        // The client has just closed it.
      }
      watch.close();
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    URI uri = exchange.getRequestURI();
    var request =
        new Request(
            exchange.getRequestMethod(),
            uri.getPath(),
            Optional.ofNullable(uri.getRawQuery()).orElse(""));
    seen.add(request);
    Optional<Forgery> forgery = forgeries.stream().filter(one -> one.takes(request)).findFirst();
    try (exchange) {
      if (forgery.isEmpty()) {
        answer(exchange, request, forward(exchange));
        return;
      }
      switch (forgery.get().fate()) {
        case KEPT_BACK -> {}
        case CARRIED_OUT -> forward(exchange).body().close();
      }
      forged.add(request);
      refuse(exchange, forgery.get().code());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private HttpResponse<InputStream> forward(HttpExchange exchange)
      throws IOException, InterruptedException {
    URI target = URI.create(config.getMasterUrl()).resolve(exchange.getRequestURI().toString());
    byte[] body = exchange.getRequestBody().readAllBytes();
    var request =
        HttpRequest.newBuilder(target)
            .method(
                exchange.getRequestMethod(),
                body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body))
            .header("Authorization", "Bearer " + config.getOauthToken());
    FORWARDED.forEach(
        name ->
            Optional.ofNullable(exchange.getRequestHeaders().getFirst(name))
                .ifPresent(value -> request.header(name, value)));
    return http.send(request.build(), BodyHandlers.ofInputStream());
  }

  private void answer(HttpExchange exchange, Request request, HttpResponse<InputStream> response)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(response.statusCode(), 0);
    if (request.isWatch()) {
      watches.add(exchange);
    }
    try (InputStream body = response.body()) {
      byte[] buffer = new byte[16_384];
      for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
        exchange.getResponseBody().write(buffer, 0, read);
        exchange.getResponseBody().flush();
      }
    } finally {
      watches.remove(exchange);
    }
  }

  private static void refuse(HttpExchange exchange, int code) throws IOException {
    byte[] status =
        """
        {"kind":"Status","apiVersion":"v1","status":"Failure","message":"forged answer %1$d","reason":"Forged","code":%1$d}"""
            .formatted(code)
            .getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(code, status.length);
    exchange.getResponseBody().write(status);
  }

  @Override
  public void close() {
    server.stop(0);
    http.shutdownNow();
  }
}
