package dev.lockstep.corpora;

import dev.lockstep.testing.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// PostgreSQL's own clients, from the PATH.
enum Tool {
  PSQL("psql"),
  PG_DUMP("pg_dump");

  private final String program;

  Tool(String program) {
    this.program = program;
  }

  /// Runs a script as the truth has it.
  static void psql(TestDatabase database, Path script) {
    PSQL.run("-Xq", "-v", "ON_ERROR_STOP=1", "-f", script.toString(), database.uri());
  }

  /// Whether psql can run a script.
  static boolean succeeds(TestDatabase database, Path script, boolean inTransaction) {
    var arguments = new ArrayList<>(List.of("-Xq", "-v", "ON_ERROR_STOP=1"));
    if (inTransaction) {
      arguments.add("--single-transaction");
    }
    arguments.addAll(List.of("-f", script.toString(), database.uri()));
    return PSQL.start(arguments).exit() == 0;
  }

  /// What became of a program.
  private record Ended(int exit, String out, String err) {}

  /// Runs it and gives what it wrote to standard output; it must succeed.
  String run(String... arguments) {
    Ended ended = start(List.of(arguments));
    if (ended.exit() != 0) {
      throw new IllegalStateException(
          "%s %s ended with %d: %s"
              .formatted(program, List.of(arguments), ended.exit(), ended.err()));
    }
    return ended.out();
  }

  private Ended start(List<String> arguments) {
    var command = new ArrayList<>(List.of(program));
    command.addAll(arguments);
    try {
      Path errors = Files.createTempFile(program, ".err");
      var builder = new ProcessBuilder(command).redirectError(errors.toFile());
      builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
      Process process = builder.start();
      process.getOutputStream().close();
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int exit = process.waitFor();
      String told = Files.readString(errors);
      Files.delete(errors);
      return new Ended(exit, output, told);
    } catch (IOException e) {
      throw new UncheckedIOException(
          program + " cannot be run: install it (Debian and Ubuntu: postgresql-client)", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
