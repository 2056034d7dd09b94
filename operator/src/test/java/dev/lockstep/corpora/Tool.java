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

  /// Runs it and gives what it wrote to standard output; it must succeed.
  String run(String... arguments) {
    var command = new ArrayList<>(List.of(program));
    command.addAll(List.of(arguments));
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
      if (exit != 0) {
        throw new IllegalStateException("%s ended with %d: %s".formatted(command, exit, told));
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(
          program + " cannot be run: install it (Debian and Ubuntu: postgresql-client)", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
