package dev.lockstep.kube;

import dev.lockstep.kube.ContainerState.Terminated;
import dev.lockstep.testing.ClassArchive;
import io.fabric8.kubernetes.api.model.Container;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// A container whose image is the program: a process of this machine that runs what the build has
/// assembled, on the JDK of this JVM.
final class ContainerProcess {
  private static final String NAME = "lockstep";
  private static final int LOG_TAIL = 2048;

  private final Container container;
  private final ContainerRoot root;
  private final Path log;
  private final Clock clock;
  private final Instant startedAt;
  private final Process process;
  private final Path pid;
  private final Optional<ClassArchive> archive;
  private final CompletableFuture<Terminated> end;

  private ContainerProcess(
      Container container,
      ContainerRoot root,
      Path log,
      Clock clock,
      Process process,
      Path pid,
      Optional<ClassArchive> archive) {
    this.container = container;
    this.root = root;
    this.log = log;
    this.clock = clock;
    this.startedAt = clock.instant();
    this.process = process;
    this.pid = pid;
    this.archive = archive;
    this.end = process.onExit().thenApply(this::terminated);
  }

  /// Whether the last part of the image's name, without tag and digest, is that of the program.
  static boolean isProgram(Container container) {
    var image = container.getImage().replaceFirst("@.*", "");
    var last = image.substring(image.lastIndexOf('/') + 1);
    return last.replaceFirst(":.*", "").equals(NAME);
  }

  /// @param pids a folder in which a running process leaves its number, for who has to clean up
  static ContainerProcess start(
      Program program,
      Container container,
      ContainerRoot root,
      ContainerEnvironment environment,
      Path pids,
      Clock clock)
      throws IOException {
    var log = root.folder().resolveSibling("log");
    var archive = program.archive();
    var builder =
        new ProcessBuilder(command(program, archive, container, root, environment))
            .directory(root.folder().toFile())
            .redirectInput(Redirect.from(new File("/dev/null")))
            .redirectErrorStream(true)
            .redirectOutput(Redirect.appendTo(log.toFile()));
    var variables = builder.environment();
    var path = variables.getOrDefault("PATH", "/usr/bin:/bin");
    variables.clear();
    variables.put("PATH", path);
    variables.put("HOME", root.folder().toString());
    environment.values().forEach((name, value) -> variables.put(name, root.localize(value)));
    Process process = builder.start();
    var pid = PidFile.write(pids, process);
    return new ContainerProcess(container, root, log, clock, process, pid, archive);
  }

  private static List<String> command(
      Program program,
      Optional<ClassArchive> archive,
      Container container,
      ContainerRoot root,
      ContainerEnvironment environment) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    archive.map(ClassArchive::options).ifPresent(command::addAll);
    // Tells those who clean up after a killed test run that the process is theirs.
    command.add("-Dlockstep.container=" + root.folder());
    command.addAll(List.of("-cp", program.classPath(), program.mainClass()));
    container.getCommand().stream().skip(1).forEach(command::add);
    for (var argument : container.getArgs()) {
      command.add(root.localize(environment.expand(argument)));
    }
    return command;
  }

  String name() {
    return container.getName();
  }

  CompletableFuture<Terminated> end() {
    return end;
  }

  ContainerState state() {
    return end.isDone() ? end.join() : new ContainerState.Running(startedAt);
  }

  void kill() {
    process.destroyForcibly();
  }

  void askToEnd() {
    process.destroy();
  }

  private Terminated terminated(Process ended) {
    int exitCode = ended.exitValue();
    archive.ifPresent(made -> made.keep(exitCode));
    return new Terminated(
        exitCode,
        exitCode == 0 ? "Completed" : "Error",
        message(exitCode),
        startedAt,
        clock.instant());
  }

  private String message(int exitCode) {
    try {
      Files.deleteIfExists(pid);
      var message = root.terminationMessage();
      boolean fallback =
          "FallbackToLogsOnError".equals(container.getTerminationMessagePolicy()) && exitCode != 0;
      return message.isEmpty() && fallback ? ContainerRoot.tail(log, LOG_TAIL) : message;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
