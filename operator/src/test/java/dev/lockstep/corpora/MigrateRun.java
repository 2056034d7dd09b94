package dev.lockstep.corpora;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.testing.Checkout;
import dev.lockstep.testing.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A command of the built program, as a child process.
final class MigrateRun implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final int MOST_LINES = 6;

  /// What a run works on.
  record Target(TestDatabase database, String schema, Path scripts) {
    Target through(int port) {
      return new Target(database.through(port), schema, scripts);
    }
  }

  private final Process process;
  private final Path out;
  private final Path err;

  private MigrateRun(List<String> arguments) throws IOException {
    out = Files.createTempFile("lockstep-", ".out");
    err = Files.createTempFile("lockstep-", ".err");
    var command = new ArrayList<String>();
    command.add(Checkout.target().resolve("lockstep/bin/lockstep").toString());
    command.addAll(arguments);
    var builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
  }

  /// `lockstep migrate`.
  static MigrateRun migrate(Target target) {
    return start(target, "migrate");
  }

  /// `lockstep rollback`, which takes no scripts.
  static MigrateRun rollback(Target target, String... more) {
    return run(target, "rollback", List.of(more));
  }

  /// A command on a schema and its scripts.
  static MigrateRun start(Target target, String name, String... more) {
    var options = new ArrayList<>(List.of("--scripts", target.scripts().toString()));
    options.addAll(List.of(more));
    return run(target, name, options);
  }

  private static MigrateRun run(Target target, String name, List<String> options) {
    TestDatabase database = target.database();
    var arguments = new ArrayList<>(List.of(name, "--url", database.jdbcUrl()));
    arguments.addAll(List.of("--user", database.user(), "--schema", target.schema()));
    arguments.addAll(List.of("--output", "json"));
    arguments.addAll(options);
    try {
      return new MigrateRun(arguments);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Waits for the end and gives the exit code.
  int exitCode() {
    if (!endsWithin(Duration.ofMinutes(3))) {
      throw new IllegalStateException("the run does not end: " + lastWords());
    }
    return process.exitValue();
  }

  boolean endsWithin(Duration time) {
    try {
      return process.waitFor(time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /// SIGKILL.
  void kill() {
    process.destroyForcibly();
  }

  /// What it said at its end; nothing when it was killed.
  JsonNode report() {
    try {
      return JSON.readTree(read(out));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The end of what it told on standard error.
  String lastWords() {
    List<String> lines = read(err).lines().toList();
    return String.join(
        "\n    ", lines.subList(Math.max(0, lines.size() - MOST_LINES), lines.size()));
  }

  @Override
  public void close() {
    kill();
    endsWithin(Duration.ofSeconds(30));
    try {
      Files.delete(out);
      Files.delete(err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
