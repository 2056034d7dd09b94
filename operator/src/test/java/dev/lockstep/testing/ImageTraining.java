package dev.lockstep.testing;

import dev.lockstep.schema.ScriptsDigest;
import dev.lockstep.testing.Certificates.Validity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Makes the AOT caches of the image, in its build, by runs of the program with the runtime, the
/// paths and the options that it has there: `migrate` as a Job runs it, against a server that wants
/// a password and has a certificate.
public final class ImageTraining {
  private static final String CACHE_OPTION = "-XX:AOTCache=";

  private final Path home;
  private final Path folder;

  private ImageTraining(Path home, Path folder) {
    this.home = home;
    this.folder = folder;
  }

  /// Makes the caches beside the files of options.
  ///
  /// @param args the folder that holds `runtime`, `lib` and the files of options
  public static void main(String[] args) throws IOException, InterruptedException {
    Path home = Path.of(args[0]);
    PicocliUpgrade.in(home.resolve("lib"));
    Path folder = Files.createTempDirectory("lockstep-training-");
    try {
      new ImageTraining(home, folder).migrate();
    } finally {
      PostgresBinaries.delete(folder);
    }
  }

  private void migrate() throws IOException, InterruptedException {
    var certificates = Certificates.in(folder.resolve("authority"));
    var pair = certificates.issue("localhost", "DNS:localhost", Validity.VALID);
    var options =
        PostgresServer.Options.of(PostgresVersion.newest())
            .with(PostgresServer.Authentication.SCRAM)
            .with(
                Map.of(
                    "ssl", "on",
                    "ssl_cert_file", pair.certificate().toString(),
                    "ssl_key_file", pair.key().toString()));
    try (var server = PostgresServer.start(options)) {
      Path secret = secret(server.createDatabase());
      Path scripts = ProgramTraining.withRarerKinds(ProgramTraining.scripts(folder)).path();
      train(
          "java.options",
          List.of(
              "migrate",
              "--database-secret=" + secret,
              "--tls-ca=" + certificates.authority(),
              "--scripts=" + scripts,
              "--schema=public",
              "--target=latest",
              "--out-of-order=reject",
              "--connect-timeout=1m",
              "--lock-timeout=5s",
              "--expect-digest=" + digest(scripts),
              "--run-id=training",
              "--termination-log=" + folder.resolve("termination")));
    }
  }

  private Path secret(TestDatabase database) throws IOException {
    Path secret = Files.createDirectories(folder.resolve("secret"));
    var keys =
        Map.of(
            "host", "localhost",
            "port", Integer.toString(database.port()),
            "dbname", database.name(),
            "username", database.user(),
            "password", database.password());
    for (var key : keys.entrySet()) {
      Files.writeString(secret.resolve(key.getKey()), key.getValue());
    }
    return secret;
  }

  private static String digest(Path scripts) throws IOException {
    var digests = new TreeMap<String, String>();
    try (Stream<Path> files = Files.list(scripts)) {
      for (Path file : files.toList()) {
        digests.put(file.getFileName().toString(), ScriptsDigest.ofBytes(Files.readAllBytes(file)));
      }
    }
    return ScriptsDigest.of(Map.of(scripts.getFileName().toString(), digests));
  }

  /// Runs the program with the options of a file, which name the cache that is to be made.
  private void train(String options, List<String> arguments)
      throws IOException, InterruptedException {
    int exitCode = new ProcessBuilder(command(options, arguments)).inheritIO().start().waitFor();
    if (exitCode != 0) {
      throw new IllegalStateException("lockstep %s ended with %d".formatted(arguments, exitCode));
    }
  }

  private List<String> command(String options, List<String> arguments) throws IOException {
    var command = new ArrayList<String>();
    command.add(home.resolve("runtime/bin/java").toString());
    for (String option : Files.readAllLines(home.resolve(options))) {
      if (option.startsWith(CACHE_OPTION)) {
        command.add("-XX:AOTCacheOutput=" + option.substring(CACHE_OPTION.length()));
      } else if (!option.startsWith("-Xlog:")) {
        command.add(option);
      }
    }
    command.addAll(arguments);
    return command;
  }
}
