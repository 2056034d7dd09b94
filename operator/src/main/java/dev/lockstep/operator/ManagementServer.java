package dev.lockstep.operator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Serves `/healthz`, `/readyz` and `/metrics`, to GET and HEAD alone.
final class ManagementServer implements AutoCloseable {
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

  private final HttpServer server;

  ManagementServer(
      int port, Supplier<String> metrics, BooleanSupplier healthy, BooleanSupplier ready) {
    try {
      server = HttpServer.create(new InetSocketAddress(port), 0);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot listen on port " + port, e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/metrics", reading(exchange -> answer(exchange, 200, PROMETHEUS, metrics.get())));
    server.createContext("/healthz", reading(exchange -> probe(exchange, healthy)));
    server.createContext("/readyz", reading(exchange -> probe(exchange, ready)));
  }

  void start() {
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  private static HttpHandler reading(HttpHandler handler) {
    return exchange -> {
      try (exchange) {
        // The JDK takes the path of a context for the beginning of a path.
        if (!exchange.getRequestURI().getPath().equals(exchange.getHttpContext().getPath())) {
          answer(exchange, 404, TEXT, "not found\n");
          return;
        }
        switch (exchange.getRequestMethod()) {
          case "GET", "HEAD" -> handler.handle(exchange);
          default -> {
            exchange.getResponseHeaders().set("Allow", "GET, HEAD");
            answer(exchange, 405, TEXT, "only GET and HEAD\n");
          }
        }
      }
    };
  }

  private static void probe(HttpExchange exchange, BooleanSupplier good) throws IOException {
    if (good.getAsBoolean()) {
      answer(exchange, 200, TEXT, "ok\n");
    } else {
      answer(exchange, 503, TEXT, "not yet\n");
    }
  }

  private static void answer(HttpExchange exchange, int code, String type, String body)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(code, -1);
      return;
    }
    exchange.sendResponseHeaders(code, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
