package dev.lockstep.demo;

import dev.lockstep.testing.Checkout;
import dev.lockstep.testing.PostgresVersion;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.slf4j.LoggerFactory;

/// Starts everything, tells the [DemoSteps] and stops everything. Ends with 0 only when all that
/// the story promises was seen. The script `demo` says what it can be asked for.
final class Demo {
  private final Options options;
  private final PrintStream out;
  private final Transcript page;
  private final DemoEnvironment stage;

  private Demo(Options options, PrintStream out) {
    this.options = options;
    this.out = out;
    this.page = new Transcript(out, options.ink());
    this.stage = new DemoEnvironment(options.where());
  }

  public static void main(String[] args) throws InterruptedException {
    var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    var options = Options.of(args);
    var demo = new Demo(options, out);
    Runtime.getRuntime().addShutdownHook(new Thread(demo.stage::close, "stop-all"));
    int exitCode = demo.show();
    if (demo.stage.isClosing()) {
      // A signal came: what failed then failed for that, and the process is ending already.
      Thread.currentThread().join();
    }
    if (options.kept().isPresent()) {
      demo.stayUp(options.kept().get(), exitCode);
    }
    demo.page.heading("Stopping everything");
    demo.page.part("The operator, PostgreSQL, the node and the cluster", demo::stop);
    out.printf("%nLogs stay in %s.%n", demo.shown(demo.stage.folder()));
    System.exit(exitCode);
  }

  private boolean stop() {
    stage.close();
    return true;
  }

  private int show() {
    long start = System.nanoTime();
    try {
      introduce();
      page.heading("Setting up");
      var cluster = page.part(stage.clusterTitle(), stage::cluster);
      var node = page.part("A node that runs containers as processes", () -> stage.node(cluster));
      var database =
          page.part(
              "PostgreSQL " + PostgresVersion.newest().release().replaceFirst("[.]0$", ""),
              stage::database);
      var operator =
          page.part(
              "The operator, with the permissions of its chart", () -> stage.operator(cluster));
      var shell = new Shell(Checkout.root(), stage.environment(cluster, database));
      reach(shell);
      new DemoSteps(page, shell, stage, cluster.client(), node, database, operator).tell();
      page.heading("Everything happened as expected");
      page.times(Duration.ofNanos(System.nanoTime() - start));
      return 0;
    } catch (NotSeenException e) {
      return failed("Not as expected", String.valueOf(e.getMessage()));
    } catch (RuntimeException | AssertionError e) {
      LoggerFactory.getLogger(Demo.class).error("The demo ended early", e);
      return failed("The demo could not continue", String.valueOf(e.getMessage()));
    }
  }

  private int failed(String title, String message) {
    if (stage.isClosing()) {
      return 1;
    }
    page.failure(title, message);
    page.output("logs: operator/target/demo/demo.log");
    page.output("      %s (operator, PostgreSQL)".formatted(shown(stage.folder())));
    page.output("      %s (Kubernetes, pods)".formatted(shown(stage.clusterFolder())));
    return 1;
  }

  private void introduce() {
    page.heading("Lockstep keeps database schemas and the pods that use them in step");
    switch (options.where()) {
      case OWN ->
          page.say(
              "A real control plane, a real PostgreSQL and the operator, all on this machine.");
      case CURRENT ->
          page.say(
              "In the cluster of your kubeconfig, in separate namespaces that are removed at the end.");
    }
  }

  private void reach(Shell shell) {
    var environment = shell.environment();
    out.println();
    page.say("The commands below use the cluster and the database in these variables:");
    page.output("KUBECONFIG=" + shown(Path.of(environment.get("KUBECONFIG"))));
    page.output(
        "PGHOST=%s PGPORT=%s PGDATABASE=%s PGUSER=%s"
            .formatted(
                environment.get("PGHOST"),
                environment.get("PGPORT"),
                environment.get("PGDATABASE"),
                environment.get("PGUSER")));
    variables(shell);
  }

  /// For who wants to look around: a file that a shell can source.
  private void variables(Shell shell) {
    var lines = new StringBuilder();
    shell
        .environment()
        .forEach((name, value) -> lines.append("export %s='%s'%n".formatted(name, value)));
    try {
      Files.writeString(stage.folder().resolve("environment"), lines.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String shown(Path path) {
    return Checkout.root().relativize(path.toAbsolutePath()).toString();
  }

  /// Tells how to go on and waits for a signal, which runs the shutdown hook.
  private void stayUp(Path kept, int exitCode) throws InterruptedException {
    page.heading("Everything keeps running");
    page.output("explore:      . %s".formatted(shown(stage.folder().resolve("environment"))));
    page.output("              kubectl -n %s get smig,jobs,pods".formatted(stage.namespace()));
    page.output("stop:         kill %d".formatted(ProcessHandle.current().pid()));
    try {
      Path fresh = kept.resolveSibling(kept.getFileName() + ".new");
      Files.writeString(fresh, Integer.toString(exitCode));
      // The terminal belongs to the reader again.
      out.close();
      System.err.close();
      Files.move(fresh, kept);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    new CountDownLatch(1).await();
  }
}
