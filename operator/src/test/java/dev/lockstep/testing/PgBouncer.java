package dev.lockstep.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// A real PgBouncer before a test server, on a free port of the loopback interface. It never
/// outlives this JVM.
public final class PgBouncer implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final List<String> PLACES =
      List.of("/usr/sbin/pgbouncer", "/usr/bin/pgbouncer", "/usr/local/bin/pgbouncer");
  private static final String SUPERVISOR =
      """
      trap '' INT TERM HUP
      "$@" </dev/null &
      bouncer=$!
      read -r line
      kill -INT "$bouncer"
      wait "$bouncer"
      """;

  private final int port;
  private final Process process;

  private PgBouncer(int port, Process process) {
    this.port = port;
    this.process = process;
  }

  /// Starts one with its defaults, but for the lines that are given.
  ///
  /// @param lines such as `pool_mode = transaction`
  public static PgBouncer before(PostgresServer server, Path folder, String... lines) {
    try {
      int port = FreePort.find();
      Path configuration = folder.resolve("pgbouncer-%d.ini".formatted(port));
      Files.writeString(
          configuration,
          """
          [databases]
          * = user=%s host=%s port=%d
          [pgbouncer]
          listen_addr = 127.0.0.1
          listen_port = %d
          unix_socket_dir =
          auth_type = any
          """
                  .formatted(server.superuser(), server.host(), server.port(), port)
              + String.join("\n", lines)
              + "\n");
      return start(port, configuration, folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static PgBouncer start(int port, Path configuration, Path folder) throws IOException {
    var command = new ArrayList<>(List.of("/bin/sh", "-c", SUPERVISOR, "pgbouncer-supervisor"));
    if (System.getProperty("user.name").equals("root")) {
      // It refuses to run as root; inside a user namespace of its own, root is nobody.
      command.addAll(List.of("unshare", "-U"));
    }
    command.addAll(List.of(program(), configuration.toString()));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("pgbouncer.log").toFile())
            .start();
    var bouncer = new PgBouncer(port, process);
    Await.until("PgBouncer takes connections", START_LIMIT, bouncer::isReady);
    return bouncer;
  }

  private static String program() {
    return Stream.concat(
            Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .map(place -> place + "/pgbouncer"),
            PLACES.stream())
        .filter(place -> Files.isExecutable(Path.of(place)))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "The tests need PgBouncer and none was found: install it (Debian and Ubuntu: pgbouncer)."));
  }

  private boolean isReady() {
    if (!process.isAlive()) {
      throw new IllegalStateException("PgBouncer did not start");
    }
    try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  public int port() {
    return port;
  }

  @Override
  public void close() {
    try {
      process.getOutputStream().close();
      process.waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
