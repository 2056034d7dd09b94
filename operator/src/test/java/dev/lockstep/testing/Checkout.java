package dev.lockstep.testing;

import java.nio.file.Files;
import java.nio.file.Path;

/// The working tree that the tests run in.
public final class Checkout {
  private Checkout() {}

  /// The top folder, wherever below it the tests were started.
  public static Path root() {
    for (var folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      if (Files.isDirectory(folder.resolve(".mvn"))) {
        return folder;
      }
    }
    throw new IllegalStateException("the tests run outside of the working tree: start them in it");
  }

  /// The folder of the operator's build results.
  public static Path target() {
    return root().resolve("operator").resolve("target");
  }
}
