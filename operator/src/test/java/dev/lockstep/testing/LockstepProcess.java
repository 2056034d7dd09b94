package dev.lockstep.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// The program as a child process, from the classes that are being tested.
public final class LockstepProcess implements AutoCloseable {
  private final Process process;
  private final Path out;
  private final Path err;

  private LockstepProcess(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  public static LockstepProcess start(List<String> arguments) {
    return start(Map.of(), arguments);
  }

  /// The program with further variables in its environment.
  public static LockstepProcess start(Map<String, String> environment, List<String> arguments) {
    try {
      var command = new ArrayList<String>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
      command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.lockstep.Main"));
      command.addAll(arguments);
      Path out = Files.createTempFile("lockstep-", ".out");
      Path err = Files.createTempFile("lockstep-", ".err");
      var builder = new ProcessBuilder(command);
      builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
      builder.environment().putAll(environment);
      builder.redirectOutput(out.toFile()).redirectError(err.toFile());
      return new LockstepProcess(builder.start(), out, err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// `lockstep migrate` of a folder on a database.
  public static LockstepProcess migrate(
      TestDatabase database, ScriptFolder scripts, String... more) {
    var arguments = new ArrayList<String>();
    arguments.addAll(List.of("migrate", "--url", database.jdbcUrl(), "--user", database.user()));
    arguments.addAll(List.of("--scripts", scripts.path().toString()));
    arguments.addAll(List.of(more));
    return start(arguments);
  }

  /// Waits for the end and gives the exit code.
  public int exitCode() {
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        throw new AssertionError(
            "not at its end within %s: %s".formatted(Duration.ofMinutes(1), err()));
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public String out() {
    return read(out);
  }

  public String err() {
    return read(err);
  }

  /// SIGTERM.
  public void terminate() {
    process.destroy();
  }

  /// SIGKILL.
  public void kill() {
    process.destroyForcibly();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor();
      Files.delete(out);
      Files.delete(err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
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
