package dev.lockstep.kube;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/// What the tests of [ProcessNode] run in place of the program. Its arguments are done in order:
/// `print=TEXT`, `env=NAME`, `cat=FILE`, `list=FOLDER`, `message=FILE=TEXT`, `wait`, `stubborn`
/// (waits and ignores SIGTERM), `exit=CODE`. On SIGTERM it ends with 15.
final class Probe {
  private Probe() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    boolean stubborn = args.length > 0 && args[args.length - 1].equals("stubborn");
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> onTerm(stubborn)));
    for (var arg : args) {
      var parts = arg.split("=", 3);
      switch (parts[0]) {
        case "print" -> System.out.println(parts[1]);
        case "env" -> System.out.println(parts[1] + "=" + System.getenv(parts[1]));
        case "environment" ->
            System.getenv().keySet().stream().sorted().forEach(System.out::println);
        case "cat" -> System.out.println(Files.readString(Path.of(parts[1])));
        case "list" -> list(Path.of(parts[1]));
        case "message" -> Files.writeString(Path.of(parts[1]), parts[2]);
        case "exit" -> Runtime.getRuntime().halt(Integer.parseInt(parts[1]));
        case "wait", "stubborn" -> new CountDownLatch(1).await();
        default -> throw new IllegalArgumentException(arg);
      }
    }
    Runtime.getRuntime().halt(0);
  }

  private static void list(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      files.map(Path::getFileName).sorted().forEach(file -> System.out.println("file " + file));
    }
  }

  private static void onTerm(boolean stubborn) {
    if (stubborn) {
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
    Runtime.getRuntime().halt(15);
  }
}
