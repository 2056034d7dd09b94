package dev.lockstep.adoption;

import dev.lockstep.testing.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The real goose, golang-migrate and dbmate, of pinned versions: one program that is built from
/// `src/test/tools/migrators` when it is first needed, into the cache outside of the tree.
public final class GoMigrators {
  private static final Path SOURCE =
      Checkout.root().resolve("operator/src/test/tools/migrators").toAbsolutePath();

  private GoMigrators() {}

  /// Runs all scripts of a folder by one of the tools.
  static void run(String tool, String url, Path folder) {
    execute(command(tool, url, folder), folder, Map.of());
  }

  /// The command that runs all scripts of a folder by one of the tools, `goose`, `golang-migrate`
  /// or `dbmate`.
  public static List<String> command(String tool, String url, Path folder) {
    return List.of(program().toString(), tool, url, folder.toString());
  }

  private static synchronized Path program() {
    try {
      Path program = cache().resolve(digest()).resolve("migrators");
      if (!Files.isExecutable(program)) {
        Files.createDirectories(program.getParent());
        Path made = Files.createTempFile(program.getParent(), "migrators-", ".new");
        execute(
            List.of("go", "build", "-ldflags", "-s -w", "-o", made.toString(), "."),
            SOURCE,
            Map.of("CGO_ENABLED", "0", "GOFLAGS", "-trimpath -mod=readonly -buildvcs=false"));
        Files.move(made, program, StandardCopyOption.ATOMIC_MOVE);
      }
      return program;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path cache() {
    return Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
        .map(Path::of)
        .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache"))
        .resolve("lockstep/migrators");
  }

  /// Another source is another program.
  private static String digest() throws IOException {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      for (String file : List.of("go.mod", "go.sum", "main.go")) {
        sha256.update(Files.readAllBytes(SOURCE.resolve(file)));
      }
      return HexFormat.of().formatHex(sha256.digest(), 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  private static void execute(List<String> command, Path folder, Map<String, String> environment) {
    try {
      var builder =
          new ProcessBuilder(new ArrayList<>(command))
              .directory(folder.toFile())
              .redirectErrorStream(true);
      builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
      builder.environment().putAll(environment);
      Process process = builder.start();
      process.getOutputStream().close();
      var told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int exit = process.waitFor();
      if (exit != 0) {
        throw new IllegalStateException("%s ended with %d: %s".formatted(command, exit, told));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          command.getFirst() + " cannot be run: the tests need Go 1.26 (https://go.dev/dl)", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
