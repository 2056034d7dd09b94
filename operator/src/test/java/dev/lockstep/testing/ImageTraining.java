package dev.lockstep.testing;

import dev.lockstep.schema.ScriptsDigest;
import dev.lockstep.testing.Certificates.Validity;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Makes the AOT caches of the image, in its build, by runs of the program with the runtime, the
/// paths and the options that it has there: `migrate` as a Job runs it, against a server that wants
/// a password and has a certificate, and `operator` as a pod runs it.
public final class ImageTraining {
  private static final String CACHE_OPTION = "-XX:AOTCache=";
  private static final String RUNNER = "java.options";
  private static final String OUTPUT_OPTION = "-XX:AOTCacheOutput=";

  /// The exit code of a JVM that SIGTERM ends.
  private static final int TERMINATED = 143;

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
      var training = new ImageTraining(home, folder);
      training.migrate();
      training.operate();
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
      var common =
          List.of(
              "migrate",
              "--database-secret=" + secret,
              "--tls-ca=" + certificates.authority(),
              "--scripts=" + scripts,
              "--schema=public");
      run(RUNNER, with(common, ProgramTraining.FIRST_PART));
      train(
          RUNNER,
          with(
              common,
              "--target=latest",
              "--out-of-order=reject",
              "--connect-timeout=1m",
              "--lock-timeout=5s",
              "--expect-digest=" + digest(scripts),
              "--run-id=training",
              "--termination-log=" + folder.resolve("termination")));
    }
  }

  /// The operator finds its API server as in a pod. Its end by a signal is the one that the chart
  /// gives it.
  private void operate() throws IOException, InterruptedException {
    // Not a fixed one: some engines build in the network of the machine.
    int port = FreePort.find();
    int probePort = FreePort.find();
    Path token = Files.writeString(folder.resolve("token"), "training");
    try (var cluster = TrainingCluster.start()) {
      var arguments =
          List.of(
              "operator",
              "--leader-election=true",
              "--lease-namespace=" + TrainingCluster.NAMESPACE,
              "--port=" + port,
              "--probe-port=" + probePort,
              "--job-image=lockstep");
      var builder = new ProcessBuilder(command("operator.options", arguments)).inheritIO();
      builder
          .environment()
          .putAll(
              Map.of(
                  "KUBERNETES_SERVICE_HOST",
                  "localhost",
                  "KUBERNETES_SERVICE_PORT",
                  Integer.toString(cluster.port()),
                  "KUBERNETES_CERTS_CA_FILE",
                  cluster.authority().toString(),
                  "KUBERNETES_AUTH_SERVICEACCOUNT_TOKEN",
                  token.toString(),
                  "KUBERNETES_NAMESPACE",
                  TrainingCluster.NAMESPACE,
                  // What is recorded takes longer, and so does all on a machine at work.
                  "KUBERNETES_REQUEST_TIMEOUT",
                  "120000",
                  "KUBERNETES_CONNECTION_TIMEOUT",
                  "120000"));
      Process operator = builder.start();
      try {
        cluster.play(operator);
        ask(probePort, "/healthz");
        ask(probePort, "/readyz");
        ask(port, "/metrics");
        operator.destroy();
        ended("lockstep operator", operator, TERMINATED);
      } finally {
        operator.destroyForcibly();
      }
    }
  }

  private static void ask(int port, String path) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      var uri = URI.create("http://localhost:" + port + path);
      int status =
          client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).statusCode();
      if (status != 200) {
        throw new IllegalStateException("%s is answered with %d".formatted(path, status));
      }
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

  private static List<String> with(List<String> some, String... more) {
    return Stream.concat(some.stream(), Stream.of(more)).toList();
  }

  /// Runs the program without any cache.
  private void run(String options, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = command(options, arguments);
    command.removeIf(option -> option.startsWith(OUTPUT_OPTION));
    Process run = new ProcessBuilder(command).inheritIO().start();
    ended("lockstep " + String.join(" ", arguments), run, 0);
  }

  /// Runs the program with the options of a file, which name the cache that is to be made.
  private void train(String options, List<String> arguments)
      throws IOException, InterruptedException {
    Process run = new ProcessBuilder(command(options, arguments)).inheritIO().start();
    ended("lockstep " + String.join(" ", arguments), run, 0);
  }

  private static void ended(String what, Process process, int expected)
      throws InterruptedException {
    int exitCode = process.waitFor();
    if (exitCode != expected) {
      throw new IllegalStateException("%s ended with %d".formatted(what, exitCode));
    }
  }

  private List<String> command(String options, List<String> arguments) throws IOException {
    var command = new ArrayList<String>();
    command.add(home.resolve("runtime/bin/java").toString());
    for (String option : Files.readAllLines(home.resolve(options))) {
      if (option.startsWith(CACHE_OPTION)) {
        if (options.equals(RUNNER)) {
          command.addAll(ProgramTraining.NO_PROFILES);
        }
        command.add(OUTPUT_OPTION + option.substring(CACHE_OPTION.length()));
      } else if (!option.startsWith("-Xlog:")) {
        command.add(option);
      }
    }
    command.addAll(arguments);
    return command;
  }
}
